using System;
using System.Globalization;
using System.Linq;
using NovaPS.Client.Errors;

namespace NovaPS.Client.Operations;

/// <summary>Creates the errors of failed operations from the evidence that the state machine collected.</summary>
internal static class OperationErrors
{
    /// <summary>The error of an operation that failed.</summary>
    /// <param name="tracked">The operation.</param>
    /// <param name="failed">Its outcome.</param>
    public static NovaException Of(TrackedOperation tracked, FailedStep failed)
    {
        var error = failed.ErrorId switch
        {
            NovaErrorId.NovaWaitTimeout => TimedOut(tracked),
            NovaErrorId.NovaServerFaulted => Faulted(tracked),
            NovaErrorId.NovaServerActionFailed => ActionFailed(tracked),
            NovaErrorId.NovaServerActionSuperseded => Superseded(tracked, failed.By),
            NovaErrorId.NovaServerVanished => Vanished(tracked, failed),
            _ => Refused(tracked, failed),
        };
        if (tracked.State.Previous is { } previous)
            error.Note("The preceding " + previous.Action!.RecordName + " is completed"
                + (previous.RequestId is null ? string.Empty : " (" + previous.RequestId + ")") + ".");
        else if (tracked.State is { Then: { } next, Sending: SendingState.Accepted })
            error.Note("The " + next.RecordName + " was not sent.");
        error.OnServer(tracked.ServerId, tracked.ServerName, tracked.Last, tracked.Connection?.Name);
        error.Attempts = Math.Max(error.Attempts, tracked.State.Sends);
        error.VmState ??= error.Server?.VmState;
        return error;
    }

    private static NovaException TimedOut(TrackedOperation tracked)
    {
        var state = tracked.State;
        var seen = state.Row is { Server: not null } last
            ? "it is " + Describe(last)
                + (tracked.WaitsFor is null ? string.Empty : "; " + tracked.WaitsFor)
                + (tracked.Check?.Unmet is null ? string.Empty : "; " + tracked.Check.Reason)
            : state.LastError is null ? "its state was not read in this time" : "its state could not be read: " + state.LastError.Reason;
        var error = About(NovaErrorId.NovaWaitTimeout, tracked,
            string.Format(CultureInfo.InvariantCulture, "did not reach {0} within {1:0.###} s; {2}{3}",
            tracked.DescribeGoal(), state.Timeout!.Value.TotalSeconds, seen, NotShown(state)));
        error.RequestId = state.RequestId;
        error.TaskState = state.Row?.TaskState;
        return error.Recommend(error.RemedyText, WaitCommand.Again(tracked));
    }

    /// <summary>The evidence that the cloud does not show, which is why the wait could not end earlier.</summary>
    private static string NotShown(Operation state)
    {
        if (state.Action is null || state.Goal != OperationGoal.Done)
            return string.Empty;
        var hidden = new[] { state.AreRecordsHidden ? "the record of the action" : null, state.Row is { IsTaskStateShown: false }
            ? "task states" : null }.OfType<string>().ToList();
        return hidden.Count == 0 ? string.Empty : "; the cloud does not show " + NameList.Or(hidden);
    }

    private static NovaException Faulted(TrackedOperation tracked)
    {
        var fault = tracked.State.Row?.Server?.Fault?.Message;
        var error = About(NovaErrorId.NovaServerFaulted, tracked,
            "is in ERROR" + (fault is null ? "; the cloud shows no fault" : ": " + fault));
        error.FaultMessage = fault;
        error.RequestId = tracked.State.RequestId;
        return error;
    }

    private static NovaException ActionFailed(TrackedOperation tracked)
    {
        var state = tracked.State;
        var part = state.Record?.Source?.Events.LastOrDefault(e => e.Result == "Error");
        var error = new NovaException(NovaErrorId.NovaServerActionFailed, "the cloud accepted the request, but it failed"
            + (part is null ? string.Empty : " in " + part.Event)
            + (part?.ComputeHost is null ? string.Empty : " on compute host " + part.ComputeHost)
                + (part?.Details is null ? string.Empty : " (" + part.Details.TrimEnd('.') + ")"))
        {
            RequestId = state.RequestId,
            FaultMessage = state.Record?.Message,
        };
        if (state.Row?.Status is { } status)
            error.Note("The server is " + status + ".");
        return error.For(state.Action!.Verb, "server " + tracked.Describe());
    }

