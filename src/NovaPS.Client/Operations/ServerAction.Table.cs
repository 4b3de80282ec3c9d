using System;
using System.Collections.Generic;
using System.Linq;
using NovaPS.Client.Compute;

namespace NovaPS.Client.Operations;

/// <summary>The table of actions. A new action is one value here.</summary>
internal sealed partial class ServerAction
{
    private static readonly string[] RebootTasks =
        ["rebooting", "reboot_pending", "reboot_started", "rebooting_hard", "reboot_pending_hard", "reboot_started_hard"];

    private static readonly string[] RunningOrStopped = ["ACTIVE", "SHUTOFF"];

    public static readonly ServerAction Start = new("start", "os-start", "start")
    {
        Origins = ["SHUTOFF"], Targets = ["ACTIVE"], TaskStates = ["powering-on"], Proof = ActionProof.Status,
        FinalEvent = "compute_start_instance", Repeat = RepeatEffect.Refused,
    };

    public static readonly ServerAction Stop = new("stop", "os-stop", "stop")
    {
        Origins = ["ACTIVE", "ERROR"], Targets = ["SHUTOFF"], TaskStates = ["powering-off"], Proof = ActionProof.Status,
        FinalEvent = "compute_stop_instance", Repeat = RepeatEffect.Refused,
    };

    /// <summary>Soft and hard reboots have the same record name, so each has the task states and statuses of both.</summary>
    public static readonly ServerAction Reboot = new("reboot", "reboot", "restart")
    {
        Arguments = [new("type", "\"SOFT\"")], Origins = ["ACTIVE"], Targets = ["ACTIVE"], TaskStates = RebootTasks,
        OwnStatuses = ["REBOOT", "HARD_REBOOT"], Proof = ActionProof.Idle, FinalEvent = "compute_reboot_instance",
    };

    public static readonly ServerAction HardReboot = new("reboot", "reboot", "force the restart of")
    {
        Arguments = [new("type", "\"HARD\"")], Origins = ["ACTIVE", "SHUTOFF", "PAUSED", "SUSPENDED", "ERROR"],
        Targets = ["ACTIVE"], TaskStates = RebootTasks, OwnStatuses = ["REBOOT", "HARD_REBOOT"], Proof = ActionProof.Idle,
        FinalEvent = "compute_reboot_instance",
    };

    public static readonly ServerAction Pause = new("pause", "pause", "pause")
    {
        Origins = ["ACTIVE"], Targets = ["PAUSED"], TaskStates = ["pausing"], Proof = ActionProof.Status,
        FinalEvent = "compute_pause_instance", Repeat = RepeatEffect.Refused,
    };

    public static readonly ServerAction Unpause = new("unpause", "unpause", "unpause")
    {
        Origins = ["PAUSED"], Targets = ["ACTIVE"], TaskStates = ["unpausing"], Proof = ActionProof.Status,
        FinalEvent = "compute_unpause_instance", Repeat = RepeatEffect.Refused,
    };

    public static readonly ServerAction Suspend = new("suspend", "suspend", "suspend")
    {
        Origins = ["ACTIVE"], Targets = ["SUSPENDED"], TaskStates = ["suspending"], Proof = ActionProof.Status,
        FinalEvent = "compute_suspend_instance", Repeat = RepeatEffect.Refused,
    };

    public static readonly ServerAction Resume = new("resume", "resume", "resume")
    {
        Origins = ["SUSPENDED"], Targets = ["ACTIVE"], TaskStates = ["resuming"], Proof = ActionProof.Status,
        FinalEvent = "compute_resume_instance", Repeat = RepeatEffect.Refused,
    };

    /// <summary>
    /// Ends in SHELVED, or continues with a task to SHELVED_OFFLOADED: [compute]shelved_offload_time, which no client can read.
    /// </summary>
    public static readonly ServerAction Shelve = new("shelve", "shelve", "shelve")
    {
        Origins = ["ACTIVE", "SHUTOFF", "PAUSED", "SUSPENDED"], Targets = ["SHELVED_OFFLOADED", "SHELVED"],
        TaskStates = ["shelving", "shelving_image_pending_upload", "shelving_image_uploading", "shelving_offloading"],
        Proof = ActionProof.Status, FinalEvent = "compute_shelve_instance", Repeat = RepeatEffect.Refused,
    };

