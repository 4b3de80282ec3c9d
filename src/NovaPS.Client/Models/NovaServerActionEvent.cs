using System;
using NovaPS.Client;

namespace NovaPS;

/// <summary>One event of an action, such as compute_start_instance on the compute host.</summary>
public sealed class NovaServerActionEvent
{
    /// <summary>The name of the event.</summary>
    public string? Event { get; set; }

    /// <summary>When it started (local time).</summary>
    public DateTime? StartTime { get => LocalTime.Of(StartTimeUtc); set => StartTimeUtc = LocalTime.ToInstant(value); }

    /// <summary>When it ended (local time); null while it is in progress.</summary>
    public DateTime? FinishTime { get => LocalTime.Of(FinishTimeUtc); set => FinishTimeUtc = LocalTime.ToInstant(value); }

    /// <summary>Success or Error; null while it is in progress.</summary>
    public string? Result { get; set; }

    /// <summary>The compute host; null if the cloud does not show it.</summary>
    public string? ComputeHost { get; set; }

    /// <summary>
    /// The cause of a failure; null if the cloud does not show it. Nova shows it to administrators from microversion 2.84 on.
    /// </summary>
    public string? Details { get; set; }

    internal DateTimeOffset? StartTimeUtc { get; set; }

    internal DateTimeOffset? FinishTimeUtc { get; set; }

    /// <summary>The name and the result.</summary>
    public override string ToString() => DisplayText.Clean(Result is null ? Event ?? string.Empty : Event + ": " + Result);
}
