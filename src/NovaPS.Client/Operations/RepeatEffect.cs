namespace NovaPS.Client.Operations;

/// <summary>The effect of a second request for an action that Nova has already accepted.</summary>
internal enum RepeatEffect
{
    /// <summary>Nova refuses it, both while the first is in progress and after it is completed.</summary>
    Refused,

    /// <summary>Nova accepts it, and it changes nothing.</summary>
    NoChange,

    /// <summary>Nova may carry it out as well, such as a HARD reboot during a HARD reboot.</summary>
    ActsAgain,
}
