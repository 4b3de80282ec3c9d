using System;
using System.Linq;

namespace NovaPS.Client.Operations;

/// <summary>
/// The operation state machine: a pure function without I/O, clock or tasks. The driver executes the step that it returns, and passes the
/// resulting observation. Evidence, from the strongest to the weakest: the action's record; a row newer than the action, with its task; its
/// status alone. What the cloud does not show is unknown. Without evidence the machine waits, and reports neither success nor failure.
/// </summary>
internal static partial class OperationMachine
{
    /// <summary>
    /// The maximum age of the data in a response: a read this long after an event shows it. This is the only assumption about replicas.
    /// Without it, nothing could be concluded if records, tasks and clocks are hidden.
    /// </summary>
    public static readonly TimeSpan ReplicaLag = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a row may be older than its action by the clocks of the cloud. A replica has caught up by then: it is the clock of the
    /// host that saved the row last.
    /// </summary>
    private static readonly TimeSpan LongestLag = TimeSpan.FromSeconds(60);

    /// <summary>The minimum pause between two reads of a record whose row has not changed.</summary>
    private static readonly TimeSpan RecordPause = TimeSpan.FromSeconds(2);

    /// <summary>Reserved for a last read before the deadline, so that a server that has just reached its target is not a timeout.</summary>
    private static readonly TimeSpan LastRead = TimeSpan.FromSeconds(0.5);

    /// <summary>The number of consecutive failed reads after which the outcome of a lost request is reported as unknown.</summary>
    private const int MaxReadFailures = 3;

    /// <summary>
    /// How long the records are searched for an action whose response was lost. Tests inside the engine, which cannot inject a clock, set
    /// shorter times.
    /// </summary>
    internal static TimeSpan RecordSearchTime { get; set; } = ReplicaLag;

