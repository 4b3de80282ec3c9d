using System;
using System.Collections.Generic;
using System.Linq;

namespace NovaPS.Simulator.Nova;

/// <summary>The record of an action on an instance, with its events. It is immutable.</summary>
internal sealed class InstanceAction
{
    public InstanceAction(string action, string requestId, string userId, string projectId, DateTime startTime)
    {
        Action = action;
        RequestId = requestId;
        UserId = userId;
        ProjectId = projectId;
        StartTime = UpdatedAt = Http.Formats.WholeSeconds(startTime);
    }

    public string Action { get; }

    public string RequestId { get; }

    public string UserId { get; }

    public string ProjectId { get; }

    public DateTime StartTime { get; }

    public DateTime UpdatedAt { get; private set; }

    /// <summary>The newest first.</summary>
    public IReadOnlyList<ActionEvent> Events { get; private set; } = [];

    public string? Message => Events.Any(e => e.Result == "Error") ? "Error" : null;

    /// <summary>Creates the record of an action that is completed at once.</summary>
    public InstanceAction WithFinished(string @event, DateTime time) => WithStarted(@event, time).WithFinished(@event, time, failed: false);

    public InstanceAction WithStarted(string @event, DateTime time) => With([new ActionEvent(@event, time), .. Events], time);

    public InstanceAction WithFinished(string @event, DateTime time, bool failed) => With(
        [.. Events.Select(e => e.Name == @event ? new ActionEvent(e.Name, e.StartTime, time, failed ? "Error" : "Success") : e)], time);

    private InstanceAction With(IReadOnlyList<ActionEvent> events, DateTime time)
    {
        var copy = (InstanceAction)MemberwiseClone();
        copy.Events = events;
        copy.UpdatedAt = Http.Formats.WholeSeconds(time);
        return copy;
    }
}
