using System;
using System.Collections.Generic;
using System.Linq;

namespace NovaPS.Client.Operations;

/// <summary>
/// The operations that wait for a change of their server and for nothing else. They share the lists of changes, and cost nothing while
/// their servers do not change, however many they are.
/// </summary>
internal sealed partial class OperationDriver
{
    private int _idle;

    /// <summary>When the idle servers are listed next.</summary>
    private TimeSpan _idlePoll;

    /// <summary>The number of lists requested, and the result of the last one with the other operations that it was for.</summary>
    private int _lists;
    private (ServerChanges Changes, HashSet<TrackedOperation> Wanted)? _listed;

    /// <summary>
    /// Makes an operation idle if one list shows the changes of many, and the next poll is not the last one before its deadline.
    /// </summary>
    /// <param name="tracked">The operation.</param>
    /// <param name="latest">The time of its last read; null for no limit.</param>
    /// <param name="next">The time of the next poll.</param>
    private bool TryMakeIdle(TrackedOperation tracked, TimeSpan? latest, TimeSpan next)
    {
        if (_servers.Count < BatchThreshold || latest < next || tracked.RowSent is null
            || !OperationMachine.IsWaitingForChange(tracked.State) || _changes.IsInOtherProject(tracked))
            return false;
        _idlePoll = _idle == 0 || next < _idlePoll ? next : _idlePoll;
        tracked.IdleFrom = _lists;
        WakeAt(tracked, latest);
        _idle++;
        return true;
    }

    /// <summary>Ends the idleness: the operation makes its next transitions itself.</summary>
    private void Rouse(TrackedOperation tracked)
    {
        if (!tracked.IsIdle)
            return;
        tracked.IdleFrom = null;
        _idle--;
    }

    /// <summary>Whether the idle servers are to be listed now. If only few are left, they are read by a GET each.</summary>
    private bool TakeIdle(TimeSpan now)
    {
        if (_idle == 0 || _isListing || _idlePoll > now)
            return false;
        if (_idle + _toRead.Count >= BatchThreshold)
            return true;
        foreach (var tracked in InProgress.Where(t => t.IsIdle).ToList())
        {
            Rouse(tracked);
            WakeAt(tracked, null);
            Advance(tracked, new Tick(now));
        }

        return false;
    }

    /// <summary>Observes the result of a list, if there is one.</summary>
    private void ObserveList()
    {
        (ServerChanges Changes, HashSet<TrackedOperation> Wanted) listed;
        lock (_lock)
        {
            if (_listed is null)
                return;
            listed = _listed.Value;
            (_listed, _isListing) = (null, false);
        }

        var (changes, number, now) = (listed.Changes, _lists, client.Clock.Elapsed);
        var since = changes.Failure is null ? ChangedServersCache.At(changes.Sent, client.CloudTime) : null;
        if (_nextPoll <= now)
            _nextPoll = now + backoff.Next();
        // A slow cloud is polled less often.
        var slow = changes.Ended + (changes.Ended - changes.Sent);
        _idlePoll = _nextPoll > slow ? _nextPoll : slow;
        foreach (var tracked in InProgress)
        {
            var isSeen = changes.Failure is not null || changes.Rows.ContainsKey(tracked.ServerId);
            var wasIdle = tracked.IdleFrom < number;
            if (!wasIdle && !listed.Wanted.Contains(tracked))
                continue;
            // Not advanced for a server whose row was never read: the next list must start as early for it.
            if (tracked.RowSent is not null || isSeen)
                tracked.ChangesSince = since ?? tracked.ChangesSince;
            if (!wasIdle || isSeen)
                Advance(tracked, changes.Of(tracked.ServerId));
            else if (tracked.WakeAt < _idlePoll)
                AwaitLastRead(tracked, now);
        }
    }

    /// <summary>The next poll would be too late for the operation.</summary>
    private void AwaitLastRead(TrackedOperation tracked, TimeSpan now)
    {
        var latest = tracked.WakeAt;
        Rouse(tracked);
        Wait(tracked, new WaitStep(latest - now), now);
    }
}
