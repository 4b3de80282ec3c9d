using System;
using System.Collections.Generic;
using System.Linq;

namespace NovaPS.Simulator.Nova.Actions;

/// <summary>
/// The actions that change the state of a server, with one row for each. The states, events and refusals are those of Nova 26.2, as
/// recorded and in nova/compute/api.py and manager.py.
/// </summary>
internal static class ServerActionTable
{
    private static readonly string[] Rebootable =
        ["rebooting", "reboot_pending", "reboot_started", "rebooting_hard", "resuming", "unpausing", "pausing", "suspending"];

    public static IReadOnlyList<ServerAction> Rows { get; } =
    [
        new("os-start", "start", "servers:start")
        {
            From = ["stopped"], RequiresHost = true, LooksUpCell = true, Delay = options => options.StartDelay,
            Steps = ["powering-on"], To = "active", Events = ["compute_start_instance"],
        },
        new("os-stop", "stop", "servers:stop")
        {
            From = ["active", "error"], RequiresHost = true, LooksUpCell = true, Delay = options => options.StopDelay,
            Steps = ["powering-off"], To = "stopped", Events = ["compute_stop_instance"],
        },
        new("reboot", "reboot", "servers:reboot")
        {
            When = (call, _) => !IsHard(call), Body = Bodies.Reboot, From = ["active"],
            Steps = ["rebooting", "reboot_pending", "reboot_started"], To = "active", Events = ["compute_reboot_instance"],
            OnFailure = HostFailure.Unnoticed,
        },
        new("reboot", "reboot", "servers:reboot")
        {
            When = (call, _) => IsHard(call), Body = Bodies.Reboot, From = ["active"], Interrupts = Rebootable,
            Steps = ["rebooting_hard", "reboot_pending_hard", "reboot_started_hard"], To = "active",
            Events = ["compute_reboot_instance"], OnFailure = HostFailure.Unnoticed,
        },
        new("reboot", "reboot", "servers:reboot")
        {
            When = (call, _) => IsHard(call), Body = Bodies.Reboot, From = ["stopped", "paused", "suspended", "error"],
            Interrupts = Rebootable, Steps = ["rebooting_hard", "reboot_pending_hard", "reboot_started_hard"], To = "active",
            Events = ["compute_reboot_instance"], OnFailure = HostFailure.ErrorBeforeTaskEnds,
        },
        new("pause", "pause", "os-pause-server:pause")
        {
            From = ["active"], Steps = ["pausing"], To = "paused", Events = ["compute_pause_instance"],
        },
        new("unpause", "unpause", "os-pause-server:unpause")
        {
            From = ["paused"], Steps = ["unpausing"], To = "active", Events = ["compute_unpause_instance"],
        },
        new("suspend", "suspend", "os-suspend-server:suspend")
        {
            From = ["active"], Steps = ["suspending"], To = "suspended", Events = ["compute_suspend_instance"],
            OnFailure = HostFailure.ErrorBeforeTaskEnds,
        },
        new("resume", "resume", "os-suspend-server:resume")
        {
            From = ["suspended"], Steps = ["resuming"], To = "active", Events = ["compute_resume_instance"],
            OnFailure = HostFailure.ErrorBeforeTaskEnds,
        },
        new("shelve", "shelve", "os-shelve:shelve")
        {
            When = (call, _) => call.Options.ShelveOffloads, From = ["active", "stopped", "paused", "suspended"],
            Steps = ["shelving", "shelving_image_uploading", new("shelving_offloading", "shelved")], To = "shelved_offloaded",
            Events = ["compute_shelve_instance"], StepsBeforeFailure = 1,
        },
        new("shelve", "shelve", "os-shelve:shelve")
        {
            When = (call, _) => !call.Options.ShelveOffloads, From = ["active", "stopped", "paused", "suspended"],
            Steps = ["shelving", "shelving_image_uploading"], To = "shelved", Events = ["compute_shelve_instance"],
            StepsBeforeFailure = 1,
        },
        new("shelveOffload", "shelveOffload", "os-shelve:shelve_offload")
        {
            IsForAdmins = true, From = ["shelved"], Steps = ["shelving_offloading"], To = "shelved_offloaded",
            Events = ["compute_shelve_offload_instance"],
        },
        new("unshelve", "unshelve", "os-shelve:unshelve")
        {
            Body = Bodies.Unshelve, From = ["shelved_offloaded"], Steps = ["unshelving", "spawning"], To = "active",
            Events = ["get_image_info", "schedule_instances", "compute_unshelve_instance"],
        },
        new("unshelve", "unshelve", "os-shelve:unshelve")
        {
            Body = Bodies.Unshelve, From = ["shelved"], Steps = ["unshelving", "powering-on"], To = "active",
            Events = ["compute_start_instance"],
        },
        new("rescue", "rescue", "os-rescue")
        {
            Body = Bodies.Rescue, From = ["active", "stopped", "error"], Steps = ["rescuing"], To = "rescued",
            Events = ["compute_rescue_instance"], OnFailure = HostFailure.Error, Accept = ActionEffects.Rescue,
            Respond = (call, _) => ActionEffects.Password(call),
        },
        new("unrescue", "unrescue", "os-unrescue")
        {
            From = ["rescued"], Steps = ["unrescuing"], To = "active", Events = ["compute_unrescue_instance"],
            OnFailure = HostFailure.ErrorBeforeTaskEnds,
        },
        new("rebuild", "rebuild", "servers:rebuild")
        {
            Body = Bodies.Rebuild, From = ["active", "error"],
            Steps = ["rebuilding", "rebuild_block_device_mapping", "rebuild_spawning"], To = "active",
            Events = ["rebuild_server", "compute_rebuild_instance"], OnFailure = HostFailure.Error, Accept = ActionEffects.Rebuild,
            Respond = ActionEffects.RebuiltServer,
        },
        new("rebuild", "rebuild", "servers:rebuild")
        {
            Body = Bodies.Rebuild, From = ["stopped"], To = "stopped",
            Steps = ["rebuilding", "rebuild_block_device_mapping", "rebuild_spawning", new("powering-off", "active")],
            Events = ["rebuild_server", "compute_rebuild_instance", "compute_stop_instance"], FailingEvent = 1,
            StepsBeforeFailure = 3, OnFailure = HostFailure.Error, Accept = ActionEffects.Rebuild,
            Respond = ActionEffects.RebuiltServer,
        },
        new("resize", "resize", "servers:resize")
        {
            When = (call, _) => Flavors.FitsNowhere(call.Text("flavorRef")), Body = Bodies.Resize, From = ["active", "stopped"],
            FindsNoHost = true, Steps = ["resize_prep"], Events = ["conductor_migrate_server", "cold_migrate"],
            Accept = ActionEffects.Resize,
        },
        new("resize", "resize", "servers:resize")
        {
            When = (call, _) => !Flavors.FitsNowhere(call.Text("flavorRef")), Body = Bodies.Resize, From = ["active", "stopped"],
            Steps = ["resize_prep", "resize_migrating", "resize_migrated", "resize_finish"], To = "resized",
            Events =
            [
                "conductor_migrate_server", "cold_migrate", "compute_prep_resize", "compute_resize_instance", "compute_finish_resize",
            ],
            FailingEvent = 3, StepsBeforeFailure = 2, OnFailure = HostFailure.ErrorBeforeTaskEnds, Accept = ActionEffects.Resize,
            Complete = (server, _) => server.Resized(),
        },
        new("confirmResize", "confirmResize", "servers:confirm_resize")
        {
            When = (_, server) => !WasStopped(server), From = ["resized"], To = "active", Events = ["compute_confirm_resize"],
            OnFailure = HostFailure.Error, Accept = (_, server) => ActionEffects.EndResize(server), Status = 204,
        },
        new("confirmResize", "confirmResize", "servers:confirm_resize")
        {
            When = (_, server) => WasStopped(server), From = ["resized"], To = "stopped", Events = ["compute_confirm_resize"],
            OnFailure = HostFailure.Error, Accept = (_, server) => ActionEffects.EndResize(server), Status = 204,
        },
        new("revertResize", "revertResize", "servers:revert_resize")
        {
            When = (_, server) => !WasStopped(server), From = ["resized"], Steps = ["resize_reverting"], To = "active",
            Events = ["compute_revert_resize", "compute_finish_revert_resize"], OnFailure = HostFailure.ErrorBeforeTaskEnds,
            Accept = (_, server) => ActionEffects.EndResize(server), Complete = (server, _) => server.Reverted(),
        },
        new("revertResize", "revertResize", "servers:revert_resize")
        {
            When = (_, server) => WasStopped(server), From = ["resized"],
            Steps = ["resize_reverting", new("powering-off", "active")], To = "stopped",
            Events = ["compute_revert_resize", "compute_finish_revert_resize", "compute_stop_instance"], FailingEvent = 1,
            StepsBeforeFailure = 1, OnFailure = HostFailure.ErrorBeforeTaskEnds,
            Accept = (_, server) => ActionEffects.EndResize(server), Complete = (server, _) => server.Reverted(),
        },
        new("createImage", "createImage", "servers:create_image")
        {
            Body = Bodies.CreateImage, IgnoresLock = true, From = ["active", "stopped", "paused", "suspended"],
            Steps = ["image_snapshot_pending", "image_snapshot", "image_uploading"], Events = ["compute_snapshot_instance"],
            StepsBeforeFailure = 2, Accept = ActionEffects.CreateImage, Respond = (call, _) => ActionEffects.NewImage(call),
        },
        new("changePassword", "changePassword", "os-admin-password")
        {
            Body = Bodies.ChangePassword, From = ["active"], Events = ["compute_set_admin_password"], Delay = _ => TimeSpan.Zero,
            OnFailure = HostFailure.Refused,
        },
        new("trigger_crash_dump", "trigger_crash_dump", "servers:trigger_crash_dump")
        {
            Since = 17, Body = Bodies.CrashDump, From = ["active", "paused", "rescued", "resized", "error"], RequiresHost = true,
            LooksUpCell = true, Events = ["compute_trigger_crash_dump"],
        },
        new("restore", "restore", "os-deferred-delete:restore")
        {
            From = ["soft-delete"], HidesLock = true, Steps = ["restoring"], To = "active", Events = ["compute_restore_instance"],
        },
        .. Deletions("forceDelete", "os-deferred-delete:force", 202),
    ];

