using System;
using System.Collections.Generic;
using System.Linq;

namespace NovaPS.Client.Operations;

/// <summary>The record of an action (os-instance-actions) in one response.</summary>
/// <param name="RequestId">The request that caused it.</param>
/// <param name="Action">The name of the action.</param>
/// <param name="StartTime">When it started, by the clock of Nova's hosts, in whole seconds.</param>
internal sealed record ActionRecord(string RequestId, string Action, DateTimeOffset? StartTime)
{
    /// <summary>The id of the user who requested it; null if not shown.</summary>
    public string? UserId { get; init; }

    /// <summary>"Error" once an event failed.</summary>
    public string? Message { get; init; }

    /// <summary>The events; null if not shown (in a list of records, or before microversion 2.51).</summary>
    public IReadOnlyList<ActionRecordEvent>? Events { get; init; }

    /// <summary>Whether another request of this session is known to have caused it.</summary>
    public bool IsIssued { get; init; }

    /// <summary>The object that was read from the response.</summary>
    public NovaServerAction? Source { get; init; }

    /// <param name="action">The action as it was read.</param>
    /// <param name="isIssued">Whether another request of this session is known to have caused it.</param>
    public static ActionRecord Of(NovaServerAction action, bool isIssued) =>
        new(action.RequestId ?? string.Empty, action.Action, action.StartTimeUtc)
    {
        UserId = action.UserId,
        Message = action.Message,
        Events = action.AreEventsShown ? [.. action.Events.Select(e => new ActionRecordEvent(e.Event, e.Result))] : null,
        IsIssued = isIssued,
        Source = action,
    };

    /// <summary>Source: nova/objects/instance_action.py, event_finish_with_failure sets the message of the action.</summary>
    public bool IsError => Message == "Error" || Events?.Any(e => e.Result == "Error") == true;

    /// <summary>Whether all events that have started are finished. Others may follow: a resize has five in sequence.</summary>
    public bool AreEventsFinished => Events is { Count: > 0 } events && events.All(e => e.Result == "Success");

    /// <summary>Whether the last event of the action is finished.</summary>
    public bool IsFinished => AreEventsFinished && ServerAction.FromRecord(Action) is var action
        && Events!.Any(e => action.IsFinalEvent(e.Name));
}

/// <summary>An event of an action.</summary>
/// <param name="Name">The name, such as compute_start_instance.</param>
/// <param name="Result">Success or Error; null while it is in progress.</param>
internal sealed record ActionRecordEvent(string? Name, string? Result);
