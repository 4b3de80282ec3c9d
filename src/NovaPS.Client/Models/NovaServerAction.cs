using System;
using System.Linq;
using NovaPS.Client;
using NovaPS.Client.Compute;
using NovaPS.Client.Operations;

namespace NovaPS;

/// <summary>
/// An action that was requested on a server. It may still be in progress. Commands that change servers write one for each server;
/// Get-NovaServerAction reads them from the cloud (GET /servers/{id}/os-instance-actions).
/// </summary>
public sealed class NovaServerAction : IOwned
{
    private const string Success = "Success";
    private const string Error = "Error";

    /// <summary>Creates an empty action, for scripts that are tested without a cloud.</summary>
    public NovaServerAction()
    {
    }

    /// <summary>Creates an action for scripts that are tested without a cloud.</summary>
    /// <param name="action">Nova's name of the action, such as start or stop.</param>
    /// <param name="serverId">The id of the server, a UUID.</param>
    /// <param name="requestId">The id of the request that caused it (req-...).</param>
    public NovaServerAction(string action, string serverId, string? requestId = null)
    {
        Action = action;
        ServerId = serverId;
        RequestId = requestId;
    }

    /// <summary>Nova's name of the action, such as start, stop or reboot.</summary>
    public string Action { get; set; } = string.Empty;

    /// <summary>The name of the server; null if only its id is known.</summary>
    public string? ServerName { get; set; }

    /// <summary>The id of the server, a UUID.</summary>
    public string ServerId { get; set; } = string.Empty;

    /// <summary>The id of the request that caused it (req-...). The cloud stores the record of the action under this id.</summary>
    public string? RequestId { get; set; }

    /// <summary>
    /// When it started (local time, whole seconds), on the cloud's clock. For an action that this session requested, it is the
    /// earliest time that is consistent with the response: never later than the recorded time, and earlier by at most one second plus
    /// the duration of the request.
    /// </summary>
    public DateTime? StartTime { get => LocalTime.Of(StartTimeUtc); set => StartTimeUtc = LocalTime.ToInstant(value); }

    /// <summary>The time from the start to the end of the last event; null while it is not known.</summary>
    public TimeSpan? Duration
    {
        get => field ?? (Result is Success or Error && Events.Count > 0 && !IsAnyEventRunning
            ? Events.Max(e => e.FinishTimeUtc) - StartTimeUtc : null);
        set;
    }

    /// <summary>
    /// Success, Error, Running (an event is in progress), or NoChange if <see cref="AlreadySatisfied"/> is set; null while it is not known.
    /// Without the events, only Error is known.
    /// </summary>
    public string? Result
    {
        get => field ?? (IsFailed ? Error : AlreadySatisfied ? "NoChange" : IsAnyEventRunning ? "Running" : IsFinished ? Success : null);
        set;
    }

    /// <summary>
    /// The name of the user who requested it, "me" for yourself; the id if the name was not looked up; null if the cloud does not show it.
    /// </summary>
    public string? User { get => field ?? UserId; set; }

    /// <summary>The id of the user who requested it; null if the connection was opened with a token, until the record is read.</summary>
    public string? UserId { get; set; }

    /// <summary>The name of the project of the user who requested it; its id if the name is not known.</summary>
    public string? Project { get => field ?? Connection?.NameOf(ProjectId) ?? ProjectId; set; }

    /// <summary>The id of the project of the user who requested it.</summary>
    public string? ProjectId { get; set; }

    /// <summary>
    /// Whether no request was necessary (-Idempotent), because the server was already in the target state or moving to it. In the second
    /// case, this is the action in progress.
    /// </summary>
    public bool AlreadySatisfied { get; set; }

    /// <summary>"Error" if an event of the action failed; otherwise null.</summary>
    public string? Message { get; set; }

    /// <summary>
    /// The events of the action, oldest first. Nova shows them to users without the administrator role from microversion 2.51 on.
    /// </summary>
    public NovaList<NovaServerActionEvent> Events { get; set => field = value ?? []; } = [];

    /// <summary>
    /// The id of the image that Checkpoint-NovaServer creates; null for other actions, for actions that were read from the cloud, and if
    /// the response was lost.
    /// </summary>
    public string? ImageId { get; set; }

    /// <summary>The connection that the action was requested or read through. Commands use it for the action.</summary>
    public NovaConnection? Connection { get; set; }

    internal DateTimeOffset? StartTimeUtc { get; set; }

    /// <summary>When the record last changed, from microversion 2.58 on.</summary>
    internal DateTimeOffset? UpdatedUtc { get; set; }

    /// <summary>
    /// The latest time at which it can have started, on the cloud's clock, in ticks; null if unknown or from another session.
    /// </summary>
    internal long? LatestStart { get; set; }

    /// <summary>Whether the response had the events. A list of actions does not, nor does Nova before microversion 2.51.</summary>
    internal bool AreEventsShown { get; set; }

    private bool IsAnyEventRunning => Events.Exists(e => e?.Result is null);

    /// <summary>Source: nova/objects/instance_action.py, event_finish_with_failure sets the message of the action.</summary>
    private bool IsFailed => !string.IsNullOrEmpty(Message) || Events.Exists(e => e?.Result == Error);

    /// <summary>
    /// Whether the last event of the action has finished. Between two events of a resize, or for an action whose events are not known, it
    /// is unknown whether another one follows.
    /// </summary>
    private bool IsFinished => ServerAction.FromRecord(Action) is var action && Events.Exists(e => action.IsFinalEvent(e?.Event));

    /// <summary>The action and the server.</summary>
    public override string ToString() => DisplayText.Clean(Action + " " + (ServerName ?? ServerId));
}
