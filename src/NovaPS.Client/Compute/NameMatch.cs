using System.Collections.Generic;

namespace NovaPS.Client.Compute;

/// <summary>The matches of a name.</summary>
/// <param name="Found">The matches; empty for none.</param>
/// <param name="IsByPattern">Whether they match a pattern, so that there may be any number of them.</param>
internal sealed record NameMatch<T>(IReadOnlyList<T> Found, bool IsByPattern)
{
    /// <summary>If case matters and nothing matches, an element with the same name in another case; otherwise default.</summary>
    public T? InAnotherCase { get; init; }
}