    private static NovaException Superseded(TrackedOperation tracked, ActionRecord? by)
    {
        var state = tracked.State;
        var error = About(NovaErrorId.NovaServerActionSuperseded, tracked, by is null
            ? "is " + state.Row?.Status + "; another action was requested after the " + state.Action?.RecordName
            : "is " + state.Row?.Status + "; " + by.Action + " was requested after the " + state.Action?.RecordName + Origin(by));
        error.RequestId = by?.RequestId ?? state.RequestId;
        return error;
    }

    private static NovaException Vanished(TrackedOperation tracked, FailedStep failed)
    {
        var error = About(NovaErrorId.NovaServerVanished, tracked,
            "no longer exists" + (failed.By is null ? ", or is no longer visible" : "; it was deleted" + Origin(failed.By)));
        error.StatusCode = failed.Cause?.StatusCode;
        error.FaultKind = failed.Cause?.FaultKind;
        error.FaultMessage = failed.Cause?.FaultMessage;
        error.RequestId = failed.By?.RequestId ?? failed.Cause?.RequestId;
        return error;
    }

    private static NovaException Refused(TrackedOperation tracked, FailedStep failed)
    {
        var state = tracked.State;
        var error = failed.Cause?.Copy() ?? new NovaException(failed.ErrorId, "it is " + Describe(state.Row!))
        {
            TaskState = state.Row!.TaskState,
        };
        if (failed.IsOutcomeUnknown)
        {
            error.IsOutcomeUnknown = true;
            if (state.Sends > 1)
                error.Note("It was sent " + (state.Sends == 2 ? "twice" : state.Sends.ToString(CultureInfo.InvariantCulture) + " times")
                    + ".");
            error.Note("It is unknown whether the cloud accepted the " + state.Action!.RecordName + ".");
            error.Recommend("Check whether the cloud recorded the action before you send it again.",
                new RemedyCommand("Get-NovaServerAction", "-Action " + RemedyCommand.Quote(state.Action.RecordName)));
        }

        if (failed.ErrorId == NovaErrorId.NovaServerNotFound && state.IsIdempotent && state.Action?.Proof == ActionProof.Gone)
            error.Note("The cloud shows no record that it existed in this project.");
        if (failed.ErrorId == NovaErrorId.NovaServerInvalidState && state.Action is { Origins.Count: > 0 } known)
            error.Recommend("Check the status. This action requires " + NameList.Or(known.Origins) + ".", new("Get-NovaServer"));
        if (failed.ErrorId == NovaErrorId.NovaServerLocked)
            error.NoteLock(tracked.Last);
        if (state.Action is { } action && state.Sending != SendingState.Accepted)
            return error.For(action.Verb, "server " + tracked.Describe());
        if (failed.ErrorId == NovaErrorId.NovaServerNotFound && state.Action is null && state.RequestId is { } requestId)
            return error.About("Server " + tracked.Describe(), "has no action with the request id " + requestId);
        if (failed.ErrorId == NovaErrorId.NovaServerNotFound)
            return error.About("Server " + tracked.Describe(), "was not found");
        return tracked.Check?.Unmet is { } condition
            ? error.For("check " + condition.Name + " of", "server " + tracked.Describe())
            : error.For("read", "server " + tracked.Describe());
    }

    private static string Describe(ServerRow row) => row.Status + (row.TaskState is null ? string.Empty : " (" + row.TaskState + ")");

    private static string Origin(ActionRecord record) =>
        (record.UserId is null ? string.Empty : " by user " + record.UserId)
        + (record.StartTime is { } time ? " at " + LocalTime.Describe(time) : string.Empty);

    private static NovaException About(NovaErrorId id, TrackedOperation tracked, string reason) =>
        new NovaException(id, string.Empty).About("Server " + tracked.Describe(), reason);
}
