namespace NovaPS.Client.Operations;

/// <summary>The state of the request of an action.</summary>
internal enum SendingState
{
    /// <summary>Not sent, or refused.</summary>
    NotBegun,

    /// <summary>Sent, and whether the cloud began it is not known yet.</summary>
    Unknown,

    /// <summary>The cloud began it, or the server is already in the target state or moving to it (IsAlreadySatisfied).</summary>
    Begun,
}
