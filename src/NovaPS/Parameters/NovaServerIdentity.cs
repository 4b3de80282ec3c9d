using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using NovaPS.Serialization;

namespace NovaPS;

/// <summary>
/// What stands for a server: a NovaServer, a NovaServerAction, an id, a name, a name with wildcards, or an object with a
/// ServerId, Id or Name. It never throws: what is no server is kept as a problem, which the command reports for that input.
/// </summary>
public sealed class NovaServerIdentity
{
    /// <summary>Takes whatever was given. One constructor for all: with one for each type a process would bind as a name.</summary>
    /// <param name="input">What the user gave.</param>
    public NovaServerIdentity(object? input)
    {
        var wrapped = input as PSObject;
        Input = wrapped?.BaseObject is { } inner and not PSCustomObject ? inner : input;
        switch (Input)
        {
            case NovaServerIdentity other:
                (Input, Id, Name, IsPattern, Problem) = (other.Input, other.Id, other.Name, other.IsPattern, other.Problem);
                (Server, Action, Connection) = (other.Server, other.Action, other.Connection);
                break;
            case NovaServer server:
                Server = server;
                Connection = server.Connection;
                SetId(server.Id, server.Name);
                break;
            case NovaServerAction action:
                Action = action;
                Connection = action.Connection;
                SetId(action.ServerId, action.ServerName);
                break;
            case Guid id:
                Id = id.ToString();
                break;
            case string text:
                SetText(text);
                break;
            case PSObject custom:
                SetProperties(custom);
                break;
            case null:
                Problem = "The server, or the ServerId or Id of the object, is null.";
                break;
            default:
                Problem = NotAServer(Input.ToString(), Input.GetType().FullName);
                break;
        }
    }

    /// <summary>What the user gave.</summary>
    public object? Input { get; }

    /// <summary>The server's id; null when only a name is known.</summary>
    public string? Id { get; private set; }

    /// <summary>The server's name, or a pattern for it; null when only the id is known.</summary>
    public string? Name { get; private set; }

    /// <summary>The server object, when one was given.</summary>
    public NovaServer? Server { get; }

    /// <summary>The action object, when one was given.</summary>
    public NovaServerAction? Action { get; private set; }

    /// <summary>The connection that the object came through.</summary>
    public NovaConnection? Connection { get; private set; }

    /// <summary>Why this is no server; null when it is one.</summary>
    public string? Problem { get; private set; }

    /// <summary>The problem as an error; null when there is none.</summary>
    internal NovaException? Error => Problem is null ? null : new NovaException(NovaErrorId.NovaServerInputInvalid, Problem);

    /// <summary>Whether the name has wildcards.</summary>
    public bool IsPattern { get; private set; }

    /// <summary>The name or the id.</summary>
    public override string ToString() => Name ?? Id ?? string.Empty;

    /// <summary>
    /// Whether both mean one server: by their ids where both have one, else by their names. So $Server -eq 'web1' and
    /// $Server -contains 'web1' hold in the filter of a mock, however the server was given.
    /// </summary>
    public override bool Equals(object? obj) =>
        obj is NovaServerIdentity { Problem: null } other && Problem is null
            && (Id is null || other.Id is null ? Name is not null && Name == other.Name : Id == other.Id);

    /// <summary>The same for all: an id may be equal to a name.</summary>
    public override int GetHashCode() => 0;

    private static string NotAServer(string? text, string? type) =>
        "Cannot interpret '" + (text?.Length > 80 ? text.Substring(0, 80) + "..." : text) + "' (" + type + ") as a server.";

    private void SetId(string? id, string? name)
    {
        if (string.IsNullOrWhiteSpace(id))
            Problem = "The object has no ServerId, Id or Name.";
        else if (!Guid.TryParse(id, out var guid))
            Problem = "'" + id + "' is not a server ID, which is a UUID.";
        else
            (Id, Name) = (guid.ToString(), name);
    }

    private void SetText(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
            Problem = "An empty string is not a server.";
        else if (Guid.TryParseExact(text.Trim(), "D", out var id))
            Id = id.ToString();
        else if (FindPatternProblem(text) is { } problem)
            Problem = problem;
        else
            // A name whose wildcards are all escaped is that name.
            Name = WildcardPattern.ContainsWildcardCharacters(text) ? text : WildcardPattern.Unescape(text);
        IsPattern = Name is not null && WildcardPattern.ContainsWildcardCharacters(text);
    }

    /// <summary>What a parameter was given: $null, alone or among others, is an input as well.</summary>
    internal static IEnumerable<NovaServerIdentity> Each(NovaServerIdentity?[]? given) =>
        (given ?? [null]).Select(i => i ?? new NovaServerIdentity(null));

    /// <summary>What is wrong with a text as a pattern; null: nothing. PowerShell itself finds it out when something is compared.</summary>
    internal static string? FindPatternProblem(string text)
    {
        try
        {
            new WildcardPattern(text).IsMatch(string.Empty);
            return null;
        }
        catch (WildcardPatternException)
        {
            return "'" + text + "' has a bracket that is not closed.";
        }
    }

    /// <summary>A custom object, a line of a CSV file, or a deserialised object: its properties say which server it is.</summary>
    private void SetProperties(PSObject custom)
    {
        string? Read(string name) => (custom.Properties[name]?.Value as object) is { } value ? LanguagePrimitives.ConvertTo<string>(value)
            : null;
        var isForeign = custom.BaseObject is not PSCustomObject || !custom.TypeNames.Any(n =>
            n is "System.Management.Automation.PSCustomObject" or "Deserialized.System.Management.Automation.PSCustomObject"
                || n.StartsWith("Deserialized.NovaPS.", StringComparison.Ordinal));
        if (isForeign)
        {
            Problem = NotAServer(custom.ToString(), custom.TypeNames.FirstOrDefault());
            return;
        }

        try
        {
            Connection = ModelConverter.ReadConnection(custom.Properties["Connection"]?.Value);
            var id = Read("ServerId") ?? Read("Id");
            if (string.IsNullOrEmpty(id) && !string.IsNullOrWhiteSpace(Read("Name")))
                SetText(Read("Name")!);
            else
                SetId(id, Read("ServerName") ?? Read("Name"));
            if (Problem is null && Id is not null && !string.IsNullOrEmpty(Read("RequestId")))
                Action = new NovaServerAction(Read("Action") ?? string.Empty, Id,
                    Read("RequestId")) { ServerName = Name, Connection = Connection };
        }
        catch (Exception e) when (e is PSInvalidCastException or GetValueException or ExtendedTypeSystemException)
        {
            Problem = "The object's ServerId, Id or Name cannot be read: " + e.Message;
        }
    }
}
