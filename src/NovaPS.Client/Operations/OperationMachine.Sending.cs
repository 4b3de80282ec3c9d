using System;
using System.Linq;

namespace NovaPS.Client.Operations;

/// <summary>
/// Sends an action so that it is accepted once. If the response is lost, the cloud may have accepted the action. So the records are
/// searched before the request is sent again, and only an action that cannot take effect twice is sent again without proof that it
/// was not accepted.
/// </summary>
internal static partial class OperationMachine
{
    private static (Operation, Step) OnSent(Operation op, Observation seen)
    {
        switch (seen)
        {
            case Accepted accepted:
                return OnAccepted(op with { RequestId = accepted.RequestId, ImageId = accepted.ImageId, AcceptedSent = seen.Sent,
                    AcceptedDate = accepted.Date }, seen);
            case Lost { Error: var cause }:
                return SearchRecords(op with { LostCause = cause }, seen);
            case Refused { Error: var refusal, MayBeAccepted: var mayBeAccepted }:
                op = op with { Refusal = refusal };
                // 409, or 400 from some providers, may mean that the first request was accepted; other refusals do not show whether it was.
                if (op.LostCause is not null || mayBeAccepted)
                    return IsForState(refusal) || IsGone(op, refusal) ? SearchRecords(op with { LostCause = op.LostCause ?? refusal }, seen)
                        : OutcomeUnknown(op, refusal);
                if (refusal.ErrorId == NovaErrorId.NovaServerInvalidState && op.Choice is not null)
                    return Execute(op, Phase.Choosing, new ReadServerStep(true));
                // While another confirmation is in progress, Nova responds with 400 "Instance has not been resized".
                return op.Previous is not null && IsForState(refusal) && refusal.ErrorId != NovaErrorId.NovaServerLocked
                    ? Execute(op, Phase.FindingNext, new ReadRecordListStep()) : OnNotAccepted(op, refusal);
            default:
                throw new InvalidOperationException("A request that was sent was accepted, refused or lost, not " + seen.GetType().Name
                    + ".");
        }
    }

    private static (Operation, Step) OnAccepted(Operation op, Observation seen)
    {
        op = op with { Sending = SendingState.Accepted, IsKnown = true, AcceptedAt = seen.At };
        return op.Goal == OperationGoal.Accepted ? End(op, new DoneStep(op.Row)) : Follow(op, seen);
    }

    private static (Operation, Step) SearchRecords(Operation op, Observation seen) => Execute(
        op with
        {
            Sending = SendingState.Unknown,
            Sends = op.Sends + 1,
            // The time of the first attempt, because a load balancer that responded 503 may have forwarded it.
            FirstSent = op.Sends == 0 ? seen.Sent : op.FirstSent,
            LastSent = seen.At,
            ReadFailures = 0,
        },
        Phase.SearchingRecords,
        new ReadRecordListStep());

    private static (Operation, Step) OnRecordsSearched(Operation op, Observation seen)
    {
        switch (seen)
        {
            case RecordsSeen { Records: var records }:
                var ours = records.Where(r => r.Action == op.Action!.RecordName && !r.IsIssued
                    && (op.UserId is null || r.UserId is null || r.UserId == op.UserId)).ToList();
                if (ours.Find(r => seen.Clock.IsSince(r.StartTime, op.FirstSent, CloudClock.Skew) == Judgment.Yes) is { } record)
                    return OnAccepted(WithRecord(op with { RequestId = record.RequestId }, record, seen), seen);
                op = op with { ReadFailures = 0, IsKnown = true, Candidate = ours.Find(r =>
                    seen.Clock.IsSince(r.StartTime, op.FirstSent, CloudClock.Skew) == Judgment.Unknown) };
                // Nova saves the record before it responds, but a replica may be behind.
                if (seen.Sent - op.LastSent < RecordSearchTime)
                    return Pause(op, Phase.SearchingRecords);
                return op.Candidate is null ? OnNotAccepted(op) : Execute(op, Phase.ReadingServer, new ReadServerStep(true));
            case RecordHidden:
                return Execute(op with { AreRecordsHidden = true }, Phase.ReadingServer, new ReadServerStep(true));
            default:
                return OnReadFailed(op, seen);
        }
    }

