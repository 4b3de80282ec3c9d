using System;
using NovaPS.Client;

namespace NovaPS;

/// <summary>
/// An action on a server: what was begun, not what is done. Commands that change a server write one for each server;
/// Get-NovaServerAction reads them back from the cloud (GET /servers/{id}/os-instance-actions).
/// </summary>
public sealed class NovaServerAction
{
    /// <summary>Creates an action that knows nothing: for scripts that are tested without a cloud.</summary>
    public NovaServerAction()
    {
    }

    /// <summary>Creates an action for scripts that are tested without a cloud.</summary>
    /// <param name="action">What was begun, in Nova's word: start, stop...</param>
    /// <param name="serverId">The id of the server, a UUID.</param>
    /// <param name="requestId">The request that began it (req-...).</param>
    public NovaServerAction(string action, string serverId, string? requestId = null)
    {
        Action = action;
        ServerId = serverId;
        RequestId = requestId;
    }

    /// <summary>What was begun, in Nova's word: start, stop, reboot...</summary>
    public string Action { get; set; } = string.Empty;

    /// <summary>The id of the server, a UUID.</summary>
    public string ServerId { get; set; } = string.Empty;

    /// <summary>The server's name; null when only its id is known.</summary>
    public string? ServerName { get; set; }

    /// <summary>The request that began it (req-...): by this id the cloud keeps its record.</summary>
    public string? RequestId { get; set; }

    /// <summary>
    /// When it began (UTC, whole seconds), by the cloud's clock. Of an action that this session began it is the earliest that fits
    /// the answer: never later than what the cloud recorded, and earlier by no more than a second and what the call took.
    /// </summary>
    public DateTime? StartTime { get; set; }

    /// <summary>When the record last changed (UTC), from microversion 2.58 on.</summary>
    public DateTime? UpdatedTime { get; set; }

    /// <summary>
    /// Whether nothing had to be begun (-Idempotent): the server was there already, or on its way by the action that this is.
    /// </summary>
    public bool AlreadySatisfied { get; set; }

    /// <summary>"Error" once a part of the action failed; else null.</summary>
    public string? Message { get; set; }

    /// <summary>The user who began it; null on an action that this session began.</summary>
    public string? UserId { get; set; }

    /// <summary>The project of the user who began it.</summary>
    public string? ProjectId { get; set; }

    /// <summary>The parts of the action, oldest first. Ordinary users are shown them from microversion 2.51 on.</summary>
    public NovaList<NovaServerActionEvent> Events { get; set => field = value ?? []; } = [];

    /// <summary>The connection that the action was begun or read through; commands act there.</summary>
    public NovaConnection? Connection { get; set; }

    /// <summary>
    /// The latest time at which it can have begun, by the cloud's clock, in ticks; null: not known, or of another session.
    /// </summary>
    internal long? LatestStart { get; set; }

    /// <summary>Whether the cloud showed the events: a list does not, nor does Nova before microversion 2.51.</summary>
    internal bool AreEventsShown { get; set; }

    /// <summary>The action and the server.</summary>
    public override string ToString() => DisplayText.Clean(Action + " " + (ServerName ?? ServerId));
}
