using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Compute;
using NovaPS.Client.Errors;

namespace NovaPS.Client.Waiting;

/// <summary>Looks at servers that are waited for, and settles those that have arrived, or never will.</summary>
/// <param name="client">Whom to ask.</param>
/// <param name="status">The status to wait for; null: the action's own target, or rest.</param>
/// <param name="conditions">What has to hold once it is there.</param>
/// <param name="settle">Takes a server that arrived, or the error that it ended in.</param>
/// <param name="log">Hears of it.</param>
internal sealed class ServerLook(
    ComputeClient client, string? status, IReadOnlyList<WaitCondition> conditions, Action<WaitItem, NovaServer?, NovaException?> settle, IClientLog log)
{
    /// <summary>From so many on, one list of all is cheaper than a look at each.</summary>
    private const int Many = 5;

    private readonly FleetList _fleet = new(client, log);
    private readonly TaskCompletionSource<bool> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends what asks for conditions beside the looks.</summary>
    public CancellationToken Lifetime { get; set; }

    /// <summary>Whether a look waits for the conditions: where there is only one.</summary>
    public bool WaitsForChecks { get; set; }

    /// <summary>Fails with what ended the connection's work while conditions were asked for, beside the looks.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Looks at each once.</summary>
    /// <exception cref="NovaException">The look failed for all of them.</exception>
    public async Task LookAsync(IReadOnlyList<WaitItem> items, CancellationToken cancellation)
    {
        await Task.WhenAll(items.Where(i => i.IsActionUnknown).Select(i => IdentifyAsync(i, cancellation))).ConfigureAwait(false);
        if (items.Count < Many)
        {
            await Task.WhenAll(items.Select(item => LookAtAsync(item, cancellation))).ConfigureAwait(false);
            return;
        }

        var servers = await _fleet.ReadAsync(cancellation).ConfigureAwait(false);
        await Task.WhenAll(items.Select(item => item.LastSuspicion is null && servers.TryGetValue(item.ServerId, out var server)
            ? JudgeAsync(item, server, cancellation)
            // Not in the list: deleted, or another project's. Or suspicious: a row that did not change is no second observation.
            : LookAtAsync(item, cancellation))).ConfigureAwait(false);
    }

    private async Task IdentifyAsync(WaitItem item, CancellationToken cancellation)
    {
        try
        {
            if (await ActionRecords.IdentifyAsync(client, item, log, cancellation).ConfigureAwait(false) is { } error)
                settle(item, null, error);
        }
        catch (NovaException e) when (e.ErrorId.IsTransient())
        {
            // At the next look; the others are looked at all the same.
            log.Verbose("The record of action " + item.Action!.RequestId + " cannot be read yet: " + e.Message);
        }
        catch (NovaException e) when (!e.ErrorId.IsConnectionFatal())
        {
            settle(item, null, e.For("read action " + item.Action!.RequestId + " of", "server " + item.Describe(), item.ServerId));
        }
    }

    private async Task LookAtAsync(WaitItem item, CancellationToken cancellation)
    {
        NovaServer server;
        try
        {
            server = await ServerApi.GetAsync(client, item.ServerId, log, cancellation).ConfigureAwait(false);
        }
        catch (NovaException e) when (e.ErrorId == NovaErrorId.NovaServerNotFound)
        {
            await EndGoneAsync(item, null, e, cancellation).ConfigureAwait(false);
            return;
        }
        catch (NovaException e) when (!e.ErrorId.IsConnectionFatal() && !e.ErrorId.IsTransient())
        {
            settle(item, null, e.For("poll", "server " + item.Describe(), item.ServerId));
            return;
        }

        await JudgeAsync(item, server, cancellation).ConfigureAwait(false);
    }

    private async Task JudgeAsync(WaitItem item, NovaServer server, CancellationToken cancellation)
    {
        if (WaitGoal.IsGone(server))
        {
            item.IsKnown = true;
            await EndGoneAsync(item, server, null, cancellation).ConfigureAwait(false);
            return;
        }

        item.Last = server;
        item.IsKnown = true;
        // Of one whose action is not known yet, or whose cell is down, nothing can be said.
        if (item.IsActionUnknown || WaitGoal.IsUnknown(server, status))
            return;
        if (WaitGoal.IsFaulted(item, server, status))
        {
            // One that was there before may be on its way out of it, and the row from a moment ago.
            if (WaitGoal.WasFaulted(item) && !item.IsSeenInError)
            {
                item.IsSeenInError = true;
                return;
            }

            settle(item, null, WaitErrors.Faulted(item, await WithFaultAsync(server, cancellation).ConfigureAwait(false)));
            return;
        }

        if (WaitGoal.IsReached(item, server, status))
        {
            await CheckAsync(item, server).ConfigureAwait(false);
            return;
        }

        item.Check = null;
        if (item.Action is not null && server.TaskState is null && !WaitGoal.IsAtTargetOfAction(item, server, status))
        {
            if (await ActionVerdict.ReadAsync(client, item, server, log, cancellation).ConfigureAwait(false) is { } error)
                settle(item, null, error);
        }
        else
        {
            item.LastSuspicion = null;
        }
    }

    /// <summary>Asks for the conditions of a server that has its status, and settles it when all hold: at once, not at the next look.</summary>
    private async Task CheckAsync(WaitItem item, NovaServer server)
    {
        if (conditions.Count == 0)
        {
            settle(item, server, null);
            return;
        }

        var check = item.Check ??= new ConditionCheck(client, conditions, log);
        // One whose round has failed is settled, or everything is at its end.
        if (!check.Round.IsCompleted || check.Round.IsFaulted)
            return;
        check.Start(server, Lifetime);
        var settling = SettleAsync(item, check, server);
        if (WaitsForChecks)
            await Task.WhenAny(settling, Task.Delay(Timeout.Infinite, Lifetime)).ConfigureAwait(false);
    }

    private async Task SettleAsync(WaitItem item, ConditionCheck check, NovaServer server)
    {
        try
        {
            // The server may have left its status meanwhile.
            if (await check.Round.ConfigureAwait(false) && item.Check == check)
                settle(item, server, null);
        }
        catch (NovaException e) when (!e.ErrorId.IsConnectionFatal())
        {
            settle(item, null, WaitErrors.Unanswerable(item, check.Unmet!, e));
        }
        catch (Exception) when (check.Round.IsCanceled)
        {
            // Nobody waits any more.
        }
        catch (Exception e)
        {
            _ended.TrySetException(e);
        }
    }

    /// <summary>The server is gone: that was waited for, or is an error that says who did it.</summary>
    private async Task EndGoneAsync(WaitItem item, NovaServer? row, NovaException? cause, CancellationToken cancellation)
    {
        if (WaitGoal.WantsGone(item, status))
        {
            // The last that is known of it, which of an id that nobody has seen is the id.
            var last = row ?? item.Last ?? new NovaServer(item.ServerId, item.ServerName) { Connection = client.Connection };
            last.Status = "DELETED";
            last.TaskState = null;
            settle(item, last, null);
        }
        else if (!item.IsKnown)
        {
            settle(item, null, cause!.About("server " + item.Describe(), "was not found in the project"));
        }
        else
        {
            var deletion = await ActionRecords.FindDeletionAsync(client, item.ServerId, log, cancellation).ConfigureAwait(false);
            settle(item, null, WaitErrors.Vanished(item, cause, deletion));
        }
    }

    /// <summary>A list does not show the fault at 2.1; a look at the server does.</summary>
    private async Task<NovaServer> WithFaultAsync(NovaServer server, CancellationToken cancellation)
    {
        if (server.Fault is not null)
            return server;
        try
        {
            return await ServerApi.GetAsync(client, server.Id, log, cancellation).ConfigureAwait(false);
        }
        catch (NovaException e)
        {
            log.Verbose("The fault of server " + server + " cannot be read: " + e.Message);
            return server;
        }
    }
}
