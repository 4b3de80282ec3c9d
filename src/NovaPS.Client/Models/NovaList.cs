using System.Collections.Generic;
using NovaPS.Client;

namespace NovaPS;

/// <summary>A list whose ToString returns the elements joined by commas, for example for CSV files.</summary>
/// <typeparam name="T">The type of an element.</typeparam>
public sealed class NovaList<T> : List<T>
{
    /// <summary>Creates an empty list.</summary>
    public NovaList()
    {
    }

    /// <summary>Creates a list.</summary>
    /// <param name="elements">The elements.</param>
    public NovaList(IEnumerable<T> elements)
        : base(elements)
    {
    }

    /// <summary>The elements, joined by commas.</summary>
    public override string ToString() => DisplayText.Clean(string.Join(", ", this));
}
