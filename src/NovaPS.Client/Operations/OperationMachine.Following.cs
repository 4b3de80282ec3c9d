using System;
using System.Linq;

namespace NovaPS.Client.Operations;

/// <summary>Follows an action that was accepted.</summary>
internal static partial class OperationMachine
{
    private static (Operation, Step) JudgeAction(Operation op, ServerRow row, Observation seen)
    {
        var action = op.Action!;
        var newer = IsNewer(op, row, seen, isStrict: false);
        // A row from a replica that is behind is no evidence about the action.
        if (newer == Judgment.No && !action.KeepsStatus)
            return Poll(op, seen);
        var wasIdle = op.Row is { } last && last.IsBusy == Judgment.No && last.Status == row.Status && op.IdleAt is not null;
        if (row.IsBusy == Judgment.Yes)
        {
            op = op with { Row = row, IdleAt = null, TaskUpdated = newer == Judgment.Yes && action.IsRunningOn(row)
                && !(op.TaskUpdated > row.Updated) ? row.Updated : op.TaskUpdated };
            return IsGoalStatus(op, row) && newer == Judgment.Yes ? Reached(op, row) : Poll(WithoutProbing(op), seen);
        }

        var isIdle = row.IsBusy == Judgment.No && IsNewer(op, row, seen, isStrict: true) == Judgment.Yes;
        op = op with { Row = row, IdleAt = !isIdle ? null : wasIdle ? op.IdleAt : seen.At };
        // An error in the record takes precedence over the row: another action may have changed the status.
        if (op.Record?.IsError == true)
            return ActionFailed(op, newer);
        if (newer == Judgment.Yes && IsProvedByRow(op, row) && !(op.RequiresRecord && CanReadRecord(op)))
            return Reached(op, row);
        // If the user waits for another status, a server at the action's own target is not a failure.
        if (op.Goal != OperationGoal.Done && (IsGoalStatus(op, row) || action.IsTarget(row.Status)))
            return Poll(WithoutProbing(op), seen);
        if (action.Proof == ActionProof.Accepted && op.Goal == OperationGoal.Done)
        {
            var isRowNewer = newer == Judgment.Yes && (row.Locked is null || row.Locked == action.LockedTarget);
            return isRowNewer || IsNewer(op, row, seen, isStrict: true) == Judgment.Yes ? Reached(op, row) : Poll(op, seen);
        }

        if (!CanReadRecord(op))
            return JudgeWithoutRecord(WithoutProbing(op), row, newer, seen);
        // The record is not read again for each check of the conditions, unless the server leaves its target.
        if (action.Targets.Count > 0 && !action.IsTarget(row.Status))
            op = WithoutProbing(op);
        var isDue = op.Record?.IsFinished != true && !op.IsProbing
            && (op.RecordAt is not { } readAt || seen.At - readAt >= RecordPause || op.RecordRow != row);
        return isDue
            ? Execute(op with { RecordRow = row, RecordRowSent = seen.Sent }, Phase.ReadingRecord, new ReadRecordStep(op.RequestId!))
            : op.Record is null ? Poll(op, seen) : JudgeByRecord(op, row, newer, seen);
    }

    /// <summary>
    /// The goal of an action is its target state, so a newer row in that state without a task proves success, whichever action led to it.
    /// </summary>
    private static bool IsProvedByRow(Operation op, ServerRow row) => op.Goal == OperationGoal.Done
        ? op.Action!.Proof is ActionProof.Status or ActionProof.Gone && op.Action.IsTarget(row.Status)
        // A status from which the action can start may be the one before it.
        : IsGoalStatus(op, row) && (op.IdleAt is not null || !op.Action!.IsOrigin(row.Status));

    private static bool CanReadRecord(Operation op) => op.RequestId is not null && !op.AreRecordsHidden;

