using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace NovaPS.Internal;

/// <summary>
/// The open connections of a runspace, and its default. It is kept in a global variable of the runspace, not in a table by
/// runspace: ForEach-Object -Parallel uses runspaces again, and clears their global variables in between.
/// </summary>
internal sealed class ConnectionList
{
    private const string Variable = "global:NovaPSConnections";

    private readonly List<NovaConnection> _open = [];

    public NovaConnection? Default { get; private set; }

    public IReadOnlyList<NovaConnection> Open
    {
        get
        {
            _open.RemoveAll(c => !c.IsOpen);
            return _open;
        }
    }

    /// <summary>The list of the runspace that the cmdlet runs in.</summary>
    public static ConnectionList Of(PSCmdlet cmdlet)
    {
        var value = cmdlet.SessionState.PSVariable.GetValue(Variable);
        if ((value is PSObject wrapped ? wrapped.BaseObject : value) is ConnectionList list)
            return list;
        list = new ConnectionList();
        cmdlet.SessionState.PSVariable.Set(Variable, list);
        return list;
    }

    public void Add(NovaConnection connection)
    {
        if (!_open.Contains(connection))
            _open.Add(connection);
    }

    public void SetDefault(NovaConnection? connection) => Default = connection;

    /// <summary>
    /// The open connection that is meant: itself, or for a name tag the one to the same project at the same endpoint. Where those
    /// are of several users and the tag names none, nobody knows whom it means. One that was closed means no other.
    /// </summary>
    /// <param name="connection">A connection, or a name tag (deserialised, or made by a script).</param>
    /// <returns>null: there is none.</returns>
    public NovaConnection? Find(NovaConnection connection)
    {
        if (!connection.IsTag)
            return connection.IsOpen ? connection : null;
        var fitting = Open.Where(c => connection.IsSameTarget(c) && (connection.UserName is null || connection.UserName == c.UserName))
            .ToList();
        return fitting.Select(c => c.UserName).Distinct().Count() == 1 ? fitting[fitting.Count - 1] : null;
    }

    /// <summary>There is no open connection that is meant.</summary>
    public static NovaException NotOpen(NovaConnection wanted) => new(NovaErrorId.NovaNotConnected, "is not open in this session")
    {
        Target = "connection '" + wanted.Name + "' (" + wanted.Endpoint + ")",
        Remedy = "Connect again with Connect-NovaProject. Get-NovaConnection lists the open connections.",
    };

    /// <summary>What a person sees who looks at the variable.</summary>
    public override string ToString() => string.Join(", ", Open.Select(c => c.Name));
}
