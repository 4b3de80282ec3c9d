namespace NovaPS.Client.Operations;

/// <summary>What proves that an accepted action is completed if its record was not read.</summary>
internal enum ActionProof
{
    /// <summary>A row newer than the action, without a task, in a target status that the action cannot start from.</summary>
    Status,

    /// <summary>
    /// A row newer than the action, without a task, in the target status. A failure leaves the server in ERROR, or Nova does not show it.
    /// </summary>
    Idle,

    /// <summary>Only the record: the row is the same after a failure.</summary>
    Record,

    /// <summary>The response itself: Nova completes the action before it responds.</summary>
    Accepted,

    /// <summary>The server is deleted or soft-deleted.</summary>
    Gone,
}
