using System.Collections.Generic;

namespace NovaPS.Client.Compute;

/// <summary>What a name means.</summary>
/// <param name="found">Everything that is meant; empty: nothing is.</param>
/// <param name="isByPattern">Whether a pattern fits it, so that there may be any number of them.</param>
internal sealed class NameMatch<T>(IReadOnlyList<T> found, bool isByPattern)
{
    public IReadOnlyList<T> Found { get; } = found;

    public bool IsByPattern { get; } = isByPattern;

    /// <summary>What has the name in another case, where nothing is meant because case matters; default: nothing has.</summary>
    public T? InAnotherCase { get; set; }
}