    public static readonly ServerAction Unshelve = new("unshelve", "unshelve", "unshelve")
    {
        Origins = ["SHELVED", "SHELVED_OFFLOADED"], Targets = ["ACTIVE"], TaskStates = ["unshelving", "spawning", "powering-on"],
        Proof = ActionProof.Status, FinalEvent = "compute_unshelve_instance", Repeat = RepeatEffect.Refused,
    };

    /// <summary>Whatever brings a server back to ACTIVE: unpause, resume or unshelve.</summary>
    public static readonly ServerAction ResumeFromAny = OneOf("resume", "resume", Unpause, Resume, Unshelve);

    public static readonly ServerAction Lock = new("lock", "lock", "lock")
    {
        Arguments = [new("locked_reason", Since: new Microversion(2, 73))], Proof = ActionProof.Accepted, FinalEvent = "api_lock",
        KeepsStatus = true, LockedTarget = true, Repeat = RepeatEffect.NoChange,
    };

    public static readonly ServerAction Unlock = new("unlock", "unlock", "unlock")
    {
        Proof = ActionProof.Accepted, FinalEvent = "api_unlock", KeepsStatus = true, LockedTarget = false,
        Repeat = RepeatEffect.NoChange,
    };

    /// <summary>
    /// If no host has room, the server returns to its previous status without a fault, and only the record shows the failure.
    /// </summary>
    public static readonly ServerAction Resize = new("resize", "resize", "resize")
    {
        Arguments = [new("flavorRef", IsRequired: true)], Origins = RunningOrStopped, Targets = ["VERIFY_RESIZE"],
        TaskStates = ["resize_prep", "resize_migrating", "resize_migrated", "resize_finish"], OwnStatuses = ["RESIZE"],
        Proof = ActionProof.Status, FinalEvent = "compute_finish_resize",
    };

    /// <summary>Nova sets no task: the server stays in VERIFY_RESIZE without one for seconds after the 204.</summary>
    public static readonly ServerAction ConfirmResize = new("confirmResize", "confirmResize", "confirm the resize of")
    {
        ExpectedCode = 204, Origins = ["VERIFY_RESIZE"], Targets = RunningOrStopped, Proof = ActionProof.Status,
        FinalEvent = "compute_confirm_resize",
    };

    public static readonly ServerAction RevertResize = new("revertResize", "revertResize", "undo the resize of")
    {
        Origins = ["VERIFY_RESIZE"], Targets = RunningOrStopped, TaskStates = ["resize_reverting"], OwnStatuses = ["REVERT_RESIZE"],
        Proof = ActionProof.Status, FinalEvent = "compute_finish_revert_resize",
    };

    /// <summary>
    /// From 2.87 on, Nova also rescues volume-backed servers. Source: nova/api/openstack/rest_api_version_history.rst.
    /// </summary>
    public static readonly ServerAction Rescue = new("rescue", "rescue", "rescue")
    {
        Preferred = new Microversion(2, 87), Repeat = RepeatEffect.Refused, ExpectedCode = 200,
        Arguments = [new("adminPass"), new("rescue_image_ref")], Origins = ["ACTIVE", "SHUTOFF", "ERROR"], Targets = ["RESCUE"],
        TaskStates = ["rescuing"], Proof = ActionProof.Status, FinalEvent = "compute_rescue_instance",
    };

    public static readonly ServerAction Unrescue = new("unrescue", "unrescue", "end the rescue of")
    {
        Origins = ["RESCUE"], Targets = ["ACTIVE"], TaskStates = ["unrescuing"], Proof = ActionProof.Status,
        FinalEvent = "compute_unrescue_instance", Repeat = RepeatEffect.Refused,
    };

    /// <summary>
    /// A server that was stopped is stopped again at the end. Before 2.93, Nova accepts the rebuild of a server that boots from a volume,
    /// and does not replace the volume. Source: nova/compute/api.py, rebuild (reimage_boot_volume).
    /// </summary>
    public static readonly ServerAction Rebuild = new("rebuild", "rebuild", "rebuild")
    {
        Preferred = new Microversion(2, 93), Effect = "its disk is replaced, and the data on it is lost",
        Arguments = [new("imageRef", IsRequired: true), new("adminPass")], Origins = ["ACTIVE", "SHUTOFF", "ERROR"],
        Targets = RunningOrStopped, TaskStates = ["rebuilding", "rebuild_block_device_mapping", "rebuild_spawning", "powering-off"],
        OwnStatuses = ["REBUILD"], Proof = ActionProof.Idle, FinalEvent = "compute_rebuild_instance",
    };

