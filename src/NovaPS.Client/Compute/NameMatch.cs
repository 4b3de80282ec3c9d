using System.Collections.Generic;

namespace NovaPS.Client.Compute;

/// <summary>The matches of a name.</summary>
/// <param name="found">The matches; empty for none.</param>
/// <param name="isByPattern">Whether they match a pattern, so that there may be any number of them.</param>
internal sealed class NameMatch<T>(IReadOnlyList<T> found, bool isByPattern)
{
    public IReadOnlyList<T> Found { get; } = found;

    public bool IsByPattern { get; } = isByPattern;

    /// <summary>If case matters and nothing matches, an element with the same name in another case; otherwise default.</summary>
    public T? InAnotherCase { get; set; }
}
