using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using NovaPS.Client;
using NovaPS.Client.Compute;
using NovaPS.Client.Errors;

namespace NovaPS.Internal;

/// <summary>
/// The open connections of a runspace, and its default. They are kept in a global variable of the runspace, not in a table by
/// runspace, because ForEach-Object -Parallel reuses runspaces and clears only their global variables.
/// </summary>
internal sealed class ConnectionList
{
    private const string Variable = "global:NovaPSConnections";

    private readonly List<NovaConnection> _open = [];
    private NovaConnection? _default;
    private string? _whyNoDefault;

    /// <summary>The default connection; null if there is none (see <see cref="NoDefault"/>).</summary>
    public NovaConnection? Default
    {
        get
        {
            if (_default is { IsOpen: false } closed)
            {
                _default = Find(closed);
                if (_default is null)
                    ClearDefault("the default connection '" + closed.Name + "' was closed");
            }

            return _default;
        }
    }

    /// <summary>The open connections, in the order in which they were opened.</summary>
    public IReadOnlyList<NovaConnection> Open
    {
        get
        {
            _open.RemoveAll(c => !c.IsOpen);
            return _open;
        }
    }

    /// <summary>Returns the list of the runspace in which the cmdlet runs.</summary>
    public static ConnectionList Of(PSCmdlet cmdlet)
    {
        var value = cmdlet.SessionState.PSVariable.GetValue(Variable);
        if (PSValues.Unwrap(value) is ConnectionList list)
            return list;
        list = new ConnectionList();
        cmdlet.SessionState.PSVariable.Set(Variable, list);
        return list;
    }

    /// <summary>
    /// Adds a new connection. With -Name, it replaces the open connection with that name. Without -Name, it replaces the open connection
    /// with the derived name and the same project, user and login method; otherwise its name is made unique.
    /// </summary>
    /// <param name="connection">The connection.</param>
    /// <param name="name">The name in -Name; null for the derived name.</param>
    /// <returns>The replaced connection, which is to be closed; null if none was replaced.</returns>
    public NovaConnection? Add(NovaConnection connection, string? name)
    {
        (connection.Name, connection.IsNameGiven) = (name ?? connection.Name, name is not null);
        var replaced = name is not null ? Named(name) : Open.FirstOrDefault(c => c.IsSameLogin(connection)
            && (IsEqual(c.Name, connection.Name) || (!c.IsNameGiven && IsEqual(c.DerivedName!, connection.Name))));
        if (replaced is not null)
        {
            if (name is null)
                connection.Name = replaced.Name;
            // Objects of another project or user do not use this connection.
            if (replaced.IsSameLogin(connection))
                replaced.Successor = connection;
            else if (replaced == _default)
                ClearDefault("the default connection '" + replaced.Name + "' was replaced by one to another project or as another user");
            _open[_open.IndexOf(replaced)] = connection;
        }
        else
        {
            connection.Name = MakeUnique(connection);
            _open.Add(connection);
        }

        return replaced;
    }

    /// <summary>Makes a connection the default.</summary>
    public void SetDefault(NovaConnection connection) => (_default, _whyNoDefault) = (connection, null);

    /// <summary>Clears the default connection before a new login, which may fail.</summary>
    public void BeginConnect() => ClearDefault("the last Connect-NovaProject failed"
        + (Default is { } before ? "; connection '" + before.Name + "' stays open, but is no longer the default" : string.Empty));

    /// <summary>Removes a connection that was closed.</summary>
    public void Remove(NovaConnection connection)
    {
        _open.Remove(connection);
        if (_default == connection)
            ClearDefault("the default connection '" + connection.Name + "' was closed with Disconnect-NovaProject");
    }

