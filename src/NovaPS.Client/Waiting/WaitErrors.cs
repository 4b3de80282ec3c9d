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
        return new NovaException(NovaErrorId.NovaServerVanished, "vanished while it was waited for: " + how, cause)
        {
            Target = "server " + item.Describe(),
            // The status is that of our own request; the request id may be that of the deletion.
            StatusCode = deletion?.RequestId is null ? cause?.StatusCode : null,
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
        new(NovaErrorId.NovaServerFaulted, "is in ERROR" + (server.Fault?.Message is { } fault ? ": " + fault : ", and the cloud does not say why"))
        {
            Target = "server " + item.Describe(),
            FaultMessage = server.Fault?.Message,
            ServerId = item.ServerId,
            Server = server,
            VmState = server.VmState,
            RequestId = item.Action?.RequestId,
        };

    /// <summary>The cloud will not tell whether a condition holds, however often it is asked.</summary>
    public static NovaException Unanswerable(WaitItem item, WaitCondition condition, NovaException cause)
    {
        cause.Server = item.Last;
        return cause.For("check " + condition.Name + " of", "server " + item.Describe(), item.ServerId);
    }

    public static NovaException TimedOut(WaitItem item, string goal, TimeSpan time, string? trouble)
    {
        var seen = item.Last is { } last
            ? "it is " + last.Status + (last.TaskState is null ? string.Empty : " (" + last.TaskState + ")") + (item.WaitsFor is null ? string.Empty : "; " + item.WaitsFor)
                + (item.Check?.Unmet is null ? string.Empty : "; " + item.Check.Reason)
            : "its state could not be read" + (trouble is null ? string.Empty : ": " + trouble);
        var reason = string.Format(CultureInfo.InvariantCulture, "did not reach {0} within {1:0.###} s; {2}", goal, time.TotalSeconds, seen);
        return new NovaException(NovaErrorId.NovaWaitTimeout, reason)
        {
            Target = "server " + item.Describe(),
            ServerId = item.ServerId,
            Server = item.Last,
            RequestId = item.Action?.RequestId,
            VmState = item.Last?.VmState,
            TaskState = item.Last?.TaskState,
        };
    }
}
