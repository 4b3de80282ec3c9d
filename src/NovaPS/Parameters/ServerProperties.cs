using System;
using System.Collections;
using System.Collections.Generic;
using System.Data;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Text.RegularExpressions;
using NovaPS.Client;
using NovaPS.Internal;

namespace NovaPS.Parameters;

/// <summary>
/// Finds the id or the name of a server in the properties of an object or the keys of a hashtable. Names are read only from rows that a
/// user created (custom objects, hashtables, data rows, objects of PowerShell classes); from other objects, only an id is read.
/// </summary>
internal sealed class ServerProperties
{
    /// <summary>The properties that are read, by precedence.</summary>
    public const string Known = "ServerId, Id, ServerName, Server, VMName, Name or ComputerName";

    private static readonly string[] Names = ["ServerName", "Server", "VMName", "Name", "ComputerName"];

    /// <summary>Properties whose name suggests that they have the server.</summary>
    private static readonly Regex Likely = new("server|instance|host|machine|node|vm|name", RegexOptions.IgnoreCase
        | RegexOptions.CultureInvariant);

    private readonly Func<string, object?> _read;

    /// <summary>Reads the properties of an object.</summary>
    /// <param name="input">The object, as PowerShell wraps it.</param>
    /// <exception cref="ExtendedTypeSystemException">A property cannot be read.</exception>
    public ServerProperties(PSObject input)
    {
        _read = input.BaseObject is IDictionary table ? key => ReadKey(table, key) : name => input.Properties[name]?.Value;
        var (isOwn, isRow) = (IsOwn(input), IsRow(input));
        if (!isOwn)
            Read(isRow);
        if (Problem is null && (Id ?? Name) is null)
            (Problem, Remedy) = isOwn ? (NotAServer(input), null) : isRow ? DescribeRow(input) : DescribeObject(input);
    }

    /// <summary>The id; null if there is none.</summary>
    public string? Id { get; private set; }

    /// <summary>The name; null if there is none, or if names are not read from the object.</summary>
    public string? Name { get; private set; }

    /// <summary>Why it does not identify a server; null if it does.</summary>
    public string? Problem { get; private set; }

    /// <summary>What to pass instead; null for the default remedy.</summary>
    public string? Remedy { get; private set; }

    /// <summary>Returns another property as text; null if there is none.</summary>
    public string? Text(string name) => ToText(_read(name));

    /// <summary>Returns the value of another property.</summary>
    public object? Value(string name) => PSValues.Unwrap(_read(name));

    /// <summary>The id in the form that Nova writes; null: the text is not an id, and so a name.</summary>
    public static string? ToUuid(string? text) => Guid.TryParseExact(text?.Trim(), "D", out var id) ? id.ToString() : null;

    /// <summary>Says what is wrong with an id.</summary>
    public static string NotAnId(string text) => "'" + text + "' is not a server id, which is a UUID.";

    /// <summary>Says that a value is not a server.</summary>
    public static string NotAServer(PSObject input)
    {
        // As PowerShell writes it in every culture: 1.5.
        var (text, type) = (LanguagePrimitives.ConvertTo<string>(input),
            input.TypeNames.FirstOrDefault() ?? input.BaseObject.GetType().FullName);
        return string.IsNullOrWhiteSpace(text) || text == type || text == input.BaseObject.GetType().Name
            ? "Cannot interpret an object of type " + type + " as a server."
            : "Cannot interpret '" + DisplayText.Cut(text, 80) + "' (" + type + ") as a server.";
    }

    private static bool IsOwn(PSObject input) => input.BaseObject is PSCustomObject
        ? input.TypeNames.Any(n => n.StartsWith("Deserialized.NovaPS.", StringComparison.Ordinal)) && !IsServer(input)
        : input.BaseObject.GetType().FullName?.StartsWith("NovaPS.", StringComparison.Ordinal) == true;

    private static bool IsServer(PSObject input) =>
        input.TypeNames.Any(n => n is "Deserialized.NovaPS.NovaServer" or "Deserialized.NovaPS.NovaServerAction");

    /// <summary>Whether a user chose the names of the properties. A process, a file or a service has a Name too.</summary>
    private static bool IsRow(PSObject input) => input.BaseObject switch
    {
        IDictionary or DataRow or DataRowView => true,
        // The name of a deserialized PowerShell class has no namespace.
        PSCustomObject => input.TypeNames.Any(n => n is "System.Management.Automation.PSCustomObject"
                or "Deserialized.System.Management.Automation.PSCustomObject"
                or "Deserialized.System.Data.DataRow" or "Deserialized.System.Data.DataRowView")
            || IsServer(input)
            || (input.TypeNames.FirstOrDefault() is { } first && first.StartsWith("Deserialized.", StringComparison.Ordinal)
                && first.IndexOf('.', "Deserialized.".Length) < 0),
        // PowerShell compiles classes into dynamic assemblies.
        var other => other.GetType().Assembly.IsDynamic,
    };

