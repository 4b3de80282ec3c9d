using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using NovaPS.Internal;
using NovaPS.Simulator;

namespace NovaPS.Parameters;

/// <summary>Converts -Server of Start-NovaSimulator.</summary>
internal static class SimulatorServers
{
    private const string Forms =
        "Specify a number, names, a hashtable of names and statuses such as @{ web1 = 'SHUTOFF' }, or objects with Name and Status.";

    private static readonly PropertyInfo[] Known = typeof(NovaSimulatorServer).GetProperties();

    /// <summary>
    /// Converts a number of stopped servers; names; a hashtable of names with statuses or hashtables; hashtables and custom objects (from
    /// CSV or JSON) with Name, Status and other properties.
    /// </summary>
    /// <exception cref="NovaException">NovaSimulatorInputInvalid: it is none of these.</exception>
    public static IReadOnlyList<NovaSimulatorServer> Read(object? input)
    {
        var value = PSValues.Unwrap(input);
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
            _ => throw Invalid("cannot interpret '" + LanguagePrimitives.ConvertTo<string>(value) + "' (" + value.GetType().FullName
                + ") as servers", Forms),
        };
    }

    private static NovaException Invalid(string reason, string remedy) =>
        new(NovaErrorId.NovaSimulatorInputInvalid, reason) { Remedy = remedy };

    private static List<NovaSimulatorServer> Number(decimal count) => count is >= 0 and <= int.MaxValue
        ? Enumerable.Range(1, (int)count)
            .Select(n => new NovaSimulatorServer("server-" + n.ToString(CultureInfo.InvariantCulture), "SHUTOFF")).ToList()
        : throw Invalid(count.ToString(CultureInfo.InvariantCulture) + " is not a number of servers", "Specify 0 or more.");

    private static NovaSimulatorServer FromName(string name) =>
        // On a command line, -1 can be text, and is not a likely name.
        long.TryParse(name, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) && number < 0
            ? throw Invalid("'" + name + "' is neither a number of servers nor a name",
                "Specify 0 or more, or a hashtable for a server that has this name: @{ Name = '" + name + "' }.")
            : Named(new NovaSimulatorServer(name, "SHUTOFF"));

    private static NovaSimulatorServer FromEntry(string name, object? value) => value switch
    {
        null => Named(new NovaSimulatorServer(name, "SHUTOFF")),
        string status => Named(new NovaSimulatorServer(name, status)),
        IDictionary table => Describe(table, name),
        _ => throw Invalid("the server '" + name + "' has a " + value.GetType().FullName + " where its status should be",
            "Specify a status or a hashtable, such as @{ " + name + " = @{ Status = 'SHUTOFF'; Locked = $true } }."),
    };

    private static NovaSimulatorServer Named(NovaSimulatorServer server) => string.IsNullOrWhiteSpace(server.Name)
        ? throw Invalid("a server has no name, or its name is empty", Forms)
        : server;

    /// <summary>@{ Name = 'web1'; Status = 'SHUTOFF'; Locked = $true }: the keys are the properties of NovaSimulatorServer.</summary>
    private static NovaSimulatorServer Describe(IDictionary table, string? name)
    {
        var own = Find(table, nameof(NovaSimulatorServer.Name))?.Value?.ToString();
        if (name is not null && own is not null && own != name)
            throw Invalid("the server '" + name + "' has another Name in its hashtable: '" + own + "'", "Omit that Name.");
        var server = new NovaSimulatorServer { Name = name ?? own ?? string.Empty };
        foreach (DictionaryEntry entry in table)
        {
            var property = Array.Find(Known, p => Is(p.Name, entry.Key.ToString()!)) ?? throw Invalid(
                "'" + entry.Key + "' is not a property of a server",
                "A hashtable or an object that describes " + (server.Name.Length > 0 ? "'" + server.Name + "'" : "one server")
                + " can have " + string.Join(", ", Known.Select(p => p.Name)) + ". A hashtable of names and statuses has no key Name.");
            if (entry.Value is not null && property.Name != nameof(NovaSimulatorServer.Name))
                property.SetValue(server, Convert(server.Name, property, entry.Value));
        }

        return Named(server);
    }

    private static object? Convert(string name, PropertyInfo property, object value)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        // PowerShell converts any text to $true, including "False" from a CSV file.
        if (type == typeof(bool) && value is string text && bool.TryParse(text, out var flag))
            return flag;
        try
        {
            if (type != typeof(bool) || value is not string)
                return LanguagePrimitives.ConvertTo(value, type, CultureInfo.InvariantCulture);
        }
        catch (PSInvalidCastException)
        {
            // The message of PowerShell is about .NET types.
        }

        throw Invalid("the server '" + name + "' cannot have '" + LanguagePrimitives.ConvertTo<string>(value) + "' as " + property.Name,
            "Specify a value of type " + type.Name + ".");
    }

    /// <summary>
    /// Removes the wrappers of PowerShell at all levels, and converts custom objects to hashtables. Empty strings count as not specified,
    /// except for ImageId, where they mean that the server was booted from a volume.
    /// </summary>
    private static object? Plain(object? value) => PSValues.Unwrap(value) switch
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
