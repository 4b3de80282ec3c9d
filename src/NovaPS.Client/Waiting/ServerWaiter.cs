using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Compute;
using NovaPS.Client.Errors;

namespace NovaPS.Client.Waiting;

/// <summary>
/// Waits for the servers of one connection, from the moment each is added. Many cost one request a look (what changed since the
/// last), fewer than five a GET each; a server that rests where it should not costs one look at its action's record.
/// </summary>
internal sealed class ServerWaiter
{
    /// <summary>What is kept of the time for a last look.</summary>
    private static readonly TimeSpan LastLook = TimeSpan.FromSeconds(0.5);

    private readonly object _lock = new();
    private readonly List<WaitItem> _waiting = [];
    private readonly ComputeClient _client;
    private readonly string? _status;
    private readonly IReadOnlyList<WaitCondition> _conditions;
    private readonly WaitBudget _budget;
    private readonly Action<WaitItem, NovaServer?, NovaException?> _settle;
    private readonly IClientLog _log;
    private readonly PollPace _pace;
    private readonly ServerLook _look;
    private TaskCompletionSource<bool> _changed = NewSignal();
    private bool _isComplete;
    private string? _lastTrouble;

    /// <param name="client">Whom to ask.</param>
    /// <param name="status">The status to wait for; null: the action's own target, or rest. DELETED is reached when the server is gone.</param>
    /// <param name="conditions">What has to hold once it is there.</param>
    /// <param name="interval">The pause between looks; null: adapted.</param>
    /// <param name="budget">The time that may be spent.</param>
    /// <param name="settle">Takes a server that arrived, or the error that it ended in: once for each added. It is not to wait for anything.</param>
    /// <param name="log">Hears of it.</param>
    public ServerWaiter(
        ComputeClient client,
        string? status,
        IReadOnlyList<WaitCondition> conditions,
        TimeSpan? interval,
        WaitBudget budget,
        Action<WaitItem, NovaServer?, NovaException?> settle,
        IClientLog log)
    {
        _client = client;
        _status = status;
        _conditions = conditions;
        _budget = budget;
        _settle = settle;
        _log = log;
        _pace = new PollPace(interval);
        _look = new ServerLook(client, status, conditions, Settle, log);
    }

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
            // Whom there is somebody to wait for, learns it afterwards.
            if (_waiting.Count == 0)
                _changed.TrySetResult(true);
        }
    }

    /// <summary>Runs until everything that was added is settled.</summary>
    /// <exception cref="NovaException">The connection's work is over; what is still in <see cref="Waiting"/> is not settled.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var lifetime = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        (_look.Lifetime, _look.WaitsForChecks) = (lifetime.Token, _budget.LooksOnce);
        try
        {
            await RunLooksAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            lifetime.Cancel();
        }
    }

    private async Task RunLooksAsync(CancellationToken cancellation)
    {
        var isLast = false;
        while (await HasWorkAsync(cancellation).ConfigureAwait(false))
        {
            var (items, changed) = Snapshot();
            var began = _client.Clock.Elapsed;
            await LookWithinBudgetAsync(items, cancellation).ConfigureAwait(false);
            if (isLast && _budget.Left is { } rest && rest > TimeSpan.Zero && Waiting.Count > 0)
                await _client.Clock.DelayAsync(rest, cancellation).ConfigureAwait(false);
            if (_look.Ended.IsFaulted)
                await _look.Ended.ConfigureAwait(false);
            if (_budget.IsOver)
                Expire();
            var took = _client.Clock.Elapsed - began;
            if (Waiting.Count > 0)
                isLast = await PauseAsync(_pace.Next(took), took, changed, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Who is to be looked at now, and what tells that somebody came since, or that nobody is left.</summary>
    private (IReadOnlyList<WaitItem> Items, Task Changed) Snapshot()
    {
        lock (_lock)
        {
            _changed = NewSignal();
            return (_waiting.ToArray(), _changed.Task);
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

    /// <summary>Waits for the next look, or until somebody comes, who may have come during the last one.</summary>
    /// <returns>Whether the next look is the last that the time allows.</returns>
    private async Task<bool> PauseAsync(TimeSpan pause, TimeSpan lookTook, Task changed, CancellationToken cancellation)
    {
        // Time for one more look is kept, so that nobody who arrived meanwhile is told to be late.
        var reserve = TimeSpan.FromTicks(Math.Max(LastLook.Ticks, 2 * lookTook.Ticks));
        var isLast = _budget.Left is { } left && left < pause + reserve;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var timer = _client.Clock.DelayAsync(isLast ? Longer(_budget.Left!.Value - reserve, TimeSpan.Zero) : pause, limit.Token);
        // The last pause is time enough to find out what those wait for that may not make it.
        var note = isLast ? ActionRecords.NoteAsync(_client, Waiting, _log, limit.Token) : Task.CompletedTask;
        await Task.WhenAny(timer, changed, _look.Ended).ConfigureAwait(false);
        limit.Cancel();
        cancellation.ThrowIfCancellationRequested();
        if (_look.Ended.IsFaulted)
            await _look.Ended.ConfigureAwait(false);
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
        var timer = _budget.Left is { } left && !_budget.LooksOnce && (left > TimeSpan.Zero || items.All(i => i.IsLookedAt))
            ? _client.Clock.DelayAsync(left < TimeSpan.Zero ? TimeSpan.Zero : left, limit.Token)
            : Task.Delay(Timeout.Infinite, limit.Token);
        var look = _look.LookAsync(items, limit.Token);
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
            _lastTrouble = e.Reason;
            _log.Verbose("A look at " + items.Count.ToString(CultureInfo.InvariantCulture) + " servers failed, and is tried again: " + e.Message);
        }

        foreach (var item in items)
            item.IsLookedAt = true;
    }

    private void Expire()
    {
        foreach (var item in Waiting.Where(i => i.IsLookedAt))
            Settle(item, null, WaitErrors.TimedOut(item, WaitGoal.Describe(item, _status, _conditions), _budget.Time!.Value, _lastTrouble));
    }

    private void Settle(WaitItem item, NovaServer? server, NovaException? error)
    {
        lock (_lock)
        {
            if (!_waiting.Remove(item))
                return;
            // Before anybody can see that nobody is left: conditions settle their servers beside the looks, and who waits for all
            // would go without this one.
            _settle(item, server, error);
            // Nobody has to sit out a pause for nobody.
            if (_waiting.Count == 0)
                _changed.TrySetResult(true);
        }
    }
}
