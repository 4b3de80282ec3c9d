using System;
using System.Collections.Generic;

namespace NovaPS.Client.Compute;

/// <summary>The keys of the rows of a list. A key that is a UUID takes 16 bytes, and does not keep its string.</summary>
internal sealed class KeySet
{
    private readonly HashSet<Guid> _ids = [];
    private readonly HashSet<string> _others = new(StringComparer.Ordinal);

    /// <summary>The number of keys.</summary>
    public int Count => _ids.Count + _others.Count;

    /// <summary>Adds a key.</summary>
    /// <returns>Whether it is new.</returns>
    public bool Add(string key) => Guid.TryParseExact(key, "D", out var id) ? _ids.Add(id) : _others.Add(key);
}
