using System;
using System.Collections.Generic;
using System.Linq;
using NovaPS.Client;

namespace NovaPS;

/// <summary>The metadata of a server. Keys are case-sensitive, as in Nova. ToString returns key=value, joined by commas.</summary>
public sealed class NovaMetadata : Dictionary<string, string>
{
    /// <summary>Creates empty metadata.</summary>
    public NovaMetadata()
        : base(StringComparer.Ordinal)
    {
    }

    /// <summary>Creates metadata from a table, such as a hashtable.</summary>
    /// <param name="entries">The keys and their values.</param>
    public NovaMetadata(System.Collections.IDictionary entries)
        : this()
    {
        foreach (System.Collections.DictionaryEntry entry in entries ?? throw new ArgumentNullException(nameof(entries)))
            this[entry.Key.ToString()!] = entry.Value?.ToString() ?? string.Empty;
    }

    /// <summary>The keys and values as key=value, joined by commas, sorted by key.</summary>
    public override string ToString() =>
        DisplayText.Clean(string.Join(", ", this.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => e.Key + "=" + e.Value)));
}
