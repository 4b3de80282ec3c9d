namespace NovaPS.Simulator.Nova.Actions;

/// <summary>What Nova shows of a server when an action fails on its compute host.</summary>
internal enum HostFailure
{
    /// <summary>The server returns to the state that it had before; only the action record shows the failure.</summary>
    Returns,

    /// <summary>The server is in ERROR, with a fault.</summary>
    Error,

    /// <summary>The server is in ERROR while the task is still shown, then the task ends.</summary>
    ErrorBeforeTaskEnds,

    /// <summary>Nova logs the failure, and records success: a reboot whose guest still runs.</summary>
    Unnoticed,

    /// <summary>The request waits for the host, and is refused with 409.</summary>
    Refused,
}