    /// <summary>Whether the row is from after the action was accepted.</summary>
    /// <param name="op">The operation.</param>
    /// <param name="row">The row.</param>
    /// <param name="seen">Its observation.</param>
    /// <param name="isStrict">
    /// Whether the row must be later than the second in which the action started, plus the skew of the hosts. This is not needed for a
    /// status from which the action cannot start: Nova would have refused the action.
    /// </param>
    private static Judgment IsNewer(Operation op, ServerRow row, Observation seen, bool isStrict)
    {
        if (op.IsSatisfiedBefore)
            return Judgment.Yes;
        if (row.Updated is { UtcTicks: var updated } && op.StartedBy(seen.Clock) is { } started)
        {
            var isOlder = updated + TimeSpan.TicksPerSecond + CloudClock.Skew.Ticks <= started.Earliest;
            // This is proved only on the clock of the records, because a Date may be that of a load balancer.
            if (isOlder && op.Record?.StartTime is not null && op.Action!.SetsTask && seen.Sent - op.AcceptedAt < LongestLag)
                return Judgment.No;
            if (seen.Sent - op.AcceptedAt >= ReplicaLag || row.Updated > op.TaskUpdated)
                return Judgment.Yes;
            if (isOlder || row.Updated < op.TaskUpdated)
                return Judgment.No;
            var second = started.Latest - (started.Latest % TimeSpan.TicksPerSecond);
            return updated >= (isStrict ? second + TimeSpan.TicksPerSecond + CloudClock.Skew.Ticks : second) ? Judgment.Yes
                : Judgment.Unknown;
        }

        return seen.Sent - op.AcceptedAt >= ReplicaLag || row.Updated > op.TaskUpdated ? Judgment.Yes
            : row.Updated < op.TaskUpdated ? Judgment.No : Judgment.Unknown;
    }

    private static Operation WithRecord(Operation op, ActionRecord record, Observation seen) => op with
    {
        Record = record,
        RecordAt = seen.Sent,
        FinishedAt = record.IsFinished ? op.FinishedAt ?? seen.At : null,
        Started = record.StartTime is { UtcTicks: var start } ? (start, start) : op.Started,
    };

    private static (Operation, Step) OnRecord(Operation op, Observation seen)
    {
        var row = op.Row!;
        switch (seen)
        {
            case RecordSeen { Record: var record }:
                op = WithRecord(op, record, seen);
                var newer = IsNewer(op, row, seen with { Sent = op.RecordRowSent }, isStrict: false);
                // Without a task, the row may be from before the failure, which sets the status.
                if (record.IsError)
                    return op.Action!.SetsTask ? ActionFailed(op, newer) : Execute(op, Phase.Following, new ReadServerStep(true));
                // On the clock of the records the row is older than the action: it proves neither an end nor a failure.
                return newer == Judgment.No && !op.Action!.KeepsStatus ? Poll(op with { IdleAt = null }, seen)
                    : JudgeByRecord(op, row, newer, seen);
            // The replica that was read may be behind, and not have the record yet.
            case RecordHidden { Error.StatusCode: 404 } when seen.Sent - op.AcceptedAt < ReplicaLag:
                return Poll(op with { RecordAt = seen.Sent }, seen);
            case RecordHidden:
                op = op with { AreRecordsHidden = true };
                return JudgeWithoutRecord(op, row, IsNewer(op, row, seen with { Sent = op.RecordRowSent }, isStrict: false), seen);
            default:
                return Poll(op with { LastError = (seen as TransientFailure)?.Error }, seen);
        }
    }

    /// <summary>Judges by a record without an error and a row without a task.</summary>
    private static (Operation, Step) JudgeByRecord(Operation op, ServerRow row, Judgment newer, Observation seen)
    {
        var (action, record) = (op.Action!, op.Record!);
        var isIdle = op.IdleAt is not null;
        var isTarget = action.Targets.Count == 0 || action.IsTarget(row.Status);
        // A record read this long after the task was cleared would show an error: Nova saves the error before it clears the task.
        var isSettled = op.RecordAt - op.IdleAt >= ReplicaLag;
        var isEnded = record.IsFinished || (record.AreEventsFinished && (isSettled || (action.KeepsStatus && !action.SetsTask)));
        // If the record has no events, or one that never ends, a row at the target is stronger evidence.
        var isProved = isSettled && isTarget && action.Proof is ActionProof.Status or ActionProof.Gone;
        if (op.Goal == OperationGoal.Done && isTarget && newer == Judgment.Yes && (isEnded || isProved))
        {
            // A stopped server that is rebuilt is ACTIVE without a task for a moment, so the row must be newer than the end.
            var rowSent = seen is RecordSeen ? op.RecordRowSent : seen.Sent;
            return action.Proof == ActionProof.Idle && action.Targets.Count > 1 && rowSent < op.FinishedAt
                ? Execute(op, Phase.Following, new ReadServerStep(true)) : Reached(op, row);
        }

        op = WithoutProbing(op);
        // The row may be from before the end of the action, and not show the task.
        var isAfterEnd = isEnded && ((isIdle && action.SetsTask) || seen.Sent - op.FinishedAt >= ReplicaLag);
        if (row.Is("ERROR") && (isIdle || (isAfterEnd && !isTarget)))
            return End(op, new FailedStep(NovaErrorId.NovaServerFaulted));
        var isEndedWithoutEvents = isSettled && action.SetsTask && record.Events is null;
        if (op.Goal == OperationGoal.Done && ((isAfterEnd && !isTarget) || isEndedWithoutEvents))
            return Execute(op, Phase.FindingSuperseding, new ReadRecordListStep());
        return Poll(op, seen);
    }

