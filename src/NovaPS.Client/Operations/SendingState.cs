namespace NovaPS.Client.Operations;

/// <summary>The state of the request of an action.</summary>
internal enum SendingState
{
    /// <summary>Not sent, or refused.</summary>
    NotAccepted,

    /// <summary>Sent, and whether the cloud accepted it is not known yet.</summary>
    Unknown,

    /// <summary>The cloud accepted it, or the server is already in the target state or moving to it (IsAlreadySatisfied).</summary>
    Accepted,
}