    private static (Operation, Step) OnReadFailed(Operation op, Observation seen)
    {
        op = op with { ReadFailures = op.ReadFailures + 1, LastError = (seen as TransientFailure)?.Error };
        return op.ReadFailures < MaxReadFailures ? Pause(op, op.Phase) : op.LostCause is null ? Refusal(op) : OutcomeUnknown(op);
    }

    /// <summary>The records show that the cloud did not accept the action.</summary>
    private static (Operation, Step) OnNotAccepted(Operation op)
    {
        if (op.Refusal is { } refusal)
            return OnNotAccepted(op, refusal);
        return op.Sends >= 2 ? OutcomeUnknown(op) : Execute(op, Phase.Sending, new SendStep());
    }

    /// <summary>The cloud refused the request. Reading the server shows whether it is in the target state, and why it is locked.</summary>
    private static (Operation, Step) OnNotAccepted(Operation op, NovaException refusal)
    {
        if (op.IsIdempotent && IsGone(op, refusal) && (op.Goal == OperationGoal.Accepted || IsDeletionGoal(op)))
            return Execute(op, Phase.ProvingDeletion, new ReadRecordListStep());
        return (op.IsIdempotent && IsForState(refusal)) || refusal.ErrorId == NovaErrorId.NovaServerLocked
            ? Execute(op, Phase.CheckingRefusal, new ReadServerStep(true))
            : End(op with { Sending = SendingState.NotAccepted }, new FailedStep(refusal.ErrorId, refusal));
    }

    /// <summary>
    /// If the records are hidden, or their times cannot be compared, the state of the server may show whether the action was accepted.
    /// </summary>
    private static (Operation, Step) OnServerRead(Operation op, Observation seen)
    {
        if (seen is Gone)
            return op.Action!.Proof == ActionProof.Gone && op.IsKnown ? OnAccepted(op, seen) : OutcomeUnknown(op);
        if (seen is not ServerSeen { Row: var row })
            return OnReadFailed(op, seen);
        var action = op.Action!;
        op = op with { Row = row, IsKnown = true };
        if (action.IsRepeatable)
        {
            // The times of rows and records can be compared without the clock of this computer.
            var since = seen.Clock.IsSince(row.Updated, op.FirstSent, TimeSpan.Zero);
            var isRunning = action.IsRunningOn(row) && since != Judgment.No;
            var hasReachedTarget = action.IsTarget(row.Status) && row.TaskState is null
                && (since == Judgment.Yes
                    || (op.Prior is { Status: not null } prior && !action.IsTarget(prior.Status) && prior.Updated < row.Updated));
            if (isRunning || hasReachedTarget)
            {
                var record = op.Candidate is { } c && (isRunning ? c.StartTime + CloudClock.Skew >= row.Updated
                    : op.Prior?.Updated <= c.StartTime) ? c : null;
                op = op with { TaskUpdated = isRunning && since == Judgment.Yes ? row.Updated : null, RequestId = record?.RequestId };
                return OnAccepted(record is null ? op : WithRecord(op, record, seen), seen);
            }
        }

        if (op.Refusal is null && op.Sends < 2 && action.IsRepeatable)
            return Execute(op, Phase.Sending, new SendStep());
        return op.Refusal is not null && op.IsIdempotent ? OnRefusalChecked(op, seen) : OutcomeUnknown(op);
    }

    /// <summary>The state does not allow the action. With -Idempotent, a server in the target state or moving to it is a success.</summary>
    private static (Operation, Step) OnRefusalChecked(Operation op, Observation seen)
    {
        if (seen is not ServerSeen { Row: var row })
            return seen is Gone || !op.IsIdempotent ? Refusal(op) : OnReadFailed(op, seen);
        op = op with { Row = row, IsKnown = true };
        if (!op.IsIdempotent)
            return Refusal(op);
        var (action, refusal) = (op.Action!, op.Refusal);
        // The refusal has the state at that moment; the row may be older.
        var isNamed = refusal?.VmState is not null || refusal?.TaskState is not null;
        var isDone = row.TaskState is null && (isNamed ? action.IsTargetVmState(refusal!.VmState) : action.IsTarget(row.Status));
        var isRunning = isNamed ? action.TaskStates.Contains(refusal!.TaskState ?? string.Empty) : action.IsRunningOn(row);
        if (!isDone && !isRunning)
            return Refusal(op);
        op = op with { IsAlreadySatisfied = true, RequestId = null };
        if (isRunning)
            return Execute(op, Phase.FindingRunning, new ReadRecordListStep());
        op = op with { Sending = SendingState.Accepted, AcceptedAt = seen.At };
        return op.Goal switch
        {
            OperationGoal.Accepted => End(op, new DoneStep(row)),
            OperationGoal.Done when action.IsTarget(row.Status) && row.TaskState is null => Reached(WithDeadline(op, seen), row),
            _ => Follow(op, seen),
        };
    }

