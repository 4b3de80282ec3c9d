using System;

namespace NovaPS.Client.Operations;

/// <summary>
/// One action on one server, or one wait for a server, from before its request to its outcome. Only OperationMachine.Next creates the
/// next value, from an observation.
/// </summary>
internal sealed record Operation
{
    private Operation(OperationGoal goal) => Goal = goal;

    // The request of the caller.
    public OperationGoal Goal { get; private init; }

    /// <summary>The action; null for a wait for the server itself, or if the record that names the action is not read yet.</summary>
    public ServerAction? Action { get; init; }

    /// <summary>
    /// The value with the choices that Action was selected from; null if there are none, or none are left because the cloud refused one.
    /// </summary>
    public ServerAction? Choice { get; init; }

    /// <summary>The action to send once this one is completed, within the same timeout; null for none.</summary>
    public ServerAction? Then { get; init; }

    /// <summary>The completed operation that this one follows (Then); null if this is the first one.</summary>
    public Operation? Previous { get; private init; }

    /// <summary>The arguments of the action.</summary>
    public ActionArguments Arguments { get; init; } = ActionArguments.None;

    /// <summary>The status of the goal Status.</summary>
    public string? Status { get; init; }

    public bool IsIdempotent { get; init; }

    /// <summary>Whether conditions (-For) must be met once the goal is reached.</summary>
    public bool HasProbes { get; init; }

    /// <summary>
    /// Whether to wait for the end of the action itself (-RequestId, Get-NovaServerAction), not only for its target state.
    /// </summary>
    public bool RequiresRecord { get; init; }

    /// <summary>How long to wait after the action is accepted; null for no limit; zero to read once.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>When the wait ends, if several operations share one timeout.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>The id of the connection's user; null if unknown.</summary>
    public string? UserId { get; init; }

    /// <summary>The server as read before the operation; null if only its id is known.</summary>
    public ServerRow? Prior { get; init; }

    /// <summary>Whether the server is known to exist. If it is, a 404 is NovaServerVanished, otherwise NovaServerNotFound.</summary>
    public bool IsKnown { get; init; }

    // The evidence.
    public SendingState Sending { get; init; }

    public string? RequestId { get; init; }

    /// <summary>The id of the image that the action creates; null if it creates none, or if the response was lost.</summary>
    public string? ImageId { get; init; }

    /// <summary>
    /// When the action started on the cloud's clock, from the record or the saved action, as an interval in ticks; null if unknown.
    /// </summary>
    internal (long Earliest, long Latest)? Started { get; init; }

    /// <summary>When the accepted request was sent, and the Date of its response.</summary>
    internal TimeSpan? AcceptedSent { get; init; }

    internal DateTimeOffset? AcceptedDate { get; init; }

    public bool IsAlreadySatisfied { get; init; }

    /// <summary>The last row of the server that is not known to be older than the action.</summary>
    public ServerRow? Row { get; init; }

    /// <summary>The action's record as it was last read.</summary>
    public ActionRecord? Record { get; init; }

    public bool AreRecordsHidden { get; init; }

    /// <summary>The last read that failed.</summary>
    public NovaException? LastError { get; init; }

    /// <summary>The condition that was not met.</summary>
    public string? ProbeReason { get; init; }

    // The internal state of the machine.
    internal Phase Phase { get; init; }

    /// <summary>The step that the driver is executing; null if it waits.</summary>
    internal Step? Executing { get; init; }

    internal NovaException? LostCause { get; init; }

    internal NovaException? Refusal { get; init; }

    internal int Sends { get; init; }

    internal TimeSpan FirstSent { get; init; }

    internal TimeSpan LastSent { get; init; }

    internal int ReadFailures { get; init; }

    /// <summary>A record that may be that of this operation; its time could not be compared.</summary>
    internal ActionRecord? Candidate { get; init; }

    /// <summary>When the action was known to be accepted. A row read ReplicaLag later is newer than the action.</summary>
    internal TimeSpan AcceptedAt { get; init; }

    /// <summary>The updated time of a row that showed the task of the action. A later row is newer than the action.</summary>
    internal DateTimeOffset? TaskUpdated { get; init; }

    internal TimeSpan? IdleAt { get; init; }

    internal TimeSpan? RecordAt { get; init; }

    internal TimeSpan? FinishedAt { get; init; }

    /// <summary>The row that the record was last read for, and when its request was sent.</summary>
    internal ServerRow? RecordRow { get; init; }

