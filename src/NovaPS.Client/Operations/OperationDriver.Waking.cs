using System;
using System.Threading;
using System.Threading.Tasks;

namespace NovaPS.Client.Operations;

/// <content>When the operations observe a Tick: at their polls, which many share, and at their deadlines.</content>
internal sealed partial class OperationDriver
{
    private TimeSpan? _earliest;
    private bool _isEarliestKnown = true;

    /// <summary>The next poll, and the next time at which servers are read that do not wait for it.</summary>
    private TimeSpan _nextPoll;
    private TimeSpan _nextJoin;

    /// <summary>
    /// Schedules the first read: at the next poll, together with the other servers, or now if no poll is scheduled. A server whose action
    /// was not accepted just now may already be in its target state, so it does not wait for a poll that is far off.
    /// </summary>
    private void ScheduleFirstRead(TrackedOperation tracked)
    {
        var now = client.Clock.Elapsed;
        backoff.Restart();
        if (tracked.Pending is not null && _nextPoll <= now)
        {
            // An action accepted just now is not completed yet.
            _nextPoll = now + backoff.Next();
        }

        if (_nextPoll <= now)
        {
            WakeAt(tracked, now);
            _nextPoll = now + backoff.Next();
        }
        else
        {
            if (_nextJoin <= now)
                _nextJoin = now + PollBackoff.Shortest;
            WakeAt(tracked, tracked.Pending is null && _nextPoll - _nextJoin > PollBackoff.Shortest ? _nextJoin : _nextPoll);
        }

        // The timeout of a command runs from its first server, not from the first read.
        if (tracked.State.Deadline <= tracked.WakeAt)
            WakeAt(tracked, now);
    }

    private void WakeAtDeadline(TrackedOperation tracked, TimeSpan? next)
    {
        var deadline = tracked.HasSeenDeadline ? null : tracked.State.Deadline;
        WakeAt(tracked, next is null ? deadline : deadline < next ? deadline : next);
    }

    private void WakeAt(TrackedOperation tracked, TimeSpan? time)
    {
        _isEarliestKnown &= tracked.WakeAt is null || tracked.WakeAt > _earliest || time <= _earliest;
        tracked.WakeAt = time;
        if (_earliest is null || time < _earliest)
            _earliest = time ?? _earliest;
    }

    /// <summary>
    /// Returns the earliest time at which an operation observes a Tick; null for never. All operations are searched only if the one with
    /// that time has changed.
    /// </summary>
    private TimeSpan? EarliestWake()
    {
        if (_isEarliestKnown)
            return _earliest;
        (_earliest, _isEarliestKnown) = (null, true);
        foreach (var tracked in InProgress)
        {
            if (_earliest is null || tracked.WakeAt < _earliest)
                _earliest = tracked.WakeAt ?? _earliest;
        }

        return _earliest;
    }

    private async Task WaitAsync(Task signal, CancellationToken cancellation)
    {
        var now = client.Clock.Elapsed;
        var wake = EarliestWake();
        if (_idle > 0 && !_isListing && !(wake <= _idlePoll))
            wake = _idlePoll;
        if (wake <= now || signal.IsCompleted)
            return;
        if (wake > now + LongestDelay)
            wake = now + LongestDelay;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var timer = wake is { } at ? client.Clock.DelayAsync(at - now, limit.Token) : Task.Delay(Timeout.Infinite, limit.Token);
        await Task.WhenAny(signal, timer).ConfigureAwait(false);
        limit.Cancel();
    }
}