    /// <summary>DELETE /servers/{id}: the server is deleted at the end.</summary>
    public static IReadOnlyList<ServerAction> Delete { get; } = Deletions("", "servers:delete", 204);

    /// <summary>DELETE /servers/{id} in a cloud that keeps deleted servers for a while.</summary>
    public static IReadOnlyList<ServerAction> SoftDelete { get; } =
    [
        new("", "delete", "servers:delete")
        {
            When = (_, server) => server.HasHost, Interrupts = null, IsDeletion = true, Steps = ["soft-deleting"],
            To = "soft-delete", Events = ["compute_soft_delete_instance"], Status = 204,
        },
        .. Delete,
    ];

    /// <summary>Whether a server action runs something on a compute host that can fail there.</summary>
    public static bool RunsOnHost(string action) => Rows.Any(row => row.Key == action);

    /// <summary>The rows of a deletion. A server without a host is deleted at once, without a record.</summary>
    private static ServerAction[] Deletions(string key, string policy, int status) =>
    [
        new(key, "delete", policy)
        {
            When = (_, server) => server.HasHost, Interrupts = null, RequiresLaunch = false, IsDeletion = true, Status = status,
            Steps = ["deleting"], To = "deleted", Events = ["compute_terminate_instance"],
            OnFailure = HostFailure.ErrorBeforeTaskEnds, Complete = (server, now) => server.AsDeleted(now),
        },
        new(key, "delete", policy)
        {
            Interrupts = null, RequiresLaunch = false, IsDeletion = true, IsRecorded = false, Delay = _ => TimeSpan.Zero,
            Status = status, To = "deleted", Complete = (server, now) => server.AsDeleted(now),
        },
    ];

    private static bool IsHard(ActionCall call) => string.Equals(call.Text("type"), "HARD", StringComparison.OrdinalIgnoreCase);

    private static bool WasStopped(Instance server) => server.Migration?.VmState == "stopped";
}
