namespace NovaPS.Client.Waiting;

/// <summary>One server that is waited for, and what is known of it.</summary>
/// <param name="serverId">Whom to look at.</param>
/// <param name="input">What the user gave.</param>
internal sealed class WaitItem(string serverId, object? input)
{
    public string ServerId { get; } = serverId;

    public object? Input { get; } = input;

    /// <summary>The action that is waited for; null: the server as such.</summary>
    public NovaServerAction? Action { get; set; }

    /// <summary>Whether of the action only the request id is known yet: its record says what it is.</summary>
    public bool IsActionUnknown => Action is { Action.Length: 0, RequestId: not null };

    public string? ServerName { get; set; }

    /// <summary>The status that the user's own object shows; null when it shows none.</summary>
    public string? PriorStatus { get; set; }

    /// <summary>The server as it was last seen; null before the first look.</summary>
    public NovaServer? Last { get; set; }

    /// <summary>Whether anybody has ever seen the server: else it is not vanished but unknown.</summary>
    public bool IsKnown { get; set; }

    /// <summary>Whether it was looked at, successfully or not.</summary>
    public bool IsLookedAt { get; set; }

    /// <summary>What the last look saw of an action without a record: two that are equal make a verdict.</summary>
    public string? LastSuspicion { get; set; }

    /// <summary>Whether a look found it in the ERROR that it was given in.</summary>
    public bool IsSeenInError { get; set; }

    /// <summary>The asking for its conditions that is under way, or was last; null: the status is not reached.</summary>
    public ConditionCheck? Check { get; set; }

    /// <summary>What the action's record says that it waits for; null: not known.</summary>
    public string? WaitsFor { get; set; }

    /// <summary>The server in an error: 'web1' (id), or the id.</summary>
    public string Describe() => NovaServer.Describe(ServerId, Last?.Name ?? ServerName);
}
