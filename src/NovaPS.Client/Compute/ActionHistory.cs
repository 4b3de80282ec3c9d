using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace NovaPS.Client.Compute;

/// <summary>Reads the records of the actions on a server.</summary>
internal static class ActionHistory
{
    /// <summary>How many records of one server are read at once.</summary>
    private const int MaxReads = 16;

    /// <summary>The first microversion that shows the records of deleted servers. Source: api-ref "Servers actions log".</summary>
    private static readonly Microversion WithDeleted = new(2, 21);

    /// <summary>Whether the cloud shows the records of deleted servers.</summary>
    public static async Task<bool> ShowsDeletedAsync(ComputeClient client, IClientLog log, CancellationToken cancellation) =>
        await client.Versions.GetAsync(log, cancellation).ConfigureAwait(false) >= WithDeleted;

    /// <summary>Returns the wanted actions of all pages, newest first, without their events.</summary>
    public static async Task<List<NovaServerAction>> ListAsync(ComputeClient client, string serverId, ActionFilter filter, IClientLog log,
        CancellationToken cancellation)
    {
        var version = await client.Versions.GetAsync(log, cancellation).ConfigureAwait(false);
        var actions = await Pager.ReadAllAsync(filter.ToQuery(version),
            query => ServerApi.ListActionsAsync(client, serverId, query, log, cancellation),
            // A request id alone may occur twice.
            a => a.RequestId + " " + a.Action + " " + a.StartTimeUtc?.UtcTicks.ToString(CultureInfo.InvariantCulture))
            .ConfigureAwait(false);
        return actions.FindAll(filter.Covers);
    }

    /// <summary>
    /// Reads the record of each action, several at once, and passes on the actions with their events in the same order. If a record no
    /// longer exists, the action is passed on as it was listed.
    /// </summary>
    /// <param name="client">The connection.</param>
    /// <param name="actions">The actions as they were listed.</param>
    /// <param name="take">Receives each action. While it has not completed, few further records are read.</param>
    /// <param name="log">Receives verbose messages and traces.</param>
    /// <param name="cancellation">Cancels the requests.</param>
    public static async Task ReadRecordsAsync(ComputeClient client, IEnumerable<NovaServerAction> actions,
        Func<NovaServerAction, Task> take, IClientLog log, CancellationToken cancellation)
    {
        using var reads = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var window = new Queue<Task<NovaServerAction>>();
        try
        {
            foreach (var action in actions)
            {
                window.Enqueue(ReadRecordAsync(client, action, log, reads.Token));
                if (window.Count == MaxReads)
                    await take(await window.Dequeue().ConfigureAwait(false)).ConfigureAwait(false);
            }

            while (window.Count > 0)
                await take(await window.Dequeue().ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch
        {
            // The other reads end before their token source is disposed.
            reads.Cancel();
            await Task.WhenAll(window.Select(read => read.ContinueWith(_ => { }, CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default))).ConfigureAwait(false);
            throw;
        }
    }

    private static async Task<NovaServerAction> ReadRecordAsync(ComputeClient client, NovaServerAction listed, IClientLog log,
        CancellationToken cancellation)
    {
        if (listed.RequestId is not { } requestId)
            return listed;
        try
        {
            var action = await ServerApi.GetActionAsync(client, listed.ServerId, requestId, log, cancellation).ConfigureAwait(false);
            action.ServerName = listed.ServerName;
            return action;
        }
        catch (NovaException e) when (e.ErrorId == NovaErrorId.NovaServerNotFound)
        {
            log.Verbose("The record of action " + requestId + " no longer exists.");
            return listed;
        }
    }
}
