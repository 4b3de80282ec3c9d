using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Compute;

namespace NovaPS.Client.Operations;

/// <summary>
/// Follows the operations of one command on one connection: executes the steps of the state machine, and passes their observations to it.
/// Every request is a task of its own, so that a slow response does not delay other servers. One loop makes all transitions.
/// </summary>
/// <param name="client">The connection.</param>
/// <param name="io">Executes single steps.</param>
/// <param name="backoff">The time between polls.</param>
/// <param name="complete">Receives each operation with its outcome. Called from the loop.</param>
/// <param name="log">Receives verbose messages and traces.</param>
internal sealed partial class OperationDriver(
    ComputeClient client, OperationIo io, PollBackoff backoff, Action<TrackedOperation, Step> complete, IClientLog log)
{
    /// <summary>From this number of servers on, one changes-since list is cheaper than a GET of each.</summary>
    private const int BatchThreshold = 5;

    /// <summary>Timers are limited to 24 days.</summary>
    private static readonly TimeSpan LongestDelay = TimeSpan.FromHours(1);

    private readonly object _lock = new();
    private readonly HashSet<TrackedOperation> _inProgress = [];
    private readonly Dictionary<string, int> _servers = new(StringComparer.OrdinalIgnoreCase);
    private readonly Queue<(TrackedOperation Tracked, Observation? Seen)> _observed = new();
    private readonly ChangedServersCache _changes = new(client, log);
    private readonly List<TrackedOperation> _toRead = [];
    private TaskCompletionSource<bool> _signal = NewSignal();
    private Exception? _failure;
    private bool _isComplete;
    private bool _isListing;
    private int _running;
    private IReadOnlyList<TrackedOperation>? _snapshot;

    /// <summary>The operations that have no outcome yet. While none is added or ends, it is the same list.</summary>
    public IReadOnlyList<TrackedOperation> InProgress
    {
        get
        {
            lock (_lock)
                return _snapshot ??= [.. _inProgress];
        }
    }

    /// <summary>
    /// The number of requests and probes in progress, or whose result is not observed yet. For tests that advance the clock.
    /// </summary>
    internal int Unobserved
    {
        get
        {
            lock (_lock)
                return _running + _observed.Count + (_failure is null ? 0 : 1) + (_listed is null ? 0 : 1);
        }
    }

    /// <summary>Follows one more operation, from any thread.</summary>
    public void Add(TrackedOperation tracked)
    {
        lock (_lock)
        {
            _inProgress.Add(tracked);
            _snapshot = null;
            _servers[tracked.ServerId] = _servers.TryGetValue(tracked.ServerId, out var count) ? count + 1 : 1;
            Post(tracked, null);
        }
    }

    /// <summary>No more operations will be added.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            _isComplete = true;
            _signal.TrySetResult(true);
        }
    }

    /// <summary>Runs until every operation has its outcome and no more can be added.</summary>
    /// <exception cref="NovaException">The error ends all work of the connection.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var lifetime = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            while (true)
            {
                var signal = Renew();
                Observe();
                ReadServers(lifetime.Token);
                if (Volatile.Read(ref _failure) is { } failure)
                    System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(failure).Throw();
                lock (_lock)
                {
                    if (_isComplete && _inProgress.Count == 0)
                        return;
                }

                await WaitAsync(signal, lifetime.Token).ConfigureAwait(false);
                cancellation.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            lifetime.Cancel();
            foreach (var tracked in InProgress)
                tracked.Requests.Cancel();
        }
    }

    private static TaskCompletionSource<bool> NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Post(TrackedOperation tracked, Observation? seen)
    {
        lock (_lock)
        {
            _observed.Enqueue((tracked, seen));
            _signal.TrySetResult(true);
        }
    }

    private Task Renew()
    {
        lock (_lock)
        {
            if (_signal.Task.IsCompleted)
                _signal = NewSignal();
            return _observed.Count > 0 || _listed is not null ? Task.CompletedTask : _signal.Task;
        }
    }

    private void Observe()
    {
        ObserveList();
        while (true)
        {
            (TrackedOperation Tracked, Observation? Seen) next;
            lock (_lock)
            {
                if (_observed.Count == 0)
                    break;
                next = _observed.Dequeue();
            }

            if (next.Seen is null)
                ScheduleFirstRead(next.Tracked);
            else
                Advance(next.Tracked, next.Seen);
        }

        var now = client.Clock.Elapsed;
        if (!(EarliestWake() <= now))
            return;
        // A snapshot, because operations may end meanwhile.
        foreach (var tracked in InProgress)
        {
            if (!(tracked.WakeAt <= now))
                continue;
            WakeAt(tracked, null);
            Rouse(tracked);
            tracked.HasSeenDeadline |= tracked.State.Deadline <= now;
            if (tracked.Pending is { } step)
                Apply(tracked, step);
            else
                Advance(tracked, new Tick(now));
        }
    }

    private void Advance(TrackedOperation tracked, Observation seen)
    {
        lock (_lock)
        {
            // The operation ended while the request was in flight.
            if (!_inProgress.Contains(tracked))
                return;
        }

        if (tracked.IsIdle)
        {
            Rouse(tracked);
            (tracked.State, var read) = OperationMachine.Next(tracked.State, new Tick(seen.At) { Clock = client.CloudTime });
            // Its deadline has passed.
            if (read.IsOutcome)
            {
                Apply(tracked, read);
                return;
            }
        }

        if (seen is ServerSeen)
            tracked.RowSent ??= seen.Sent;
        if (seen is ServerSeen or Unchanged)
            tracked.NotBefore = seen.At + (seen.At - seen.Sent);
        // An action that was accepted just now may end soon.
        if (seen is Accepted)
            backoff.Restart();
        Apply(tracked, io.Advance(tracked, seen));
    }

    private void Apply(TrackedOperation tracked, Step step)
    {
        tracked.Pending = null;
        var now = client.Clock.Elapsed;
        switch (step)
        {
            case { IsOutcome: true }:
                Remove(tracked);
                // Its requests in flight are no longer needed.
                tracked.Requests.Cancel();
                complete(tracked, step);
                return;
            case WaitStep wait:
                Wait(tracked, wait, now);
                return;
            case ReadServerStep { IsSingle: false }:
                _toRead.Add(tracked);
                break;
            default:
                Execute(tracked, step);
                break;
        }

        WakeAtDeadline(tracked, null);
    }

    private void Wait(TrackedOperation tracked, WaitStep wait, TimeSpan now)
    {
        // A request is in flight; its result is observed when it completes.
        if (tracked.State.Executing is not null)
        {
            WakeAtDeadline(tracked, null);
            return;
        }

        if (wait.IsExact)
        {
            WakeAtDeadline(tracked, now + wait.AtMost);
            return;
        }

        if (_nextPoll <= now)
            _nextPoll = now + backoff.Next();
        var next = _nextPoll > tracked.NotBefore ? _nextPoll : tracked.NotBefore;
        if (TryMakeIdle(tracked, now + wait.AtMost, next))
            return;
        if (now + wait.AtMost is { } latest && latest < next)
        {
            next = latest;
            // The last pause is used to find what the action is waiting for, for the message of a timeout.
            Run(() => ActionNotes.ReadAsync(client, tracked, log, tracked.Requests.Token), tracked.Requests.Token);
        }

        WakeAtDeadline(tracked, next);
    }

    private void Remove(TrackedOperation tracked)
    {
        WakeAt(tracked, null);
        lock (_lock)
        {
            if (!_inProgress.Remove(tracked))
                return;
            _snapshot = null;
            if (--_servers[tracked.ServerId] == 0)
                _servers.Remove(tracked.ServerId);
        }
    }
}
