using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using NovaPS.Client.Compute;
using NovaPS.Client.Errors;
using NovaPS.Internal;
using NovaPS.Parameters;
using NovaPS.Serialization;

namespace NovaPS;

/// <summary>
/// A value that identifies a server: a NovaServer, a NovaServerAction, an id, a name, a name with wildcards, or an object with a property
/// such as ServerId, Id or Name. It never throws: for any other value it has a Problem, which the command reports for that input.
/// </summary>
public sealed class NovaServerIdentity
{
    /// <summary>Creates it from any value. With one constructor for each type, a process would bind as a name.</summary>
    /// <param name="input">What the user passed.</param>
    public NovaServerIdentity(object? input)
    {
        Input = PSValues.Unwrap(input);
        switch (Input)
        {
            case NovaServerIdentity other:
                (Input, Id, Name, IsData, Problem, Remedy) = (other.Input, other.Id, other.Name, other.IsData, other.Problem, other.Remedy);
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
            case ScriptBlock block:
                // A script block has an Id that is a UUID.
                Problem = ServerProperties.NotAServer(PSObject.AsPSObject(block));
                break;
            case NovaConnection connection:
                Connection = connection;
                Problem = "A connection is not a server.";
                Remedy = "Pass the servers of the connection: Get-NovaServer -Connection NAME.";
                break;
            case null:
                Problem = "The server, or the ServerId or Id of the object, is null.";
                break;
            default:
                SetProperties(PSObject.AsPSObject(Input));
                break;
        }
    }

    /// <summary>What the user passed.</summary>
    public object? Input { get; }

    /// <summary>The id of the server; null if only a name is known.</summary>
    public string? Id { get; private set; }

    /// <summary>The name of the server, or a pattern for it; null if only the id is known.</summary>
    public string? Name { get; private set; }

    /// <summary>The NovaServer, if the user passed one.</summary>
    public NovaServer? Server { get; }

    /// <summary>The NovaServerAction, if the user passed one.</summary>
    public NovaServerAction? Action { get; private set; }

    /// <summary>The connection of the object.</summary>
    public NovaConnection? Connection { get; private set; }

    /// <summary>Why the value does not identify a server; null if it does.</summary>
    public string? Problem { get; private set; }

    /// <summary>The problem as an error; null if there is none.</summary>
    internal NovaException? Error => Problem is null ? null : new NovaException(NovaErrorId.NovaServerInputInvalid, Problem)
    {
        Remedy = Remedy ?? Remedies.For(NovaErrorId.NovaServerInputInvalid),
    };

    /// <summary>Whether the name comes from a property of an object, so that it is never a pattern.</summary>
    internal bool IsData { get; private set; }

    private string? Remedy { get; set; }

    /// <summary>The name or the id.</summary>
    public override string ToString() => Name ?? Id ?? string.Empty;

    /// <summary>
    /// Whether both identify the same server: by id if both have one, otherwise by name, which is not case-sensitive. So
    /// $Server -eq 'web1' and $Server -contains 'web1' work in the filter of a mock, however the server was passed.
    /// </summary>
    public override bool Equals(object? obj) =>
        obj is NovaServerIdentity { Problem: null } other && Problem is null
            && (Id is null || other.Id is null ? Name is not null && string.Equals(Name, other.Name, StringComparison.OrdinalIgnoreCase)
                : Id == other.Id);

    /// <summary>Returns 0, because a value with an id can be equal to one with a name.</summary>
    public override int GetHashCode() => 0;

    private void SetId(string? id, string? name)
    {
        if (string.IsNullOrWhiteSpace(id))
            Problem = Server is not null ? "The NovaServer has no Id." : "The NovaServerAction has no ServerId.";
        else if (ServerProperties.ToUuid(id) is { } uuid)
            (Id, Name) = (uuid, name);
        else
            Problem = ServerProperties.NotAnId(id!);
    }

    private void SetText(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
            Problem = "An empty string is not a server.";
        else if (ServerProperties.ToUuid(text) is { } uuid)
            Id = uuid;
        else
            Name = text;
    }

    /// <summary>Returns the values of a parameter. $null is an input too.</summary>
    internal static IEnumerable<NovaServerIdentity> Each(NovaServerIdentity?[]? given) =>
        (given ?? [null]).Select(i => i ?? new NovaServerIdentity(null));

    /// <summary>Returns the pattern to look up.</summary>
    /// <param name="isStrict">Whether exact names are case-sensitive, and [ and ] are ordinary characters.</param>
    internal NamePattern ToPattern(bool isStrict = false) => new(Name!, IsData, isStrict);

    /// <summary>Reads the properties of a row of a CSV file, a hashtable, a deserialized object and so on.</summary>
    private void SetProperties(PSObject given)
    {
        try
        {
            var properties = new ServerProperties(given);
            (Id, Name, IsData, Problem, Remedy) = (properties.Id, properties.Name, true, properties.Problem, properties.Remedy);
            if (Problem is not null)
            {
                (Id, Name) = (null, null);
                return;
            }

            Connection = ModelConverter.ReadConnection(properties.Value("Connection"));
            if (Id is not null && properties.Text("RequestId") is { } requestId)
            {
                Action = new NovaServerAction(properties.Text("Action") ?? string.Empty, Id, requestId)
                {
                    ServerName = Name,
                    Connection = Connection,
                };
            }
        }
        catch (Exception e) when (e is ExtendedTypeSystemException or InvalidOperationException)
        {
            (Id, Name) = (null, null);
            Problem = "The properties of the object cannot be read: " + e.Message;
        }
    }
}
