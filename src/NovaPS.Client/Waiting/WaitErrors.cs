using System;
using System.Globalization;

namespace NovaPS.Client.Waiting;

/// <summary>The errors in which waiting for a server ends.</summary>
internal static class WaitErrors
{
    public static NovaException Vanished(WaitItem item, NovaException? cause, NovaServerAction? deletion)
    {
        var how = deletion is null ? "it was deleted, or moved out of sight"
            : "it was deleted" + (deletion.UserId is null ? string.Empty : " by user " + deletion.UserId) + (deletion.StartTime is { } time ? " at " + time.ToString("u", CultureInfo.InvariantCulture) : string.Empty);
        return new NovaException(NovaErrorId.NovaServerVanished, "Server " + item.Describe() + " vanished while it was waited for: " + how + ".", cause)
        {
            StatusCode = cause?.StatusCode,
            FaultKind = cause?.FaultKind,
            FaultMessage = cause?.FaultMessage,
            RequestId = deletion?.RequestId ?? cause?.RequestId,
            Method = cause?.Method,
            Path = cause?.Path,
            Attempts = cause?.Attempts ?? 0,
            ServerId = item.ServerId,
            Server = item.Last,
        };
    }

    public static NovaException Faulted(WaitItem item, NovaServer server) =>
        new(NovaErrorId.NovaServerFaulted, "Server " + item.Describe() + " is in ERROR" + (server.Fault?.Message is { } fault ? ": " + fault : ", and the cloud does not say why."))
        {
            FaultMessage = server.Fault?.Message,
            ServerId = item.ServerId,
            Server = server,
            VmState = server.VmState,
            RequestId = item.Action?.RequestId,
        };

    /// <summary>The cloud will not tell whether a condition holds, however often it is asked.</summary>
    public static NovaException Unanswerable(WaitItem item, WaitCondition condition, NovaException cause)
    {
        var error = cause.WithMessage("Server " + item.Describe() + ": the cloud does not tell whether " + condition.Name + " holds: " + cause.Sentence);
        error.ServerId = item.ServerId;
        error.Server = item.Last;
        return error;
    }

    public static NovaException TimedOut(WaitItem item, string goal, TimeSpan time, string? trouble)
    {
        var seen = item.Last is { } last
            ? "it is " + last.Status + (last.TaskState is null ? string.Empty : " (" + last.TaskState + ")") + (item.WaitsFor is null ? string.Empty : "; " + item.WaitsFor)
                + (item.Check?.Unmet is null ? string.Empty : "; " + item.Check.Reason)
            : "it could not be looked at" + (trouble is null ? string.Empty : ": " + trouble);
        var text = string.Format(CultureInfo.InvariantCulture, "Server {0} did not come to {1} within {2:0.###} s: {3}.",
            item.Describe(), goal, time.TotalSeconds, seen.TrimEnd('.'));
        return new NovaException(NovaErrorId.NovaWaitTimeout, text)
        {
            ServerId = item.ServerId,
            Server = item.Last,
            RequestId = item.Action?.RequestId,
            VmState = item.Last?.VmState,
            TaskState = item.Last?.TaskState,
        };
    }
}
