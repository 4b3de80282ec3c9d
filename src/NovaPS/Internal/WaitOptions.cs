using System;
using System.Collections.Generic;
using NovaPS.Client.Waiting;

namespace NovaPS.Internal;

/// <summary>How a command waits.</summary>
internal sealed class WaitOptions
{
    /// <summary>The status to wait for; null: the action's own target, or rest.</summary>
    public string? Status { get; set; }

    /// <summary>What has to hold once a server is there.</summary>
    public IReadOnlyList<WaitCondition> Conditions { get; set; } = [];

    /// <summary>The time for all servers together; null: no limit; zero: one look.</summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary>The pause between two looks; null: adapted.</summary>
    public TimeSpan? PollInterval { get; set; }

    /// <summary>Seconds as the parameters give them: -1 has no limit.</summary>
    public static TimeSpan? Limit(int seconds) => seconds < 0 ? null : TimeSpan.FromSeconds(seconds);
}
