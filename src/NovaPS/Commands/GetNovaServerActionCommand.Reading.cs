using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client;
using NovaPS.Client.Compute;
using NovaPS.Formatting;
using NovaPS.Internal;

namespace NovaPS.Commands;

/// <content>Reads the records: of the servers in -Server, or of all servers of a project.</content>
public sealed partial class GetNovaServerActionCommand
{
    private static readonly TimeSpan DefaultPeriod = TimeSpan.FromDays(1);

    private readonly Dictionary<NovaConnection, (ActionFilter? Filter, NovaException? Error)> _filters = [];
    private readonly List<(NovaConnection Connection, NovaServerAction Action)> _history = [];

    /// <summary>Reads one record.</summary>
    private void ReadRecord(ServerTarget target, string requestId) => Read(target, async (client, filter, cancellation) =>
    {
        var action = await ServerApi.GetActionAsync(client, target.Id, requestId, Dispatcher, cancellation).ConfigureAwait(false);
        action.ServerName = target.Name;
        var wanted = new[] { action }.Where(filter.Covers).ToList();
        await NameFiller.FillAsync(client, wanted, Dispatcher, cancellation).ConfigureAwait(false);
        return () => wanted.ForEach(WriteRecord);
    });

    /// <summary>Reads the actions of the only server with their records, and writes each when it and all newer ones are read.</summary>
    private void ReadOne(ServerTarget target) => Read(target, async (client, filter, cancellation) =>
    {
        var actions = await ListAsync(client, target, filter, cancellation).ConfigureAwait(false);
        var writer = new PageWriter<NovaServerAction>(Dispatcher, WriteObject);
        await ActionHistory.ReadRecordsAsync(client, actions, action =>
        {
            NameFiller.Fill(client, action);
            return writer.WriteAsync([action], cancellation);
        }, Dispatcher, cancellation).ConfigureAwait(false);
        return static () => { };
    });

    /// <summary>Reads the actions of one of several servers, and writes them together.</summary>
    private void ReadOneOfSeveral(ServerTarget target) => Read(target, async (client, filter, cancellation) =>
    {
        var actions = await ListAsync(client, target, filter, cancellation).ConfigureAwait(false);
        var detailed = await DetailAsync(client, actions, cancellation).ConfigureAwait(false);
        return () => WriteObject(detailed, enumerateCollection: true);
    });

    /// <summary>Reads the actions of all servers of a project that changed, and keeps them until all are known.</summary>
    private void ReadProject(NovaConnection connection)
    {
        if (GetFilter(connection, null) is not { } filter)
            return;
        var (client, cancellation) = (connection.Client!, Cancellation);
        var servers = new List<NovaServer>();
        try
        {
            servers = Await(() => ListServersAsync(client, filter.Since, cancellation));
        }
        catch (NovaException e)
        {
            // An incomplete history must not be taken for a complete one.
            FailConnection(connection, e.For("list", "the servers of connection '" + connection.Name + "'"), null, isSent: true);
        }

        servers.ForEach(_ => _progress.Added());
        foreach (var server in servers)
        {
            var target = new ServerTarget(connection, server.Id, server.Name, new NovaServerIdentity(server), server);
            Read(target, async (_, _, _) =>
            {
                var actions = await ActionHistory.ListAsync(client, server.Id, filter, Dispatcher, cancellation).ConfigureAwait(false);
                actions.ForEach(a => a.ServerName = server.Name);
                var detailed = await DetailAsync(client, actions, cancellation).ConfigureAwait(false);
                return () => _history.AddRange(detailed.Select(a => (connection, a)));
            });
        }
    }

    /// <summary>Writes the actions of the projects, newest first.</summary>
    private void WriteHistory(bool looksUpNames)
    {
        var history = _history.OrderByDescending(row => row.Action.StartTimeUtc).ToList();
        _history.Clear();
        foreach (var rows in history.GroupBy(row => row.Connection, row => row.Action))
        {
            // One request for many names, after all records were read.
            if (looksUpNames)
                Await(() => NameFiller.FillAsync(rows.Key.Client!, rows.ToList(), Dispatcher, Cancellation));
        }

        foreach (var row in history)
            WriteRecord(row.Action);
    }

    /// <summary>Writes an action. One that was requested by its id is shown as a list with its events.</summary>
    private void WriteRecord(NovaServerAction action) =>
        WriteObject(RequestId is null ? action : ViewTypes.Select(action, ViewTypes.ActionRecord));

