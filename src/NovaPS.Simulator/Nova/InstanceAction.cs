using System;

namespace NovaPS.Simulator.Nova;

/// <summary>The record of one action on an instance, with its one event. It is never changed, only replaced.</summary>
internal sealed class InstanceAction
{
    public InstanceAction(string action, string @event, string requestId, string userId, string projectId, DateTime startTime)
    {
        Action = action;
        Event = @event;
        RequestId = requestId;
        UserId = userId;
        ProjectId = projectId;
        StartTime = UpdatedAt = Http.Formats.WholeSeconds(startTime);
    }

    public string Action { get; }

    public string Event { get; }

    public string RequestId { get; }

    public string UserId { get; }

    public string ProjectId { get; }

    public DateTime StartTime { get; }

    public DateTime UpdatedAt { get; private set; }

    public DateTime? FinishTime { get; private set; }

    /// <summary>Success, Error, or null while it runs.</summary>
    public string? Result { get; private set; }

    public string? Message => Result == "Error" ? "Error" : null;

    public InstanceAction Finished(DateTime time, bool failed)
    {
        var action = (InstanceAction)MemberwiseClone();
        action.FinishTime = action.UpdatedAt = Http.Formats.WholeSeconds(time);
        action.Result = failed ? "Error" : "Success";
        return action;
    }
}
