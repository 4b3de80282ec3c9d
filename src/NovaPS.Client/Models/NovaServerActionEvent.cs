using System;
using NovaPS.Client;

namespace NovaPS;

/// <summary>One event of an action, such as compute_start_instance on the compute host.</summary>
public sealed class NovaServerActionEvent
{
    /// <summary>The name of the event.</summary>
    public string? Event { get; set; }

    /// <summary>When it began (UTC).</summary>
    public DateTime? StartTime { get; set; }

    /// <summary>When it ended (UTC); null while it is in progress.</summary>
    public DateTime? FinishTime { get; set; }

    /// <summary>Success or Error; null while it is in progress.</summary>
    public string? Result { get; set; }

    /// <summary>The compute host; null if the cloud does not show it.</summary>
    public string? HostName { get; set; }

    /// <summary>
    /// The cause of a failure; null if the cloud does not show it. Nova shows it to administrators from microversion 2.84 on.
    /// </summary>
    public string? Details { get; set; }

    /// <summary>The name and the result.</summary>
    public override string ToString() => DisplayText.Clean(Result is null ? Event ?? string.Empty : Event + ": " + Result);
}
