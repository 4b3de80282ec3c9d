using System;

namespace NovaPS.Client.Operations;

/// <summary>The next step for the driver, or the outcome.</summary>
internal abstract record Step
{
    /// <summary>Whether this is the outcome, which no step follows.</summary>
    public virtual bool IsOutcome => false;
}

/// <summary>Send the request of the action once. The observation is Accepted, Refused or Lost.</summary>
internal sealed record SendStep : Step;

/// <summary>Read one record: RecordSeen, RecordHidden or TransientFailure.</summary>
internal sealed record ReadRecordStep(string RequestId) : Step;

/// <summary>Read the first page of the records: RecordsSeen, RecordHidden or TransientFailure.</summary>
internal sealed record ReadRecordListStep : Step;

/// <summary>Read the server: ServerSeen, Unchanged, Gone or TransientFailure.</summary>
/// <param name="IsSingle">Whether a GET of the server is required; if not, its row in a list, or Unchanged, is sufficient.</param>
internal sealed record ReadServerStep(bool IsSingle) : Step;

/// <summary>Check the conditions of -For: Probed or Refused.</summary>
/// <param name="IsFirst">Whether the server has just reached its status, so that earlier results do not count.</param>
internal sealed record ProbeStep(bool IsFirst) : Step;

/// <summary>
/// Nothing to do. If no request is in flight, wait until the next poll, at most for AtMost (null for no limit), then observe Tick. A row
/// from a list may be observed before that. IsExact: wait exactly for AtMost.
/// </summary>
internal sealed record WaitStep(TimeSpan? AtMost, bool IsExact = false) : Step;

/// <summary>
/// Success. The operation has the action that was accepted, and Row is the current state of the server; null if the command does not wait,
/// or if the server was deleted before it was read.
/// </summary>
internal sealed record DoneStep(ServerRow? Row = null, bool IsGone = false, WhatIfPreview? Preview = null) : Step
{
    public override bool IsOutcome => true;
}

/// <summary>Failure. The operation has the evidence (Row, Record, AreRecordsHidden, LastError, ProbeReason).</summary>
/// <param name="ErrorId">The id of the error.</param>
/// <param name="Cause">The error of the request that caused it.</param>
/// <param name="By">The record of the action that superseded this one, or deleted the server.</param>
internal sealed record FailedStep(NovaErrorId ErrorId, NovaException? Cause = null, ActionRecord? By = null) : Step
{
    public override bool IsOutcome => true;

    /// <summary>Whether it is unknown if the cloud accepted the action.</summary>
    public bool IsOutcomeUnknown { get; init; }
}

/// <summary>Canceled. Operation.Sending shows whether the action may be in progress in the cloud.</summary>
internal sealed record StoppedStep : Step
{
    public override bool IsOutcome => true;
}