    private static (Operation, Step) OnRunningFound(Operation op, Observation seen)
    {
        var record = (seen as RecordsSeen)?.Records.FirstOrDefault(r =>
            r.Action == op.Action!.RecordName && !r.IsError && r.StartTime + CloudClock.Skew >= op.Row!.Updated);
        return OnAccepted(record is null ? op : WithRecord(op with { RequestId = record.RequestId }, record, seen), seen);
    }

    /// <summary>
    /// With -Idempotent, a server that does not exist is a success if it existed in this project: Nova responds 404 for a server of another
    /// project as well. From microversion 2.21 on, it shows the records of a deleted server.
    /// </summary>
    private static (Operation, Step) OnDeletionSearched(Operation op, Observation seen)
    {
        var isProved = op.IsKnown || seen is RecordsSeen;
        if (!isProved)
            return seen is RecordHidden ? Refusal(op) : OnReadFailed(op, seen);
        return op.Goal == OperationGoal.Preview ? End(op, new DoneStep(IsGone: true, Preview: WhatIfPreview.AlreadySatisfied))
            : End(op with { Sending = SendingState.Accepted, IsAlreadySatisfied = true, IsKnown = true, RequestId = null },
                new DoneStep(op.Prior, IsGone: true));
    }

    private static (Operation, Step) OnNextSearched(Operation op, Observation seen)
    {
        if (seen is not RecordsSeen { Records: var records })
            return seen is RecordHidden ? Refusal(op) : OnReadFailed(op, seen);
        var previous = records.FirstOrDefault(r => r.RequestId == op.Previous!.RequestId);
        var next = records.TakeWhile(r => r != previous).FirstOrDefault(r => r.Action == op.Action!.RecordName);
        return previous is null || next is null ? Refusal(op) : Adopt(op, next, seen);
    }

    /// <summary>
    /// The promise is the end of the next action, whoever requested it: Nova itself confirms a resize after
    /// [DEFAULT]resize_confirm_window. Source: nova/compute/manager.py, _poll_unconfirmed_resizes.
    /// </summary>
    private static (Operation, Step) Adopt(Operation next, ActionRecord record, Observation seen) =>
        OnAccepted(WithRecord(next with { RequestId = record.RequestId, IsAlreadySatisfied = true }, record, seen), seen);

    private static (Operation, Step) Refusal(Operation op) => op.LostCause is not null && op.LostCause != op.Refusal
        ? OutcomeUnknown(op)
        : End(op with { Sending = SendingState.NotAccepted },
            (op.Refusal ?? op.LastError) is { } cause ? new FailedStep(cause.ErrorId, cause)
            // No request was sent, because no action fits the state.
            : new FailedStep(op.Row!.IsBusy == Judgment.Yes ? NovaErrorId.NovaServerBusy : NovaErrorId.NovaServerInvalidState));

    private static (Operation, Step) OutcomeUnknown(Operation op, NovaException? error = null)
    {
        error ??= op.LostCause!;
        return End(op with { Sending = SendingState.Unknown }, new FailedStep(error.ErrorId, error) { IsOutcomeUnknown = true });
    }

    /// <summary>Whether the action is a deletion, and the server does not exist.</summary>
    private static bool IsGone(Operation op, NovaException error) =>
        op.Action!.Proof == ActionProof.Gone && error.ErrorId == NovaErrorId.NovaServerNotFound;

    private static bool IsForState(NovaException error) => error.ErrorId
        is NovaErrorId.NovaServerInvalidState or NovaErrorId.NovaServerBusy or NovaErrorId.NovaServerLocked or NovaErrorId.NovaBadRequest;
}