    public static readonly ServerAction CreateImage = new("createImage", "createImage", "create a snapshot of")
    {
        // Of a server that boots from a volume, nova-api takes the snapshot.
        Arguments = [new("name", IsRequired: true), new("metadata", "{}")], Origins = ["ACTIVE", "SHUTOFF", "PAUSED", "SUSPENDED"],
        TaskStates = ["image_snapshot_pending", "image_snapshot", "image_pending_upload", "image_uploading"],
        FinalEvent = "compute_snapshot_instance", OtherFinalEvent = "api_snapshot_instance", KeepsStatus = true,
        CreatesImage = true,
    };

    /// <summary>Ends in SOFT_DELETED if [DEFAULT]reclaim_instance_interval is set, which no client can read.</summary>
    public static readonly ServerAction Delete = new("delete", null, "delete")
    {
        Method = "DELETE", ExpectedCode = 204, Targets = ["DELETED", "SOFT_DELETED"], TaskStates = ["deleting", "soft-deleting"],
        Proof = ActionProof.Gone, FinalEvent = "compute_terminate_instance", OtherFinalEvent = "compute_soft_delete_instance",
        Repeat = RepeatEffect.NoChange,
    };

    /// <summary>Nova records it as delete, and records none while a deletion is in progress.</summary>
    public static readonly ServerAction ForceDelete = new("delete", "forceDelete", "permanently delete")
    {
        Targets = ["DELETED"], TaskStates = ["deleting"], Proof = ActionProof.Gone, FinalEvent = "compute_terminate_instance",
        Repeat = RepeatEffect.NoChange,
    };

    public static readonly ServerAction Restore = new("restore", "restore", "restore")
    {
        Origins = ["SOFT_DELETED"], Targets = ["ACTIVE"], TaskStates = ["restoring"], Proof = ActionProof.Status,
        FinalEvent = "compute_restore_instance",
    };

    /// <summary>The actions that NovaPS sends.</summary>
    public static readonly IReadOnlyList<ServerAction> Sent =
    [
        Start, Stop, Reboot, HardReboot, Pause, Unpause, Suspend, Resume, Shelve, Unshelve, Lock, Unlock, Resize, ConfirmResize,
        RevertResize, Rescue, Unrescue, Rebuild, CreateImage, Delete, ForceDelete, Restore,
    ];

    /// <summary>Actions that NovaPS does not send, but that can be waited for by request id.</summary>
    private static readonly ServerAction[] Recorded =
    [
        new("create", null, "create")
        {
            Targets = ["ACTIVE"], TaskStates = ["scheduling", "networking", "block_device_mapping", "spawning"], OwnStatuses = ["BUILD"],
            Proof = ActionProof.Status, FinalEvent = "compute__do_build_and_run_instance",
        },
        new("migrate", "migrate", "migrate")
        {
            Origins = RunningOrStopped, Targets = ["VERIFY_RESIZE"], TaskStates = Resize.TaskStates, OwnStatuses = ["RESIZE"],
            Proof = ActionProof.Status, FinalEvent = Resize.FinalEvent,
        },
        new("shelveOffload", "shelveOffload", "offload")
        {
            Origins = ["SHELVED"], Targets = ["SHELVED_OFFLOADED"], TaskStates = ["shelving_offloading"],
            Proof = ActionProof.Status, FinalEvent = "compute_shelve_offload_instance",
        },
        // Nova responds after the host has set the password.
        new("changePassword", "changePassword", "change the password of")
        {
            OwnStatuses = ["PASSWORD"], FinalEvent = "compute_set_admin_password", KeepsStatus = true,
        },
        new("trigger_crash_dump", "trigger_crash_dump", "crash")
        {
            Since = new Microversion(2, 17), FinalEvent = "compute_trigger_crash_dump", KeepsStatus = true,
        },
        new("live-migration", "os-migrateLive", "migrate")
        {
            TaskStates = ["migrating"], OwnStatuses = ["MIGRATING"], FinalEvent = "compute_post_live_migration_at_destination",
            KeepsStatus = true,
        },
        new("evacuate", "evacuate", "evacuate")
        {
            TaskStates = Rebuild.TaskStates, OwnStatuses = ["REBUILD"], FinalEvent = Rebuild.FinalEvent,
        },
        new("resetState", "os-resetState", "reset the state of"),
        // The final events are the methods of nova/compute/manager.py that carry them out.
        .. new (string Name, string? Event)[]
        {
            ("addFixedIp", null), ("attach_interface", "attach_interface"), ("attach_volume", "attach_volume"),
            ("createBackup", "backup_instance"), ("detach_interface", "detach_interface"), ("detach_volume", "detach_volume"),
            ("extend_volume", "extend_volume"), ("live_migration_cancel", "live_migration_abort"),
            ("live_migration_force_complete", "live_migration_force_complete"), ("refresh_volume_attachment", null),
            ("removeFixedIp", null), ("swap_volume", "swap_volume"),
        }.Select(a => new ServerAction(a.Name, null, a.Name)
        {
            KeepsStatus = true, FinalEvent = a.Event is null ? null : "compute_" + a.Event,
        }),
    ];

