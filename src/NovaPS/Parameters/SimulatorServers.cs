using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using NovaPS.Simulator;

namespace NovaPS.Parameters;

/// <summary>Reads the servers that a simulator begins with, in the ways that people write them.</summary>
internal static class SimulatorServers
{
    private const string Forms =
        "Give a number, names, a table of names and statuses such as @{ web1 = 'SHUTOFF' }, or objects with Name and Status.";

    private static readonly PropertyInfo[] Known = typeof(NovaSimulatorServer).GetProperties();

    /// <summary>
    /// A number of stopped servers; names; a table of names with statuses or descriptions; tables and custom objects (of CSV, of JSON) with
    /// Name, Status and more.
    /// </summary>
    /// <exception cref="NovaException">NovaSimulatorInputInvalid: it is none of these.</exception>
    public static IReadOnlyList<NovaSimulatorServer> Read(object? input)
    {
        var value = Unwrap(input);
        return value switch
        {
            null => [],
            sbyte or byte or short or ushort or int or uint or long or ulong =>
                Number(System.Convert.ToDecimal(value, CultureInfo.InvariantCulture)),
            NovaSimulatorServer server => [Named(server)],
            string name => [FromName(name)],
            PSObject row => [Describe((IDictionary)Plain(row)!, null)],
            IDictionary table when Find(table, nameof(NovaSimulatorServer.Name)) is not null =>
                [Describe((IDictionary)Plain(table)!, null)],
            IDictionary table => table.Cast<DictionaryEntry>().Select(e => FromEntry(e.Key.ToString()!, Plain(e.Value))).ToList(),
            IEnumerable list => list.Cast<object?>().SelectMany(Read).ToList(),
            _ => throw Invalid("cannot interpret '" + value + "' (" + value.GetType().FullName + ") as servers", Forms),
        };
    }

    private static NovaException Invalid(string reason, string remedy) =>
        new(NovaErrorId.NovaSimulatorInputInvalid, reason) { Remedy = remedy };

    private static List<NovaSimulatorServer> Number(decimal count) => count is >= 0 and <= int.MaxValue
        ? Enumerable.Range(1, (int)count)
            .Select(n => new NovaSimulatorServer("server-" + n.ToString(CultureInfo.InvariantCulture), "SHUTOFF")).ToList()
        : throw Invalid(count.ToString(CultureInfo.InvariantCulture) + " is not a number of servers", "Give 0 or more.");

    private static NovaSimulatorServer FromName(string name) =>
        // On a command line -1 may come as text, and nobody names a server so.
        long.TryParse(name, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) && number < 0
            ? throw Invalid("'" + name + "' is neither a number of servers nor a name",
                "Give 0 or more, or a table for a server that has this name: @{ Name = '" + name + "' }.")
            : Named(new NovaSimulatorServer(name, "SHUTOFF"));

    private static NovaSimulatorServer FromEntry(string name, object? value) => value switch
    {
        null => Named(new NovaSimulatorServer(name, "SHUTOFF")),
        string status => Named(new NovaSimulatorServer(name, status)),
        IDictionary table => Describe(table, name),
        _ => throw Invalid("the server '" + name + "' has a " + value.GetType().FullName + " where its status should be",
            "Give a status or a table, such as @{ " + name + " = @{ Status = 'SHUTOFF'; Locked = $true } }."),
    };

    private static NovaSimulatorServer Named(NovaSimulatorServer server) => string.IsNullOrWhiteSpace(server.Name)
        ? throw Invalid("a server has no name: the name is empty or blank", Forms)
        : server;

    /// <summary>@{ Name = 'web1'; Status = 'SHUTOFF'; Locked = $true }: the keys are the properties of NovaSimulatorServer.</summary>
    private static NovaSimulatorServer Describe(IDictionary table, string? name)
    {
        var own = Find(table, nameof(NovaSimulatorServer.Name))?.Value?.ToString();
        if (name is not null && own is not null && own != name)
            throw Invalid("the server '" + name + "' is called '" + own + "' in its table", "Leave that Name out.");
        var server = new NovaSimulatorServer { Name = name ?? own ?? string.Empty };
        foreach (DictionaryEntry entry in table)
        {
            var property = Array.Find(Known, p => Is(p.Name, entry.Key.ToString()!)) ?? throw Invalid(
                "'" + entry.Key + "' is not a property of a server",
                "A table or an object that describes " + (server.Name.Length > 0 ? "'" + server.Name + "'" : "one server")
                + " may have " + string.Join(", ", Known.Select(p => p.Name)) + "; a table of names and statuses has no key Name.");
            if (entry.Value is not null && property.Name != nameof(NovaSimulatorServer.Name))
                property.SetValue(server, Convert(server.Name, property, entry.Value));
        }

        return Named(server);
    }

    private static object? Convert(string name, PropertyInfo property, object value)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        // To PowerShell any text is true, False of a CSV file as well.
        if (type == typeof(bool) && value is string text && bool.TryParse(text, out var flag))
            return flag;
        try
        {
            if (type != typeof(bool) || value is not string)
                return LanguagePrimitives.ConvertTo(value, type, CultureInfo.InvariantCulture);
        }
        catch (PSInvalidCastException)
        {
            // Its message is about .NET types.
        }

        throw Invalid("the server '" + name + "' cannot have '" + value + "' as " + property.Name, "Give a " + type.Name + ".");
    }

    /// <summary>
    /// Without what PowerShell wraps around it, to its depth. Custom objects are tables then; an empty cell was not given, but for ImageId,
    /// where it means something.
    /// </summary>
    private static object? Plain(object? value) => Unwrap(value) switch
    {
        PSObject row => Table(row.Properties.Where(p => p.Value is not "" || p.Name == nameof(NovaSimulatorServer.ImageId))
            .Select(p => new DictionaryEntry(p.Name, p.Value))),
        IDictionary table => Table(table.Cast<DictionaryEntry>()),
        ICollection list => list.Cast<object?>().Select(Plain).ToArray(),
        var other => other,
    };

    private static Hashtable Table(IEnumerable<DictionaryEntry> entries)
    {
        var table = new Hashtable(StringComparer.Ordinal);
        foreach (var entry in entries)
            table[entry.Key] = Plain(entry.Value);
        return table;
    }

    /// <summary>The object itself; a PSObject is left where it is a custom object.</summary>
    private static object? Unwrap(object? value) => value is PSObject { BaseObject: not PSCustomObject and var inner } ? inner : value;

    private static DictionaryEntry? Find(IDictionary table, string key)
    {
        foreach (DictionaryEntry entry in table)
        {
            if (Is(key, entry.Key.ToString()!))
                return entry;
        }

        return null;
    }

    private static bool Is(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
