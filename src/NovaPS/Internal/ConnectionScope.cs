using System;
using System.Collections.Generic;

namespace NovaPS.Internal;

/// <summary>
/// Chooses the connections of a command: those in -Connection, otherwise that of the object, otherwise the default. A connection that
/// is replaced meanwhile is closed only after <see cref="Release"/>.
/// </summary>
/// <param name="onFirstUse">Called for each connection before its first use.</param>
internal sealed class ConnectionScope(Action<NovaConnection> onFirstUse)
{
    private readonly HashSet<NovaConnection> _used = [];

    /// <summary>The open connections that the command uses.</summary>
    public IReadOnlyCollection<NovaConnection> Used => _used;

    /// <summary>Chooses the open connections for one input.</summary>
    /// <param name="list">The open connections of the runspace.</param>
    /// <param name="given">The connections in -Connection; empty if it was not used.</param>
    /// <param name="own">The connection of the object; null if it has none.</param>
    /// <param name="reportMissing">Receives a connection that is not open, or null if there is no default, and the error.</param>
    public List<NovaConnection> Choose(ConnectionList list, IReadOnlyList<NovaConnection> given, NovaConnection? own,
        Action<NovaConnection?, NovaException> reportMissing)
    {
        var chosen = new List<NovaConnection>();
        foreach (var wanted in given.Count > 0 ? given : [(own ?? list.Default)!])
        {
            var found = wanted is null ? null : list.Find(wanted);
            // Another runspace can close or replace it before it is used here. In that case, its successor is used, if there is one.
            while (found is not null && !Use(found))
                found = list.Find(found);
            if (found is null)
                reportMissing(wanted, wanted is null ? list.NoDefault() : list.NotOpen(wanted, isOwn: given.Count == 0));
            else if (!chosen.Contains(found))
                chosen.Add(found);
        }

        return chosen;
    }

    /// <summary>Ends the use of all connections.</summary>
    public void Release()
    {
        foreach (var connection in _used)
            _ = connection.Client!.EndUseAsync();
        _used.Clear();
    }

    private bool Use(NovaConnection connection)
    {
        if (_used.Contains(connection))
            return true;
        if (!connection.Client!.TryBeginUse())
            return false;
        onFirstUse(connection);
        return _used.Add(connection);
    }
}
