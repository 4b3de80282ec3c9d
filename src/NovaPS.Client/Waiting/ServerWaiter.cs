using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace NovaPS.Client;

/// <summary>
/// Waits for the servers of one connection, from the moment each is added. Many cost one request a look (what changed since the
/// last), fewer than five a GET each; a server that rests where it should not costs one look at its action's record.
/// </summary>
/// <param name="client">Whom to ask.</param>
/// <param name="status">The status to wait for; null: the action's own target, or rest. DELETED is reached when the server is gone.</param>
/// <param name="interval">The pause between looks; null: adapted.</param>
/// <param name="budget">The time that may be spent.</param>
/// <param name="settle">Takes a server that arrived, or the error that it ended in: once for each added.</param>
/// <param name="observer">Hears of it.</param>
internal sealed class ServerWaiter(
    ComputeClient client, string? status, TimeSpan? interval, WaitBudget budget, Action<WaitItem, NovaServer?, NovaException?> settle, ICallObserver observer)
{
    /// <summary>From so many on, one list of all is cheaper than a look at each.</summary>
    public const int Many = 5;

    /// <summary>What is kept of the time for a last look.</summary>
    private static readonly TimeSpan LastLook = TimeSpan.FromSeconds(0.5);

    private readonly object _lock = new();
    private readonly List<WaitItem> _waiting = [];
    private readonly PollPace _pace = new(interval);
    private readonly FleetList _fleet = new(client, observer);
    private TaskCompletionSource<bool> _changed = NewSignal();
    private bool _isComplete;
    private string? _lastTrouble;

    /// <summary>What is still waited for.</summary>
    public IReadOnlyList<WaitItem> Waiting
    {
        get
        {
            lock (_lock)
                return _waiting.ToArray();
        }
    }

    public void Add(WaitItem item)
    {
        lock (_lock)
        {
            _waiting.Add(item);
            _pace.Restart();
            _changed.TrySetResult(true);
        }
    }

    /// <summary>No more are added.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            _isComplete = true;
            _changed.TrySetResult(true);
        }
    }

    /// <summary>Runs until everything that was added is settled.</summary>
    /// <exception cref="NovaException">The connection's work is over; what is still in <see cref="Waiting"/> is not settled.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var isLast = false;
        while (await HasWorkAsync(cancellation).ConfigureAwait(false))
        {
            var items = Waiting;
            var began = client.Clock.Elapsed;
            await LookWithinBudgetAsync(items, cancellation).ConfigureAwait(false);
            if (isLast && budget.Left is { } rest && rest > TimeSpan.Zero && Waiting.Count > 0)
                await client.Clock.DelayAsync(rest, cancellation).ConfigureAwait(false);
            if (budget.IsOver)
                Expire();
            var took = client.Clock.Elapsed - began;
            if (Waiting.Count > 0)
                isLast = await PauseAsync(_pace.Next(took), took, cancellation).ConfigureAwait(false);
        }
    }

    private static TaskCompletionSource<bool> NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task<bool> HasWorkAsync(CancellationToken cancellation)
    {
        while (true)
        {
            Task signal;
            lock (_lock)
            {
                if (_waiting.Count > 0)
                    return true;
                if (_isComplete)
                    return false;
                _changed = NewSignal();
                signal = _changed.Task;
            }

            var cancelled = NewSignal();
            using (cancellation.Register(() => cancelled.TrySetResult(true)))
                await Task.WhenAny(signal, cancelled.Task).ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Waits for the next look, or until somebody comes.</summary>
    /// <returns>Whether the next look is the last that the time allows.</returns>
    private async Task<bool> PauseAsync(TimeSpan pause, TimeSpan lookTook, CancellationToken cancellation)
    {
        Task changed;
        lock (_lock)
        {
            _changed = NewSignal();
            changed = _changed.Task;
        }

        // Time for one more look is kept, so that nobody who arrived meanwhile is told to be late.
        var reserve = TimeSpan.FromTicks(Math.Max(LastLook.Ticks, 2 * lookTook.Ticks));
        var isLast = budget.Left is { } left && left < pause + reserve;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var timer = client.Clock.DelayAsync(isLast ? Longer(budget.Left!.Value - reserve, TimeSpan.Zero) : pause, limit.Token);
        // The last pause is time enough to find out what those wait for that may not make it.
        var note = isLast ? ActionRecords.NoteAsync(client, Waiting, observer, limit.Token) : Task.CompletedTask;
        await Task.WhenAny(timer, changed).ConfigureAwait(false);
        limit.Cancel();
        cancellation.ThrowIfCancellationRequested();
        try
        {
            await note.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The look is more important.
        }

        return isLast && timer.IsCompleted && !timer.IsCanceled;
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private async Task LookWithinBudgetAsync(IReadOnlyList<WaitItem> items, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        // Whoever came too late gets one look all the same.
        var timer = budget.Left is { } left && !budget.LooksOnce && (left > TimeSpan.Zero || items.All(i => i.IsLookedAt))
            ? client.Clock.DelayAsync(left < TimeSpan.Zero ? TimeSpan.Zero : left, limit.Token)
            : Task.Delay(Timeout.Infinite, limit.Token);
        var look = LookAsync(items, limit.Token);
        await Task.WhenAny(look, timer).ConfigureAwait(false);
        limit.Cancel();
        try
        {
            await look.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            _lastTrouble = "the cloud did not answer in the time that was left";
        }
        catch (NovaException e) when (e.ErrorId.IsTransient())
        {
            _lastTrouble = e.Message;
            observer.Decided("A look at " + items.Count.ToString(CultureInfo.InvariantCulture) + " servers failed, and is tried again: " + e.Message);
        }

        foreach (var item in items)
            item.IsLookedAt = true;
    }

    private async Task LookAsync(IReadOnlyList<WaitItem> items, CancellationToken cancellation)
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
            if (await ActionRecords.IdentifyAsync(client, item, observer, cancellation).ConfigureAwait(false) is { } error)
                Settle(item, null, error);
        }
        catch (NovaException e) when (e.ErrorId.IsTransient())
        {
            // At the next look; the others are looked at all the same.
            observer.Decided("The record of action " + item.Action!.RequestId + " cannot be read yet: " + e.Message);
        }
        catch (NovaException e) when (!e.ErrorId.EndsConnection())
        {
            Settle(item, null, e.WithMessage("Server " + item.Describe() + ": the record of action " + item.Action!.RequestId + " cannot be read: " + e.Message));
        }
    }

    private async Task LookAtAsync(WaitItem item, CancellationToken cancellation)
    {
        NovaServer server;
        try
        {
            server = await ServerApi.GetAsync(client, item.ServerId, observer, cancellation).ConfigureAwait(false);
        }
        catch (NovaException e) when (e.ErrorId == NovaErrorId.NovaServerNotFound)
        {
            await EndGoneAsync(item, null, e, cancellation).ConfigureAwait(false);
            return;
        }
        catch (NovaException e) when (!e.ErrorId.EndsConnection() && !e.ErrorId.IsTransient())
        {
            Settle(item, null, e.WithMessage("Server " + item.Describe() + " cannot be looked at: " + e.Message));
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
            Settle(item, null, WaitErrors.Faulted(item, await WithFaultAsync(server, cancellation).ConfigureAwait(false)));
        else if (WaitGoal.IsReached(item, server, status))
            Settle(item, server, null);
        else if (item.Action is not null && server.TaskState is null && !WaitGoal.IsAtTargetOfAction(item, server, status))
        {
            if (await ActionVerdict.ReadAsync(client, item, server, observer, cancellation).ConfigureAwait(false) is { } error)
                Settle(item, null, error);
        }
        else
        {
            item.LastSuspicion = null;
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
            Settle(item, last, null);
        }
        else if (!item.IsKnown)
        {
            Settle(item, null, cause!.WithMessage("There is no server " + item.Describe() + "."));
        }
        else
        {
            var deletion = await ActionRecords.FindDeletionAsync(client, item.ServerId, observer, cancellation).ConfigureAwait(false);
            Settle(item, null, WaitErrors.Vanished(item, cause, deletion));
        }
    }

    /// <summary>A list does not show the fault at 2.1; a look at the server does.</summary>
    private async Task<NovaServer> WithFaultAsync(NovaServer server, CancellationToken cancellation)
    {
        if (server.Fault is not null)
            return server;
        try
        {
            return await ServerApi.GetAsync(client, server.Id, observer, cancellation).ConfigureAwait(false);
        }
        catch (NovaException e)
        {
            observer.Decided("The fault of server " + server + " cannot be read: " + e.Message);
            return server;
        }
    }

    private void Expire()
    {
        foreach (var item in Waiting.Where(i => i.IsLookedAt))
            Settle(item, null, WaitErrors.TimedOut(item, status, budget.Time!.Value, _lastTrouble));
    }

    private void Settle(WaitItem item, NovaServer? server, NovaException? error)
    {
        lock (_lock)
        {
            if (!_waiting.Remove(item))
                return;
        }

        settle(item, server, error);
    }
}
