using System;
using System.Collections.Generic;

namespace NovaPS.Client.Operations;

/// <summary>An input to the state machine. Times are those of the monotonic clock.</summary>
/// <param name="At">When the response was received, or the time elapsed.</param>
internal abstract record Observation(TimeSpan At)
{
    /// <summary>When the request was first sent. The state in the response may be as old as that.</summary>
    public TimeSpan Sent { get; init; } = At;

    /// <summary>The known range of the cloud's clock, including this response.</summary>
    public CloudClock Clock { get; init; } = CloudClock.Unknown;
}

/// <summary>Time has elapsed. This is also the first observation of every operation.</summary>
internal sealed record Tick(TimeSpan At) : Observation(At);

/// <summary>The command was canceled with Ctrl+C, or requires no more results.</summary>
internal sealed record Canceled(TimeSpan At) : Observation(At);

/// <summary>The cloud accepted the action.</summary>
internal sealed record Accepted(TimeSpan At, string? RequestId, DateTimeOffset? Date = null) : Observation(At)
{
    /// <summary>The id of the image that the action creates; null if it creates none, or if the response does not have it.</summary>
    public string? ImageId { get; init; }
}

/// <summary>
/// Nova itself refused the request or a read, so this request caused no action. MayBeAccepted: the same request was sent before, and
/// its response, such as a 503 from a load balancer, does not show whether the action was accepted.
/// </summary>
internal sealed record Refused(TimeSpan At, NovaException Error, bool MayBeAccepted = false) : Observation(At);

/// <summary>The request was sent, and it is unknown whether the cloud accepted the action (NovaException.LeavesOutcomeUnknown).</summary>
internal sealed record Lost(TimeSpan At, NovaException Error) : Observation(At);

internal sealed record ServerSeen(TimeSpan At, ServerRow Row) : Observation(At);

/// <summary>A changes-since list does not include the server, so it has not changed.</summary>
internal sealed record Unchanged(TimeSpan At) : Observation(At);

/// <summary>404 for the server.</summary>
internal sealed record Gone(TimeSpan At, NovaException? Error = null) : Observation(At);

internal sealed record RecordSeen(TimeSpan At, ActionRecord Record) : Observation(At);

/// <summary>The first page of the list of records, newest first.</summary>
internal sealed record RecordsSeen(TimeSpan At, IReadOnlyList<ActionRecord> Records) : Observation(At);

/// <summary>403 or 404 for the record, or for the list of records.</summary>
internal sealed record RecordHidden(TimeSpan At, NovaException? Error = null) : Observation(At);

/// <summary>A read failed for a transient reason.</summary>
internal sealed record TransientFailure(TimeSpan At, NovaException? Error = null) : Observation(At);

/// <summary>Whether all conditions of -For are met, and if not, why.</summary>
internal sealed record Probed(TimeSpan At, bool IsMet, string? Reason = null) : Observation(At);
