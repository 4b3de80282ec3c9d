using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;

namespace NovaPS.Simulator.Nova;

/// <summary>A fixed or floating address of a server.</summary>
internal sealed class InstanceAddress(string address, string type)
{
    public string Address { get; } = address;

    public string Type { get; } = type;

    /// <summary>
    /// Reads an address, @{ Address = '203.0.113.7'; Type = 'floating' }, or several of these. IPAddress is accepted for Address.
    /// </summary>
    public static InstanceAddress[] Read(object? value) => value switch
    {
        string one => [new InstanceAddress(one, "fixed")],
        IDictionary table => [FromTable(table)],
        IEnumerable many => [.. many.Cast<object?>().SelectMany(Read)],
        null => [],
        _ => [new InstanceAddress(value.ToString() ?? "", "fixed")],
    };

    /// <summary>Returns the address in the format of NovaSimulatorServer.</summary>
    public object ToValue() => Type == "fixed" ? Address : new Hashtable { ["Address"] = Address, ["Type"] = Type };

    private static InstanceAddress FromTable(IDictionary table)
    {
        var parts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in table)
            parts[Part(entry.Key.ToString() ?? "")] = entry.Value?.ToString() ?? "";
        var type = parts.TryGetValue("type", out var given) ? given.ToLowerInvariant() : "fixed";
        if (!parts.TryGetValue("address", out var address) || type is not "fixed" and not "floating" || parts.Count != table.Count
            || parts.Keys.Any(k => k is not "address" and not "type"))
            throw new ArgumentException("An address is a text, or @{ Address = '203.0.113.7'; Type = 'floating' }. The type is fixed or "
                + "floating.");
        return new InstanceAddress(address, type);
    }

    private static string Part(string key) => key.ToLowerInvariant() is "ipaddress" ? "address" : key.ToLowerInvariant();
}
