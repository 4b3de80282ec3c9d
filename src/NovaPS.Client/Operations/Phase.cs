namespace NovaPS.Client.Operations;

/// <summary>The phase of an operation.</summary>
internal enum Phase
{
    New,

    /// <summary>The server is read to select the action.</summary>
    Choosing,
    Sending,

    /// <summary>The records are searched for an action whose response was lost.</summary>
    SearchingRecords,

    /// <summary>The server is read because the records do not show whether a lost action was accepted.</summary>
    ReadingServer,

    /// <summary>The server is read after a refusal (-Idempotent).</summary>
    CheckingRefusal,

    /// <summary>The records are searched for the action that already leads to the target (-Idempotent).</summary>
    FindingRunning,

    /// <summary>The records are searched for proof that a server that does not exist was deleted (-Idempotent).</summary>
    ProvingDeletion,

    /// <summary>The records are searched for the next action (Then), which the cloud refused because it was already requested.</summary>
    FindingNext,

    // From here on, the timeout of the wait applies.

    /// <summary>The record is read to identify the action.</summary>
    Identifying,

    /// <summary>The server is polled.</summary>
    Following,

    /// <summary>The record is read.</summary>
    ReadingRecord,

    /// <summary>The records are searched for the action that superseded this one.</summary>
    FindingSuperseding,

    /// <summary>The records are searched for the deletion of the server.</summary>
    FindingDeletion,
    Probing,
    Ended,
}
