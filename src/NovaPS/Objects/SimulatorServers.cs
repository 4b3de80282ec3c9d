using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using NovaPS.Simulator;

namespace NovaPS.Commands;

/// <summary>Reads the servers that a simulator begins with, in the ways that people write them.</summary>
internal static class SimulatorServers
{
    /// <summary>A number of stopped servers; names; a table of names and statuses; tables with Name, Status and more.</summary>
    /// <exception cref="ArgumentException">It is none of these; the message says what is.</exception>
    public static IReadOnlyList<NovaSimulatorServer> Read(object? input)
    {
        var value = input is PSObject wrapped ? wrapped.BaseObject : input;
        return value switch
        {
            null => [],
            int count when count >= 0 => Enumerable.Range(1, count).Select(n => Create("server-" + n.ToString(CultureInfo.InvariantCulture), "SHUTOFF")).ToList(),
            NovaSimulatorServer server => [server],
            string name => [Create(name, "SHUTOFF")],
            IDictionary table when IsDescription(table) => [Describe(table)],
            IDictionary table => table.Cast<DictionaryEntry>().Select(e => Create(e.Key.ToString()!, e.Value?.ToString() ?? "SHUTOFF")).ToList(),
            IEnumerable list => list.Cast<object?>().SelectMany(Read).ToList(),
            _ => throw new ArgumentException("'" + value + "' describes no servers. Give a number, names, or a table of names and statuses: @{ web1 = 'SHUTOFF' }."),
        };
    }

    private static bool IsDescription(IDictionary table) => table.Keys.Cast<object>().Any(k => "Name".Equals(k as string, StringComparison.OrdinalIgnoreCase));

    /// <summary>@{ Name = 'web1'; Status = 'SHUTOFF'; Locked = $true }: the keys are the properties of NovaSimulatorServer.</summary>
    private static NovaSimulatorServer Describe(IDictionary table)
    {
        try
        {
            return (NovaSimulatorServer)LanguagePrimitives.ConvertTo(new Hashtable(table, StringComparer.OrdinalIgnoreCase), typeof(NovaSimulatorServer), CultureInfo.InvariantCulture);
        }
        catch (PSInvalidCastException e)
        {
            throw new ArgumentException("A server's description is wrong: " + e.Message, e);
        }
    }

    private static NovaSimulatorServer Create(string name, string status) => new() { Name = name, Status = status };
}