    internal TimeSpan RecordRowSent { get; init; }

    internal bool IsErrorSeen { get; init; }

    /// <summary>
    /// Whether nothing was accepted, because the server was read in its target state before the wait: every row of the wait is newer.
    /// </summary>
    internal bool IsSatisfiedBefore { get; init; }

    internal int Reads { get; init; }

    internal bool IsProbing { get; init; }

    /// <summary>When the cloud started the action, as an interval in ticks on its own clock; null if unknown.</summary>
    /// <param name="clock">The currently known range of the cloud's clock, because an earlier range may have been wrong.</param>
    public (long Earliest, long Latest)? StartedBy(CloudClock clock)
    {
        if (Started is not null)
            return Started;
        if (AcceptedSent is not { } sent || clock.At(sent) is not { } from || clock.At(AcceptedAt) is not { } to)
            return null;
        // The Date of the response is exact to the second if it is on the cloud's clock.
        return AcceptedDate is { UtcTicks: var date } && date >= from.Earliest - CloudClock.Skew.Ticks && date < to.Latest
            ? (from.Earliest, date)
            : (from.Earliest, to.Latest);
    }

    /// <summary>Creates the operation of a command that sends an action.</summary>
    public static Operation Send(ServerAction action, bool wait = false) =>
        new(wait ? OperationGoal.Done : OperationGoal.Accepted) { Action = action };

    /// <summary>Creates the operation for the next action (Then) of a server in the state that completed this one.</summary>
    public Operation CreateNext(ServerRow row) => new(Goal)
    {
        Action = Then,
        Previous = this,
        Prior = row,
        IsKnown = true,
        UserId = UserId,
        Timeout = Timeout,
        Deadline = Deadline,
        HasProbes = HasProbes,
    };

    /// <summary>Creates the operation of a command with -WhatIf.</summary>
    public static Operation WhatIf(ServerAction action) => new(OperationGoal.Preview) { Action = action };

    /// <summary>Creates a wait for an action that was requested before.</summary>
    /// <param name="action">The action; null if only the request id is known. The record then has the name of the action.</param>
    /// <param name="requestId">The id of the request that caused it; null if unknown.</param>
    /// <param name="startTime">Its StartTime, which is never later than that of the record; null if unknown.</param>
    public static Operation Follow(ServerAction? action, string? requestId, DateTimeOffset? startTime = null) => new(OperationGoal.Done)
    {
        Action = action,
        RequestId = requestId,
        RequiresRecord = action is null,
        Sending = SendingState.Accepted,
        IsKnown = action is not null,
        Started = startTime is { } t ? (t.UtcTicks, t.UtcTicks + CloudClock.Skew.Ticks) : null,
    };

    /// <summary>
    /// Creates a wait for an action that a command wrote. An action from Get-NovaServerAction (its LatestStart is null) completes when the
    /// action itself ends; an action that a session requested completes in its target state.
    /// </summary>
    public static Operation Follow(NovaServerAction action)
    {
        var known = action.Action.Length == 0 ? null : ServerAction.FromRecord(action.Action);
        var operation = Follow(known, action.RequestId, action.StartTimeUtc?.OrNull());
        return operation with
        {
            Started = operation.Started is { } started ? (started.Earliest, action.LatestStart ?? started.Latest) : null,
            IsAlreadySatisfied = action.AlreadySatisfied,
            IsSatisfiedBefore = action.AlreadySatisfied && action.RequestId is null,
            RequiresRecord = operation.RequiresRecord || (action is { UserId: not null, RequestId: not null, LatestStart: null }),
        };
    }

    /// <summary>Creates a wait for a status, whichever action leads to it.</summary>
    public static Operation WaitFor(string status) =>
        string.Equals(status, "DELETED", StringComparison.OrdinalIgnoreCase) ? WaitForGone()
            : new(OperationGoal.Status) { Status = status };

    public static Operation WaitForRest() => new(OperationGoal.Idle);

    public static Operation WaitForGone() => new(OperationGoal.Gone);

    /// <summary>
    /// Returns the same operation with a status that the user specified (-Status), or deletion, in place of its own target.
    /// </summary>
    public Operation Until(string status) =>
        string.Equals(status, "DELETED", StringComparison.OrdinalIgnoreCase) ? this with { Goal = OperationGoal.Gone }
            : this with { Goal = OperationGoal.Status, Status = status };
}