    /// <summary>
    /// Finds the open connection: the same one, or the one that replaced it. For a name tag, it is the one with that name, or the one to
    /// the same project at the same endpoint, unless several users have one and the tag contains no user.
    /// </summary>
    /// <param name="connection">A connection, or a name tag (deserialized, or created by a script).</param>
    /// <returns>The open connection; null if there is none.</returns>
    public NovaConnection? Find(NovaConnection connection)
    {
        if (!connection.IsTag)
        {
            var current = connection;
            while (current is { IsOpen: false })
                current = current.Successor;
            // An old object must not keep all connections between it and the present one.
            if (current != connection)
                connection.Successor = current;
            return current;
        }

        if (connection.Endpoint.Length == 0)
            return Named(connection.Name);
        var fitting = Open.Where(c => connection.IsSameTarget(c) && (connection.UserName is null || connection.UserName == c.UserName))
            .ToList();
        if (fitting.Find(c => IsEqual(c.Name, connection.Name)) is { } named)
            return named;
        return fitting.Select(c => c.UserName).Distinct().Count() == 1 ? fitting[fitting.Count - 1] : null;
    }

    /// <summary>Finds the open connections by a name or a pattern.</summary>
    public NameMatch<NovaConnection> Find(string name) => new NamePattern(name).Select(Open, c => c.Name);

    /// <summary>Finds all open connections: a name tag without an endpoint can contain a pattern.</summary>
    public NameMatch<NovaConnection> FindAll(NovaConnection connection) => connection is { IsTag: true, Endpoint.Length: 0 }
        ? Find(connection.Name) : new NameMatch<NovaConnection>(Find(connection) is { } one ? [one] : [], IsByPattern: false);

    /// <summary>Creates the error for a missing default connection, with the reason why there is none.</summary>
    public NovaException NoDefault()
    {
        var error = new NovaException(NovaErrorId.NovaNotConnected, _whyNoDefault is null ? "not connected"
            : "not connected: " + _whyNoDefault);
        return Open.Count == 0 ? error : error.Recommend("Connect again, or make an open connection the default.",
            new("Connect-NovaProject", "-Connection " + RemedyCommand.Quote(Open[0].Name), HasServer: false));
    }

    /// <summary>Creates the error for a connection that is not open.</summary>
    /// <param name="wanted">The connection.</param>
    /// <param name="isOwn">Whether an object has it, so that -Connection can choose another.</param>
    public NovaException NotOpen(NovaConnection wanted, bool isOwn = false) => new(NovaErrorId.NovaNotConnected,
        "is not open in this session" + (wanted.Endpoint.Length == 0 ? "; " + ListNames() : string.Empty))
    {
        Target = "connection '" + wanted.Name + "'" + (wanted.Endpoint.Length == 0 ? string.Empty : " (" + wanted.Endpoint + ")"),
        Remedy = NearestName.Remedy(wanted.Endpoint.Length == 0 ? wanted.Name : string.Empty, Open.Select(c => c.Name), "-Connection",
            "Connect again with Connect-NovaProject" + (Open.Count == 0
                ? ". In another runspace, pass the connection with -Connection $using:connection."
                : (isOwn ? ", or specify another connection with -Connection" : string.Empty)
                    + ". Get-NovaConnection lists the open connections.")),
    };

    /// <summary>The names, for a user who displays the variable.</summary>
    public override string ToString() => string.Join(", ", Open.Select(c => c.Name));

    private static bool IsEqual(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    /// <summary>Clears the default connection.</summary>
    /// <param name="why">The reason, which ends the sentence of the error.</param>
    private void ClearDefault(string why) => (_default, _whyNoDefault) = (null, why);

    private string ListNames() => Open.Count switch
    {
        0 => "no connection is open",
        1 => "the open connection is '" + Open[0].Name + "'",
        _ => "the open connections are " + DisplayText.List(Open.Select(c => "'" + c.Name + "'")),
    };

    private NovaConnection? Named(string name) => Open.FirstOrDefault(c => IsEqual(c.Name, name));

    /// <summary>Such as prod/web if the connection with the name is to another project, otherwise prod-2.</summary>
    private string MakeUnique(NovaConnection connection)
    {
        var name = connection.Name;
        if (Named(name) is not { } other)
            return name;
        foreach (var (own, others) in new[] { (connection.ProjectName, other.ProjectName), (connection.Region, other.Region) })
        {
            if (own is not null && own != others && Named(name + "/" + own) is null)
                return name + "/" + own;
        }

        return Enumerable.Range(2, int.MaxValue - 2).Select(n => name + "-" + n.ToString(CultureInfo.InvariantCulture))
            .First(candidate => Named(candidate) is null);
    }
}