    /// <summary>Judges by the row alone, because the cloud does not show the record.</summary>
    private static (Operation, Step) JudgeWithoutRecord(Operation op, ServerRow row, Judgment newer, Observation seen)
    {
        var action = op.Action!;
        var isIdle = op.IdleAt is not null && action.SetsTask;
        if (newer == Judgment.Yes && IsProvedByRow(op, row))
            return Reached(op, row);
        // A transitional status such as REBOOT was seen, and a later row no longer has it: the task has ended.
        var hasPassed = row.IsBusy == Judgment.Unknown && op.TaskUpdated < row.Updated;
        if (op.Goal == OperationGoal.Done && action.Proof == ActionProof.Idle && action.IsTarget(row.Status) && (isIdle || hasPassed))
            return Reached(op, row);
        var isStrictlyNewer = IsNewer(op, row, seen, isStrict: true) == Judgment.Yes;
        if (row.Is("ERROR") && isStrictlyNewer && (op.IdleAt is not null || (row.IsBusy == Judgment.Unknown && !action.IsOrigin("ERROR"))))
            return End(op, new FailedStep(NovaErrorId.NovaServerFaulted));
        if (!isIdle || action.Targets.Count == 0 || action.IsTarget(row.Status))
            return Poll(op, seen);
        return op.IsSatisfiedBefore ? End(op, new FailedStep(NovaErrorId.NovaServerActionSuperseded)) : ActionFailed(op);
    }

    private static (Operation, Step) OnSupersedingSearched(Operation op, Observation seen)
    {
        if (seen is TransientFailure { Error: var error })
            return Poll(op with { LastError = error }, seen);
        var records = (seen as RecordsSeen)?.Records ?? [];
        var ours = records.FirstOrDefault(r => r.RequestId == op.RequestId);
        if (ours?.IsError == true)
            return ActionFailed(op with { Record = op.Record! with { Message = ours.Message } });
        var superseding = records.TakeWhile(r => r != ours)
            .LastOrDefault(r => !ServerAction.FromRecord(r.Action).KeepsStatus
                && (ours is not null || r.StartTime > op.Record?.StartTime));
        if (superseding is not null && superseding.Action == op.Then?.RecordName)
            return Adopt(op.CreateNext(op.Row!), superseding, seen);
        // A wait for the action itself (RequiresRecord) completes with its own end. Without events, its end cannot be distinguished from
        // that of the later action.
        if (superseding is not null && !(op.RequiresRecord && op.Record!.AreEventsFinished))
            return End(op, new FailedStep(NovaErrorId.NovaServerActionSuperseded, By: superseding));
        // The action succeeded, and the guest has shut down since, so the action is completed, and the row has the current state.
        // Without events, a deletion is not completed while the server exists, because it may have failed.
        return op.Record!.AreEventsFinished || (op.Record.Events is null && op.Action!.Proof != ActionProof.Gone)
            ? Reached(op, op.Row!) : Poll(op, seen);
    }

    private static (Operation, Step) ActionFailed(Operation op, Judgment newer = Judgment.Yes) => End(op, new FailedStep(
        op.Row?.Is("ERROR") == true && newer == Judgment.Yes ? NovaErrorId.NovaServerFaulted : NovaErrorId.NovaServerActionFailed));
}
