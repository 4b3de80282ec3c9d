using System;
using System.Collections.Generic;
using System.Linq;
using NovaPS.Client.Compute;

namespace NovaPS.Client.Waiting;

/// <summary>When a server has arrived.</summary>
internal static class WaitGoal
{
    private const string Deleted = "DELETED";

    // While a task runs these are on their way out (powering-off still reads ACTIVE) or not yet left (powering-on reads SHUTOFF).
    // A status such as REBOOT is itself the sign of a task.
    private static readonly HashSet<string> Resting = new(StringComparer.OrdinalIgnoreCase)
    {
        "ACTIVE", "SHUTOFF", "PAUSED", "SUSPENDED", "RESCUE", "SHELVED", "SHELVED_OFFLOADED", "VERIFY_RESIZE",
    };

    /// <summary>Whether the server is where it is waited for.</summary>
    /// <param name="item">What is waited for.</param>
    /// <param name="server">The server as it is now.</param>
    /// <param name="status">The status that the user names, which wins over all else; null when none is named.</param>
    public static bool IsReached(WaitItem item, NovaServer server, string? status)
    {
        var target = status ?? TargetOf(item);
        if (target is not null)
            return Is(server, target) && (server.TaskState is null || !Resting.Contains(target));
        return server.TaskState is null && server.Status is not null && !Is(server, "BUILD");
    }

    /// <summary>
    /// Whether it is in ERROR, which nobody waited for. One with a task may leave it, where no status is waited for one that was in
    /// ERROR before is at rest, and a row from before the action says nothing of the action.
    /// </summary>
    public static bool IsFaulted(WaitItem item, NovaServer server, string? status) =>
        Is(server, "ERROR") && server.TaskState is null && !IsErrorWanted(item, status) && !WantsGone(item, status) && !IsStale(item, server);

    /// <summary>
    /// Whether the row is from before the action began: Nova saves the task before it accepts, so a replica is behind. Two seconds
    /// for clocks that disagree.
    /// </summary>
    public static bool IsStale(WaitItem item, NovaServer server) => server.Updated < item.Action?.StartTime - TimeSpan.FromSeconds(2);

    /// <summary>Whether it was in ERROR when it was given, and nothing is known to have been begun since.</summary>
    public static bool WasFaulted(WaitItem item) => item.Action is null && string.Equals(item.PriorStatus, "ERROR", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the cloud does not know: the cell of the server is down.</summary>
    public static bool IsUnknown(NovaServer server, string? status) => Is(server, "UNKNOWN") && !string.Equals(status, "UNKNOWN", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the server is where its action leads, and another status is waited for: the action itself is not in doubt.</summary>
    public static bool IsAtTargetOfAction(WaitItem item, NovaServer server, string? status) => status is not null && TargetOf(item) is { } target && Is(server, target);

    /// <summary>Whether the row says that the server is no more: changes-since shows such rows.</summary>
    public static bool IsGone(NovaServer server) => Is(server, Deleted);

    /// <summary>Whether it is waited for that the server is gone.</summary>
    public static bool WantsGone(WaitItem item, string? status) => string.Equals(status ?? TargetOf(item), Deleted, StringComparison.OrdinalIgnoreCase);

    /// <summary>What is waited for, in words.</summary>
    public static string Describe(WaitItem item, string? status, IReadOnlyList<WaitCondition> conditions) =>
        (status?.ToUpperInvariant() ?? TargetOf(item) ?? "rest") + (conditions.Count == 0 ? string.Empty : " with " + string.Join(" and ", conditions.Select(c => c.Name)));

    private static bool IsErrorWanted(WaitItem item, string? status) => status is null ? WasFaulted(item) : string.Equals(status, "ERROR", StringComparison.OrdinalIgnoreCase);

    private static string? TargetOf(WaitItem item) => item.Action is null ? null : ServerActionKind.TargetOf(item.Action.Action);

    private static bool Is(NovaServer server, string status) => string.Equals(server.Status, status, StringComparison.OrdinalIgnoreCase);
}
