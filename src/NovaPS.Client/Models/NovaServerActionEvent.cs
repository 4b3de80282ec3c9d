using System;
using NovaPS.Client;

namespace NovaPS;

/// <summary>One part of an action, such as compute_start_instance on the host.</summary>
public sealed class NovaServerActionEvent
{
    /// <summary>The name of the part.</summary>
    public string? Event { get; set; }

    /// <summary>When it began (UTC).</summary>
    public DateTime? StartTime { get; set; }

    /// <summary>When it ended (UTC); null while it runs.</summary>
    public DateTime? FinishTime { get; set; }

    /// <summary>Success or Error; null while it runs.</summary>
    public string? Result { get; set; }

    /// <summary>The host, where the cloud tells.</summary>
    public string? HostName { get; set; }

    /// <summary>Why it failed, where the cloud tells: to administrators, from microversion 2.84 on.</summary>
    public string? Details { get; set; }

    /// <summary>The part and its result.</summary>
    public override string ToString() => DisplayText.Clean(Result is null ? Event ?? string.Empty : Event + ": " + Result);
}
