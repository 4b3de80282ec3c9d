using System;
using System.Collections.Generic;
using System.Linq;
using NovaPS.Simulator.Http;

namespace NovaPS.Simulator.Nova;

/// <summary>The order of a list of servers: that of the query, then the newest first.</summary>
internal static class ServerOrder
{
    private static readonly string[] Keys =
    [
        "access_ip_v4", "access_ip_v6", "auto_disk_config", "availability_zone", "config_drive", "created_at",
        "display_description", "display_name", "host", "hostname", "image_ref", "instance_type_id", "kernel_id", "key_name",
        "launch_index", "launched_at", "locked_by", "node", "power_state", "progress", "project_id", "ramdisk_id",
        "root_device_name", "task_state", "terminated_at", "updated_at", "user_id", "uuid", "vm_state", "architecture",
        "cell_name", "cleaned", "default_ephemeral_device", "default_swap_device", "deleted", "deleted_at", "disable_terminate",
        "ephemeral_gb", "ephemeral_key_uuid", "id", "key_data", "launched_on", "locked", "memory_mb", "os_type",
        "reservation_id", "root_gb", "shutdown_terminate", "user_data", "vcpus", "vm_mode",
    ];

    /// <summary>Sorts instances, which are in the order of their creation, by the query.</summary>
    public static List<Instance> Sorted(IEnumerable<Instance> instances, QueryString query)
    {
        var keys = query.All("sort_key");
        var directions = query.All("sort_dir");
        foreach (var key in keys)
        {
            if (Array.IndexOf(Keys, key) < 0)
            {
                var known = string.Join(", ", Keys.Select(k => $"'{k}'"));
                throw ApiFault.InvalidParameter("sort_key", key, $"'{key}' is not one of [{known}]");
            }
        }

        if (directions.Exists(direction => direction is not "asc" and not "desc"))
            throw ApiFault.BadRequest("Invalid input received: Unknown sort direction, must be 'desc' or 'asc'");

        // Both sorts are stable, so the newest stays first among equals.
        var newestFirst = instances.Reverse().OrderByDescending(instance => instance.Created);
        if (keys.Count == 0)
            return directions.Count > 0 && directions[0] == "asc" ? newestFirst.Reverse().ToList() : newestFirst.ToList();
        var sorted = newestFirst.OrderBy(_ => 0);
        for (var i = 0; i < keys.Count; i++)
        {
            var value = Value(keys[i]);
            sorted = i < directions.Count && directions[i] == "asc"
                ? sorted.ThenBy(value, StringComparer.OrdinalIgnoreCase)
                : sorted.ThenByDescending(value, StringComparer.OrdinalIgnoreCase);
        }

        return sorted.ToList();
    }

    /// <summary>Returns the value to sort by. Other columns are the same for all servers of the simulator.</summary>
    private static Func<Instance, string?> Value(string key) => key switch
    {
        "display_name" or "hostname" => instance => instance.Name,
        "uuid" => instance => instance.Id,
        "created_at" => instance => Formats.Seconds(instance.Created),
        "updated_at" => instance => Formats.Seconds(instance.Updated),
        "launched_at" => instance => Formats.Microseconds(instance.Launched),
        "vm_state" => instance => instance.VmState,
        "task_state" => instance => instance.TaskState,
        "power_state" => instance => Formats.Invariant(instance.PowerState),
        "project_id" => instance => instance.ProjectId,
        _ => _ => null,
    };
}
