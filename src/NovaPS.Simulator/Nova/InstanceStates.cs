using System;
using System.Collections.Generic;
using System.Linq;

namespace NovaPS.Simulator.Nova;

/// <summary>Maps vm_state and task_state to the status of a server, and the status filter to states, as Nova does.</summary>
internal static class InstanceStates
{
    // vm_state, task_state (null for any other), status. A server that is added with a status gets the first row with it.
    private static readonly string?[][] Rows =
    [
        ["active", null, "ACTIVE"],
        ["active", "rebooting", "REBOOT"],
        ["active", "reboot_pending", "REBOOT"],
        ["active", "reboot_started", "REBOOT"],
        ["active", "rebooting_hard", "HARD_REBOOT"],
        ["active", "reboot_pending_hard", "HARD_REBOOT"],
        ["active", "reboot_started_hard", "HARD_REBOOT"],
        ["active", "updating_password", "PASSWORD"],
        ["active", "rebuilding", "REBUILD"],
        ["active", "rebuild_block_device_mapping", "REBUILD"],
        ["active", "rebuild_spawning", "REBUILD"],
        ["active", "migrating", "MIGRATING"],
        ["active", "resize_prep", "RESIZE"],
        ["active", "resize_migrating", "RESIZE"],
        ["active", "resize_migrated", "RESIZE"],
        ["active", "resize_finish", "RESIZE"],
        ["building", null, "BUILD"],
        ["stopped", null, "SHUTOFF"],
        ["stopped", "resize_prep", "RESIZE"],
        ["stopped", "resize_migrating", "RESIZE"],
        ["stopped", "resize_migrated", "RESIZE"],
        ["stopped", "resize_finish", "RESIZE"],
        ["stopped", "rebuilding", "REBUILD"],
        ["stopped", "rebuild_block_device_mapping", "REBUILD"],
        ["stopped", "rebuild_spawning", "REBUILD"],
        ["resized", null, "VERIFY_RESIZE"],
        ["resized", "resize_reverting", "REVERT_RESIZE"],
        ["paused", null, "PAUSED"],
        ["paused", "migrating", "MIGRATING"],
        ["suspended", null, "SUSPENDED"],
        ["rescued", null, "RESCUE"],
        ["error", null, "ERROR"],
        ["error", "rebuilding", "REBUILD"],
        ["deleted", null, "DELETED"],
        ["soft-delete", null, "SOFT_DELETED"],
        ["shelved", null, "SHELVED"],
        ["shelved_offloaded", null, "SHELVED_OFFLOADED"],
    ];

    private static readonly Dictionary<string, int> PowerStates = new()
    {
        ["active"] = 1,
        ["resized"] = 1,
        ["rescued"] = 1,
        ["error"] = 1,
        ["paused"] = 3,
        ["stopped"] = 4,
        ["suspended"] = 4,
        ["soft-delete"] = 4,
        ["shelved"] = 4,
        ["shelved_offloaded"] = 4,
    };

    public static string Status(string vmState, string? taskState)
    {
        var rows = Rows.Where(row => row[0] == vmState).ToList();
        var row = (taskState is null ? null : rows.Find(r => r[1] == taskState)) ?? rows.Find(r => r[1] is null);
        return row?[2] ?? "UNKNOWN";
    }

    /// <summary>Returns the vm_state and task_state for a status.</summary>
    public static (string VmState, string? TaskState) For(string status, string server)
    {
        var row = Array.Find(Rows, r => string.Equals(r[2], status, StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException($"The server '{server}' cannot be '{status}': Nova has no such status. "
                + $"Specify one of: {string.Join(", ", Statuses())}.");
        return (row[0]!, row[0] == "building" ? "spawning" : row[1]);
    }

    private static IOrderedEnumerable<string> Statuses() => Rows.Select(row => row[2]!).Distinct()
        .OrderBy(status => status, StringComparer.Ordinal);

    /// <summary>0 NOSTATE, 1 RUNNING, 3 PAUSED, 4 SHUTDOWN.</summary>
    public static int PowerState(string vmState, bool hasHost) =>
        (hasHost || vmState != "error") && PowerStates.TryGetValue(vmState, out var state) ? state : 0;

    /// <summary>
    /// Returns the states that Nova searches for: by vm_state, and by task_state only if every status needs one. So status=ACTIVE also
    /// finds servers that are rebooting.
    /// </summary>
    public static (HashSet<string> VmStates, HashSet<string>? TaskStates) Search(IEnumerable<string> statuses)
    {
        var wanted = new HashSet<string>(statuses, StringComparer.OrdinalIgnoreCase);
        var rows = Rows.Where(row => wanted.Contains(row[2]!)).ToList();
        var vmStates = new HashSet<string>(rows.Select(row => row[0]!));
        return rows.Exists(row => row[1] is null)
            ? (vmStates, null)
            : (vmStates, new HashSet<string>(rows.Select(row => row[1]!)));
    }
}