    private static object? ReadKey(IDictionary table, string key)
    {
        foreach (DictionaryEntry entry in table)
        {
            if (string.Equals(entry.Key as string, key, StringComparison.OrdinalIgnoreCase))
                return entry.Value;
        }

        return null;
    }

    /// <summary>Converts a value to text; null if it is empty.</summary>
    private static string? ToText(object? value) => PSValues.Unwrap(value) switch
    {
        null or DBNull => null,
        string text => string.IsNullOrWhiteSpace(text) ? null : text,
        Guid id => id.ToString(),
        NovaServer server => server.Id,
        NovaServerAction action => action.ServerId,
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        var other => other.ToString(),
    };

    private static IEnumerable<string> PropertyNames(PSObject row) => row.BaseObject switch
    {
        IDictionary table => table.Keys.OfType<string>(),
        DataRow data => data.Table.Columns.Cast<DataColumn>().Select(c => c.ColumnName),
        DataRowView view => view.Row.Table.Columns.Cast<DataColumn>().Select(c => c.ColumnName),
        _ => row.Properties.Select(p => p.Name),
    };

    /// <summary>Returns the command that renames a property, with the one that is most likely to have the server.</summary>
    private static string Rename(List<string> properties)
    {
        var property = properties.FirstOrDefault(Likely.IsMatch) ?? (properties.Count == 1 ? properties[0] : "MyProperty");
        return "Rename the property that has the server: Select-Object @{ Name = 'ServerName'; Expression = '"
            + property.Replace("'", "''") + "' }";
    }

    private static (string Problem, string? Remedy) DescribeRow(PSObject row)
    {
        var properties = PropertyNames(row).ToList();
        if (properties.Find(c => Names.Concat(["ServerId", "Id"]).Contains(c, StringComparer.OrdinalIgnoreCase)) is { } empty)
            return ("The object's " + empty + " is empty.", null);
        return properties.Count == 0 ? ("The object has no properties.", null)
            : ("The object has no " + Known + ". Its properties are " + DisplayText.List(properties) + ".", Rename(properties));
    }

    /// <summary>The Name of a file or a process is seldom that of a server, so it is not read.</summary>
    private static (string Problem, string? Remedy) DescribeObject(PSObject input) => (NotAServer(input), input.BaseObject is ValueType
        ? "Specify a NovaServer, an id or a name. To pass such a value as a name, convert it to text: [string] $value"
        : input.Properties["Name"] is not null ? "If its Name is the name of a server, pass only that: ForEach-Object Name" : null);

    private void Read(bool isRow)
    {
        var (serverId, id) = (Text("ServerId"), Text("Id"));
        if (serverId is not null && ToUuid(serverId) is null)
        {
            (Problem, Remedy) = (NotAnId(serverId), "If it is a name, use the property ServerName.");
            return;
        }

        var ids = new List<(string Property, string Value)>();
        var names = new List<(string Property, string Value)>();
        foreach (var (property, value) in new[] { ("ServerId", ToUuid(serverId)), ("Id", ToUuid(id)) })
        {
            if (value is not null)
                ids.Add((property, value));
        }

        foreach (var property in isRow ? Names : [])
        {
            if (Text(property) is not { } value)
                continue;
            // A PSObject, such as a nested object of JSON, is IFormattable.
            if (Value(property) is not (string or IFormattable or NovaServer or NovaServerAction) or PSObject)
            {
                Problem ??= "The object's " + property + " is not text, but "
                    + PSObject.AsPSObject(Value(property)!).TypeNames.FirstOrDefault() + ".";
                Remedy ??= "Pass the value of the property: ForEach-Object " + property;
            }

            // Like the parameter -Server, this column can contain an id or a name.
            if (property == "Server" && ToUuid(value) is { } uuid)
                ids.Add((property, uuid));
            else
                names.Add((property, value));
            if ((Value(property) as NovaServer)?.Name is { } name)
                names.Add((property, name));
        }

        Id = Choose(ids);
        Name = Id is null ? Choose(names) : names.Select(n => n.Value).FirstOrDefault();
        if (Problem is null && isRow && Id is null && Name is null && id is not null)
            (Problem, Remedy) = (NotAnId(id), "Add a property ServerName with the name of the server.");
    }

    /// <summary>Returns the first value. Different values are a problem.</summary>
    private string? Choose(List<(string Property, string Value)> given)
    {
        foreach (var other in given.Where(g => !string.Equals(g.Value, given[0].Value, StringComparison.OrdinalIgnoreCase)))
        {
            Problem ??= "The object's " + given[0].Property + " is '" + given[0].Value + "', and its " + other.Property + " is '"
                + other.Value + "'.";
            Remedy ??= "Select the property that has the server: Select-Object " + given[0].Property;
        }

        return given.Count > 0 ? given[0].Value : null;
    }
}
