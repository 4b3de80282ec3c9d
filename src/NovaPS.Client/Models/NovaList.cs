using System.Collections.Generic;
using NovaPS.Client;

namespace NovaPS;

/// <summary>A list whose ToString is its elements, joined by commas: so it stands in a CSV file.</summary>
/// <typeparam name="T">The type of an element.</typeparam>
public sealed class NovaList<T> : List<T>
{
    /// <summary>Creates an empty list.</summary>
    public NovaList()
    {
    }

    /// <summary>Creates a list of these.</summary>
    /// <param name="elements">The elements, in their order.</param>
    public NovaList(IEnumerable<T> elements)
        : base(elements)
    {
    }

    /// <summary>The elements, joined by commas.</summary>
    public override string ToString() => DisplayText.Clean(string.Join(", ", this));
}