    /// <summary>The pause between two searches.</summary>
    internal static TimeSpan RecordSearchPause { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Returns the next value of an operation, and the next step.</summary>
    /// <exception cref="InvalidOperationException">The operation has had its outcome.</exception>
    public static (Operation Operation, Step Step) Next(Operation op, Observation seen)
    {
        if (op.Phase == Phase.Ended)
            throw new InvalidOperationException("The operation has ended.");
        if (seen is Canceled)
            return End(op, new StoppedStep());
        if (seen is Tick)
            return OnTick(op, seen);
        // A row from a list received while another step is executed is not its result.
        if (op.Executing is not ReadServerStep && op.Phase != Phase.Following && seen is ServerSeen or Unchanged)
            return (op, new WaitStep(null));
        // One copy, because the next value of a server that is polled is created for each row.
        op = op with { Executing = null, Reads = op.Phase == Phase.Following ? op.Reads + 1 : op.Reads };
        // The server is read only for the reason of its lock, so a failed read does not replace the refusal.
        if (seen is Refused && op.Phase == Phase.CheckingRefusal && !op.IsIdempotent)
            return Refusal(op);
        if (seen is Refused { Error: var error } && op.Phase != Phase.Sending)
            return op.Sending == SendingState.Unknown ? OutcomeUnknown(op) : End(op, new FailedStep(error.ErrorId, error));
        return op.Phase switch
        {
            Phase.Choosing => OnStateRead(op, seen),
            Phase.Sending => OnSent(op, seen),
            Phase.SearchingRecords => OnRecordsSearched(op, seen),
            Phase.ReadingServer => OnServerRead(op, seen),
            Phase.CheckingRefusal => OnRefusalChecked(op, seen),
            Phase.FindingRunning => OnRunningFound(op, seen),
            Phase.ProvingDeletion => OnDeletionSearched(op, seen),
            Phase.FindingNext => OnNextSearched(op, seen),
            Phase.Identifying => OnIdentified(op, seen),
            Phase.ReadingRecord => OnRecord(op, seen),
            Phase.FindingSuperseding => OnSupersedingSearched(op, seen),
            Phase.FindingDeletion => OnDeletion(op, seen),
            Phase.Probing => OnProbed(op, seen),
            _ => OnPolled(op, seen),
        };
    }

    /// <summary>
    /// Whether an unchanged row adds nothing, so that the operation can wait for a changed one: Tick and Unchanged would return the same
    /// operation and another WaitStep, until its deadline.
    /// </summary>
    public static bool IsWaitingForChange(Operation op) =>
        op is { Phase: Phase.Following, Executing: null, IsProbing: false, Row: not null }
            && (op.Action is null || op.Row.IsBusy == Judgment.Yes);

    private static (Operation, Step) OnTick(Operation op, Observation seen)
    {
        if (op.Phase == Phase.New)
            return FirstStep(op, seen);
        if (op.Phase >= Phase.Identifying && op.Deadline <= seen.At && (op.Reads > 0 || op.Timeout != TimeSpan.Zero))
            return TimedOut(op);
        if (op.Executing is not null)
            return (op, new WaitStep(null));
        return op.Phase switch
        {
            Phase.SearchingRecords or Phase.FindingRunning or Phase.ProvingDeletion or Phase.FindingNext =>
                Execute(op, op.Phase, new ReadRecordListStep()),
            Phase.Choosing or Phase.ReadingServer or Phase.CheckingRefusal => Execute(op, op.Phase, new ReadServerStep(true)),
            Phase.Identifying => Execute(op, op.Phase, new ReadRecordStep(op.RequestId!)),
            _ => Execute(op, Phase.Following, new ReadServerStep(false)),
        };
    }

    private static (Operation, Step) FirstStep(Operation op, Observation seen)
    {
        if (op is { IsKnown: false, Prior: not null })
            op = op with { IsKnown = true };
        if (op.Goal == OperationGoal.Preview)
            return Execute(op, Phase.Following, new ReadServerStep(true));
        if (op.Action is not null && op.Sending == SendingState.NotAccepted)
            return op.Action.Choices.Count == 0 ? Execute(op, Phase.Sending, new SendStep()) : Choose(op);
        return op.Action is null && op.RequestId is { } id
            ? Execute(WithDeadline(op, seen), Phase.Identifying, new ReadRecordStep(id))
            : Follow(op with { AcceptedAt = seen.At }, seen);
    }

    /// <summary>The action is accepted, or no action is necessary: poll, starting immediately.</summary>
    private static (Operation, Step) Follow(Operation op, Observation seen) =>
        Execute(WithDeadline(op, seen), Phase.Following, new ReadServerStep(false));

    private static (Operation, Step) Execute(Operation op, Phase phase, Step step) => (op with { Phase = phase, Executing = step }, step);

    private static (Operation, Step) End(Operation op, Step step) => (op with { Phase = Phase.Ended, Executing = null }, step);

    private static Operation WithDeadline(Operation op, Observation seen) =>
        op.Deadline is null && op.Timeout is { } timeout ? op with { Deadline = seen.At + timeout } : op;

    private static Operation WithRow(Operation op, ServerRow row) => ReferenceEquals(op.Row, row) ? op : op with { Row = row };

    private static Operation WithoutProbing(Operation op) => op.IsProbing ? op with { IsProbing = false } : op;

    private static (Operation, Step) Pause(Operation op, Phase phase) =>
        (op with { Phase = phase, Executing = null }, new WaitStep(RecordSearchPause, IsExact: true));

    /// <summary>There is no evidence yet: poll again, before the deadline.</summary>
    private static (Operation, Step) Poll(Operation op, Observation seen, Phase phase = Phase.Following)
    {
        op = WithDeadline(op, seen);
        if (op.Phase != phase || op.Executing is not null)
            op = op with { Phase = phase, Executing = null };
        if (op.Deadline is not { } deadline)
            return (op, new WaitStep(null));
        var left = deadline - seen.At;
        return left <= TimeSpan.Zero
            ? TimedOut(op)
            : (op, new WaitStep(left > LastRead ? left - LastRead : left));
    }

    private static (Operation, Step) TimedOut(Operation op) => op.Record?.IsError == true ? ActionFailed(op)
        : End(op, new FailedStep(NovaErrorId.NovaWaitTimeout, op.LastError));

    private static (Operation, Step) OnPolled(Operation op, Observation seen)
    {
        switch (seen)
        {
            case ServerSeen { Row: var row }:
                if (!op.IsKnown || op.LastError is not null)
                    op = op with { IsKnown = true, LastError = null };
                if (op.Goal == OperationGoal.Preview)
                {
                    op = op with { Row = row, Action = op.Action!.Choose(row.Status) ?? op.Action };
                    return End(op, new DoneStep(row, Preview: PreviewOf(op.Action, row)));
                }

                if (row.Is("DELETED"))
                    return OnGone(op, row);
                // The cell of the server is down, and the row has little but its id. Source: api-guide "Handling Down Cells".
                if (row.Is("UNKNOWN") && op.Status is null)
                    return Poll(op with { Row = row }, seen);
                return op.Action is null ? JudgeServer(op with { Row = row }, row, seen) : JudgeAction(op, row, seen);
            case Unchanged when op.IsProbing:
                return Execute(op, Phase.Probing, new ProbeStep(false));
            // An unchanged server adds no evidence, so a server without a task is read by a GET.
            case Unchanged when op.Row is null || (op.Action is not null && op.Row.IsBusy != Judgment.Yes):
                return Execute(op, Phase.Following, new ReadServerStep(true));
            case Gone { Error: var error } when op.Goal == OperationGoal.Preview && op.IsIdempotent && op.Action!.Proof == ActionProof.Gone:
                return Execute(op with { LastError = error }, Phase.ProvingDeletion, new ReadRecordListStep());
            case Gone { Error: var error }:
                return op.Goal == OperationGoal.Preview || !(op.IsKnown || IsDeletionGoal(op))
                    ? End(op, new FailedStep(NovaErrorId.NovaServerNotFound, error))
                    : OnGone(op, null);
            case TransientFailure { Error: { } trouble } when op.Goal == OperationGoal.Preview:
                return End(op, new FailedStep(trouble.ErrorId, trouble));
            case TransientFailure { Error: var trouble }:
                return Poll(op with { LastError = trouble }, seen);
            default:
                return Poll(op, seen);
        }
    }

    /// <summary>Judges a wait for the server itself, where the row is the only evidence.</summary>
    private static (Operation, Step) JudgeServer(Operation op, ServerRow row, Observation seen)
    {
        var wasInError = op.Prior?.Is("ERROR") == true;
        if (IsGoalStatus(op, row) || (op.Goal == OperationGoal.Idle && row.IsBusy == Judgment.No && (wasInError || !row.Is("ERROR"))))
            return Reached(op, row);
        op = WithoutProbing(op);
        if (!row.Is("ERROR") || row.IsBusy == Judgment.Yes || op.Goal == OperationGoal.Gone)
            return Poll(op, seen);
        // A server that was in ERROR before may be about to leave it, and the row may be from before that.
        return wasInError && !op.IsErrorSeen ? Poll(op with { IsErrorSeen = true }, seen)
            : End(op, new FailedStep(NovaErrorId.NovaServerFaulted));
    }

    /// <summary>
    /// Whether the row has the status that the user specified. A status with a task in progress is usually about to change.
    /// </summary>
    private static bool IsGoalStatus(Operation op, ServerRow row) => op.Goal switch
    {
        OperationGoal.Status => row.Is(op.Status!)
            && (row.TaskState is null || ServerAction.TransitionalStatuses.Contains(op.Status!, StringComparer.OrdinalIgnoreCase)),
        OperationGoal.Gone => row.Is("SOFT_DELETED") && row.IsBusy != Judgment.Yes && op.Action != ServerAction.ForceDelete,
        _ => false,
    };

    private static (Operation, Step) Reached(Operation op, ServerRow row) => op.HasProbes
        ? Execute(WithRow(op, row), Phase.Probing, new ProbeStep(!op.IsProbing))
        : Completed(WithRow(op, row), row);

    /// <summary>The goal is reached: the next action is sent, if there is one.</summary>
    private static (Operation, Step) Completed(Operation op, ServerRow row) => op.Then is null
        ? End(op, new DoneStep(row))
        : Execute(op.CreateNext(row), Phase.Sending, new SendStep());

    private static (Operation, Step) OnProbed(Operation op, Observation seen) => seen switch
    {
        Probed { IsMet: true } => Completed(op, op.Row!),
        Probed { Reason: var reason } => Poll(op with { ProbeReason = reason, IsProbing = true }, seen),
        _ => Poll(op with { IsProbing = true }, seen),
    };

    private static bool IsDeletionGoal(Operation op) => op.Goal == OperationGoal.Gone
        || (op.Goal == OperationGoal.Done && op.Action?.Proof == ActionProof.Gone);

    private static (Operation, Step) OnGone(Operation op, ServerRow? row) => IsDeletionGoal(op)
        ? End(op, new DoneStep(row ?? op.Row ?? op.Prior, IsGone: true))
        // From microversion 2.21 on, the records of a deleted server can be read, and show who deleted it and when.
        : Execute(op with { Row = row ?? op.Row }, Phase.FindingDeletion, new ReadRecordListStep());

    private static (Operation, Step) OnDeletion(Operation op, Observation seen) => End(op, new FailedStep(
        NovaErrorId.NovaServerVanished,
        By: (seen as RecordsSeen)?.Records.FirstOrDefault(r => ServerAction.FromRecord(r.Action).Proof == ActionProof.Gone)));

    private static (Operation, Step) OnIdentified(Operation op, Observation seen)
    {
        switch (seen)
        {
            case RecordSeen { Record: var record }:
                op = WithRecord(op with { Action = ServerAction.FromRecord(record.Action), IsKnown = true, AcceptedAt = seen.At }, record,
                    seen);
                return record.IsError ? ActionFailed(op) : Follow(op, seen);
            // A replica may be behind, so the record is missing only if two reads do not find it.
            case RecordHidden { Error: var error } when op.ReadFailures > 0:
                return End(op, new FailedStep(error?.ErrorId ?? NovaErrorId.NovaServerNotFound, error));
            case RecordHidden:
                return Poll(op with { ReadFailures = 1, Reads = 1 }, seen, Phase.Identifying);
            default:
                return Poll(op with { LastError = (seen as TransientFailure)?.Error, Reads = 1 }, seen, Phase.Identifying);
        }
    }

    private static WhatIfPreview PreviewOf(ServerAction action, ServerRow row)
    {
        if (action.IsRepeatable && (action.IsRunningOn(row) || (action.IsTarget(row.Status) && row.TaskState is null)
            || (action.LockedTarget is { } target && row.Locked == target)))
            return WhatIfPreview.AlreadySatisfied;
        if (row.Locked == true && action.LockedTarget is null && action != ServerAction.CreateImage)
            return WhatIfPreview.RefusesLocked;
        if (!action.SetsTask && action.Origins.Count == 0)
            return WhatIfPreview.Accepts;
        if (action.Proof != ActionProof.Gone && row.IsBusy == Judgment.Yes)
            return WhatIfPreview.RefusesBusy;
        return !action.IsOrigin(row.Status) ? WhatIfPreview.RefusesState
            : row.IsBusy == Judgment.Unknown && action.Proof != ActionProof.Gone ? WhatIfPreview.Unknown
            : WhatIfPreview.Accepts;
    }
}
