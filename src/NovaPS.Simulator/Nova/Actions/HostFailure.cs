namespace NovaPS.Simulator.Nova.Actions;

/// <summary>How Nova shows that an action failed on the compute host.</summary>
internal enum HostFailure
{
    /// <summary>The server returns to its previous state; only the action record shows the failure.</summary>
    Returns,

    /// <summary>The server is in ERROR, with a fault.</summary>
    Error,

    /// <summary>The server is in ERROR with the task, then without it.</summary>
    ErrorBeforeTaskEnds,

    /// <summary>Nova logs the failure, and records a success, as for a reboot whose guest still runs.</summary>
    Unnoticed,

    /// <summary>The request waits for the host, and is refused with 409.</summary>
    Refused,
}