    /// <summary>All actions by their names in records.</summary>
    public static readonly IReadOnlyDictionary<string, ServerAction> ByRecordName = Sent.Concat(Recorded)
        .GroupBy(a => a.RecordName, StringComparer.OrdinalIgnoreCase)
        .ToDictionary(g => g.Key, g => g.First(), StringComparer.OrdinalIgnoreCase);

    /// <summary>The names of actions in records, sorted, for completion.</summary>
    public static readonly IReadOnlyList<string> RecordNames = ByRecordName.Keys.OrderBy(n => n, StringComparer.OrdinalIgnoreCase).ToList();

    /// <summary>The status of servers in a cell that is down. Nova shows it, but refuses it as a filter.</summary>
    public const string Unknown = "UNKNOWN";

    /// <summary>
    /// The known statuses of servers; Nova may add others. Source: api-guide "Server concepts"; nova/api/openstack/common.py, _STATE_MAP.
    /// </summary>
    public static readonly IReadOnlyList<string> KnownStatuses =
    [
        "ACTIVE", "BUILD", "DELETED", "ERROR", "HARD_REBOOT", "MIGRATING", "PASSWORD", "PAUSED", "REBOOT", "REBUILD", "RESCUE",
        "RESIZE", "REVERT_RESIZE", "SHELVED", "SHELVED_OFFLOADED", "SHUTOFF", "SOFT_DELETED", "SUSPENDED", Unknown, "VERIFY_RESIZE",
    ];

    /// <summary>The statuses that a server has only while a task is in progress, even if the cloud does not show the task.</summary>
    public static readonly IReadOnlyList<string> TransitionalStatuses =
        Sent.Concat(Recorded).SelectMany(a => a.OwnStatuses).Distinct(StringComparer.OrdinalIgnoreCase)
            .OrderBy(s => s, StringComparer.Ordinal).ToList();

    /// <summary>
    /// The vm_states, which refusals name, and the status of a server without a task in each. Source: nova/api/openstack/common.py,
    /// _STATE_MAP.
    /// </summary>
    private static readonly Dictionary<string, string> StatusOfVmState = new(StringComparer.OrdinalIgnoreCase)
    {
        ["active"] = "ACTIVE", ["building"] = "BUILD", ["deleted"] = "DELETED", ["error"] = "ERROR", ["paused"] = "PAUSED",
        ["rescued"] = "RESCUE", ["resized"] = "VERIFY_RESIZE", ["shelved"] = "SHELVED", ["shelved_offloaded"] = "SHELVED_OFFLOADED",
        ["soft-delete"] = "SOFT_DELETED", ["stopped"] = "SHUTOFF", ["suspended"] = "SUSPENDED",
    };

    /// <summary>Whether Nova is known to use a status.</summary>
    public static bool IsKnownStatus(string status) => Contains(KnownStatuses, status);

    /// <summary>Returns the action of a record. An action that is not in the table can be waited for by its record only.</summary>
    public static ServerAction FromRecord(string name) =>
        ByRecordName.TryGetValue(name, out var action) ? action : new ServerAction(name, null, name);
}