    private void Read(ServerTarget target, Func<ComputeClient, ActionFilter, CancellationToken, Task<Action>> read)
    {
        if (GetFilter(target.Connection, target.Input) is { } filter)
            Send(target, async cancellation =>
            {
                var write = await read(target.Connection.Client!, filter, cancellation).ConfigureAwait(false);
                return () =>
                {
                    _progress.Done();
                    write();
                };
            }, e =>
            {
                _progress.Failed();
                e.For("get", "the actions of server " + target.Describe());
            });
    }

    /// <summary>Lists the wanted actions of a server, with the names of their users.</summary>
    private async Task<List<NovaServerAction>> ListAsync(ComputeClient client, ServerTarget target, ActionFilter filter,
        CancellationToken cancellation)
    {
        var actions = await ActionHistory.ListAsync(client, target.Id, filter, Dispatcher, cancellation).ConfigureAwait(false);
        actions.ForEach(a => a.ServerName = target.Name);
        await NameFiller.FillAsync(client, actions, Dispatcher, cancellation).ConfigureAwait(false);
        return actions;
    }

    /// <summary>Reads the records of the actions with -Detailed or -RequestId.</summary>
    private async Task<List<NovaServerAction>> DetailAsync(ComputeClient client, List<NovaServerAction> actions,
        CancellationToken cancellation)
    {
        if (!Detailed && RequestId is null)
            return actions;
        var detailed = new List<NovaServerAction>();
        await ActionHistory.ReadRecordsAsync(client, actions, action =>
        {
            NameFiller.Fill(client, action);
            detailed.Add(action);
            return Task.CompletedTask;
        }, Dispatcher, cancellation).ConfigureAwait(false);
        return detailed;
    }

    /// <summary>Lists the servers that changed, also those deleted since, if the cloud shows their records.</summary>
    private async Task<List<NovaServer>> ListServersAsync(ComputeClient client, DateTimeOffset? since, CancellationToken cancellation)
    {
        var filter = new ServerFilter { ChangedSince = since, AllProjects = AllProjects };
        var servers = await ServerLister.ReadAllAsync(client, filter, Dispatcher, cancellation).ConfigureAwait(false);
        if (await ActionHistory.ShowsDeletedAsync(client, Dispatcher, cancellation).ConfigureAwait(false))
            return servers;
        var deleted = servers.RemoveAll(s => string.Equals(s.Status, "DELETED", StringComparison.OrdinalIgnoreCase));
        if (deleted > 0)
            Dispatcher.Post(() => WriteWarning("The actions on " + deleted + " deleted servers are missing: the cloud shows them only from "
                + "microversion 2.21 on."));
        return servers;
    }

    /// <summary>Returns the filter for a connection. If a user in -User is not found, no request is sent through the connection.</summary>
    private ActionFilter? GetFilter(NovaConnection connection, object? input)
    {
        if (!_filters.TryGetValue(connection, out var known))
        {
            try
            {
                known = (CreateFilter(connection.Client!), null);
            }
            catch (NovaException e)
            {
                known = (null, e);
            }

            _filters.Add(connection, known);
        }

        if (known.Error is { } error)
            FailConnection(connection, error, input, isSent: false);
        return known.Filter;
    }

    private ActionFilter CreateFilter(ComputeClient client) => new()
    {
        Since = Since is { } since ? LocalTime.ToInstant(since)
            : _isWholeProject ? NowInCloud(client) - DefaultPeriod : null,
        IsWanted = _names.Covers,
        IsFailedOnly = Failed,
        RequestId = _isWholeProject ? RequestId : null,
        UserIds = User is null ? null : Await(async () =>
        {
            var ids = new List<string>();
            foreach (var user in User)
                ids.AddRange(await client.Names.FindUsersAsync(user, Dispatcher, Cancellation).ConfigureAwait(false));
            return ids;
        }),
    };

    /// <summary>The time on the cloud's clock if it is known. This computer's may be hours off.</summary>
    private static DateTimeOffset NowInCloud(ComputeClient client) => client.CloudTime.At(client.Clock.Elapsed) is { Earliest: var ticks }
        ? new DateTimeOffset(ticks, TimeSpan.Zero) : client.Clock.UtcNow;
}
