using System;
using System.Collections.Generic;
using System.Linq;
using NovaPS.Simulator.Nova.Actions;
using NovaPS.Simulator.Tests.Support;
using Xunit;

namespace NovaPS.Simulator.Tests;

/// <summary>Tests each row of the action table: its states, record, refusals and failure on the host.</summary>
public class ServerActionTests : SimulatorTest
{
    private static readonly string[] VmStates =
        ["active", "building", "stopped", "resized", "paused", "suspended", "rescued", "error", "soft-delete", "shelved",
            "shelved_offloaded"];

    private static readonly Dictionary<string, string> Arguments = new()
    {
        ["reboot"] = """{"type": "SOFT"}""",
        ["rebuild"] = """{"imageRef": "f5f88875-e6bb-4701-93be-d7af5172a48d"}""",
        ["resize"] = """{"flavorRef": "1"}""",
        ["createImage"] = """{"name": "a"}""",
        ["changePassword"] = """{"adminPass": "x"}""",
    };

    public ServerActionTests() => (Options.StartDelay, Options.StopDelay, Options.ActionDelay) = (Delay, Delay, Delay);

    public static TheoryData<string> Keys => new(ServerActionTable.Rows.Select(row => row.Key).Distinct());

    private static TimeSpan Delay => TimeSpan.FromSeconds(12);

    [Theory]
    [MemberData(nameof(Keys))]
    public void Action_Succeeds_OnlyInItsStates(string key)
    {
        foreach (var vmState in VmStates)
        {
            var server = Simulator.AddServer(new NovaSimulatorServer(vmState, "ACTIVE") { VmState = vmState });
            var response = Act(server.Id!, Body(key), "2.93", "admin");
            var rows = ServerActionTable.Rows.Where(row => row.Key == key).ToList();
            var isFrom = rows.Exists(row => row.From is null || (row.From.Contains(vmState)
                && (key != "reboot" || row.Interrupts is { Length: 0 })));
            if (!isFrom || (vmState == "building" && rows[0].RequiresLaunch))
            {
                Assert.Equal((vmState, 409), (vmState, response.Status));
                Assert.Contains(response.Message, new[] { $"Cannot '{rows[0].Name}' instance {server.Id} while it is in vm_state {vmState}",
                    $"Instance {server.Id} is not ready" });
                continue;
            }

            Assert.InRange(response.Status, 200, 204);
            Now += Delay;
            var now = Simulator.GetServer(server.Id!)!;
            Assert.Null(now.TaskState);
            Assert.Contains(now.VmState, rows.Select(row => row.To ?? vmState));
            if (vmState == "shelved_offloaded" && now.VmState == "deleted")
                continue;
            var record = Get($"/v2.1/servers/{server.Id}/os-instance-actions/{response.Header("X-Compute-Request-Id")}", "2.93",
                "admin").Json["instanceAction"]!;
            Assert.Equal((rows[0].Name, null), ((string?)record["action"], (string?)record["message"]));
            Assert.All(record["events"]!, e => Assert.Equal("Success", (string?)e["result"]));
            Assert.Contains(string.Join(' ', record["events"]!.Reverse().Select(e => (string)e["event"]!)),
                rows.Select(row => string.Join(' ', row.Events)));
        }
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void Action_IsRefused_ForReadersWhileATaskRunsAndWhileLocked(string key)
    {
        var row = ServerActionTable.Rows.First(row => row.Key == key);
        var vmState = row.From?[0] ?? "active";
        var server = Simulator.AddServer(new NovaSimulatorServer("a", "ACTIVE") { VmState = vmState, TaskState = "powering-off" });
        Assert.Equal((403, $"Policy doesn't allow os_compute_api:{row.Policy} to be performed."), Refusal(server.Id!, key, "reader"));
        Assert.Equal(row.IsForAdmins ? 403 : row.Interrupts is null ? 202 : 409, Act(server.Id!, Body(key), "2.93").Status);
        if (row.Interrupts is not null)
            Assert.Equal((409, $"Cannot '{row.Name}' instance {server.Id} while it is in task_state powering-off"),
                Refusal(server.Id!, key, "admin"));

        var locked = Simulator.AddServer(new NovaSimulatorServer("b", "ACTIVE") { VmState = vmState, Locked = true }).Id!;
        if (!row.IsForAdmins && !row.IgnoresLock)
            Assert.Equal((409, $"Instance {locked} is " + (row.HidesLock ? $"in an invalid state for '{key}'" : "locked")),
                Refusal(locked, key, "demo"));
        Assert.InRange(Act(locked, Body(key), "2.93", "admin").Status, 200, 204);
    }

    // As observed on Nova 26.2 with a hypervisor that was configured to fail.
    [Theory]
    [InlineData("SHUTOFF", "os-start", "SHUTOFF/powering-on SHUTOFF/-", "compute_start_instance=Error")]
    [InlineData("ACTIVE", "os-stop", "ACTIVE/powering-off ACTIVE/-", "compute_stop_instance=Error")]
    [InlineData("ACTIVE", "reboot", "REBOOT/rebooting REBOOT/reboot_pending REBOOT/reboot_started ACTIVE/-",
        "compute_reboot_instance=Success")]
    [InlineData("ACTIVE", "pause", "ACTIVE/pausing ACTIVE/-", "compute_pause_instance=Error")]
    [InlineData("PAUSED", "unpause", "PAUSED/unpausing PAUSED/-", "compute_unpause_instance=Error")]
    [InlineData("ACTIVE", "suspend", "ACTIVE/suspending ERROR/suspending ERROR/-", "compute_suspend_instance=Error")]
    [InlineData("SUSPENDED", "resume", "SUSPENDED/resuming ERROR/resuming ERROR/-", "compute_resume_instance=Error")]
    [InlineData("ACTIVE", "rescue", "ACTIVE/rescuing ERROR/-", "compute_rescue_instance=Error")]
    [InlineData("RESCUE", "unrescue", "RESCUE/unrescuing ERROR/unrescuing ERROR/-", "compute_unrescue_instance=Error")]
    [InlineData("ACTIVE", "createImage", "ACTIVE/image_snapshot_pending ACTIVE/image_snapshot ACTIVE/-", "compute_snapshot_instance=Error")]
    [InlineData("ACTIVE", "rebuild", "REBUILD/rebuilding REBUILD/rebuild_block_device_mapping REBUILD/rebuild_spawning ERROR/-",
        "compute_rebuild_instance=Error rebuild_server=Success")]
    [InlineData("ACTIVE", "shelve", "ACTIVE/shelving ACTIVE/-", "compute_shelve_instance=Error")]
    [InlineData("SHELVED_OFFLOADED", "unshelve", "SHELVED_OFFLOADED/unshelving SHELVED_OFFLOADED/spawning SHELVED_OFFLOADED/-",
        "compute_unshelve_instance=Error schedule_instances=Success get_image_info=Success")]
    [InlineData("ACTIVE", "resize", "RESIZE/resize_prep RESIZE/resize_migrating ERROR/resize_migrating ERROR/-",
        "compute_resize_instance=Error compute_prep_resize=Success cold_migrate=Success conductor_migrate_server=Success")]
    [InlineData("VERIFY_RESIZE", "confirmResize", "VERIFY_RESIZE/- ERROR/-", "compute_confirm_resize=Error")]
    [InlineData("ACTIVE", "DELETE", "ACTIVE/deleting ERROR/deleting ERROR/-", "compute_terminate_instance=Error")]
    public void Action_ShowsTheStatesOfNova_WhenItFailsOnTheHost(string status, string key, string states, string events)
    {
        var id = Simulator.AddServer("a", status).Id!;
        var fault = new NovaSimulatorFault { ServerName = "a", FailsOnHost = true };
        Simulator.AddFault(fault);
        var response = key == "DELETE" ? Send("DELETE", "/v2.1/servers/" + id, null) : Act(id, Body(key), "2.93");
        Assert.InRange(response.Status, 200, 204);
        Assert.Equal(states, States(id));
        Assert.Equal(1, fault.Hits);
        Assert.Equal(states.Contains("ERROR", StringComparison.Ordinal), Server(id)["fault"] is not null);

        var record = Get($"/v2.1/servers/{id}/os-instance-actions/{response.Header("X-Compute-Request-Id")}",
            "2.93").Json["instanceAction"]!;
        Assert.Equal(events, string.Join(' ', record["events"]!.Select(e => $"{e["event"]}={e["result"]}")));
        Assert.Equal(events.Contains("=Error", StringComparison.Ordinal) ? "Error" : null, (string?)record["message"]);
    }

    [Fact]
    public void ChangePassword_IsRefusedAndRecorded_WhenItFailsOnTheHost()
    {
        var id = Simulator.AddServer("a", "ACTIVE").Id!;
        Simulator.AddFault(new NovaSimulatorFault { FailsOnHost = true });
        var response = Act(id, Body("changePassword"));
        Assert.Equal((409, $"Failed to set admin password on {id} because error setting admin password"),
            (response.Status, response.Message));
        Assert.Equal("Error", (string?)Get($"/v2.1/servers/{id}/os-instance-actions").Json["instanceActions"]![0]!["message"]);
        Assert.DoesNotContain("\"x\"", Simulator.GetRequests().First(r => r.Action == "changePassword").Body, StringComparison.Ordinal);
    }

    [Fact]
    public void Resize_IsConfirmedOnce_AndRevertedToTheOldFlavor()
    {
        var id = Simulator.AddServer("a", "ACTIVE").Id!;
        Act(id, Body("resize"));
        Assert.Equal("42", Simulator.GetServer(id)!.FlavorId);
        Now += Delay;
        Assert.Equal(("VERIFY_RESIZE", "1", "m1.tiny"), Flavor(id));
        Assert.Equal(512, (int)Server(id, "2.47")["flavor"]!["ram"]!);
        Act(id, Body("revertResize"));
        Now += Delay;
        Assert.Equal(("ACTIVE", "42", "m1.nano"), Flavor(id));
        Act(id, Body("resize"));
        Now += Delay;
        Assert.Equal(204, Act(id, Body("confirmResize")).Status);
        Assert.Equal((400, "Instance has not been resized."), Refusal(id, "confirmResize", "demo"));
        Now += Delay;
        Assert.Equal(("ACTIVE", "1", "m1.tiny"), Flavor(id));
    }

    [Fact]
    public void SetStatus_AllowsTheActionsOfTheStatus()
    {
        var id = Simulator.AddServer("a", "BUILD").Id!;
        Simulator.SetStatus(id, "VERIFY_RESIZE");
        Assert.Equal(204, Act(id, Body("confirmResize")).Status);
        Simulator.SetStatus(id, "ACTIVE");
        Assert.Equal(202, Act(id, Body("pause")).Status);
        Simulator.SetStatus(id, "SHELVED_OFFLOADED");
        Assert.Equal(202, Act(id, Body("unshelve")).Status);
        Now += Delay;
        Assert.Equal("ACTIVE", Simulator.GetServer(id)!.Status);
    }

    [Fact]
    public void CreateImage_ReturnsTheImageInTheBody_From245On()
    {
        var id = Simulator.AddServer("a", "ACTIVE").Id!;
        var image = (string)Act(id, Body("createImage"), "2.45").Json["image_id"]!;
        Now += Delay;
        var old = Act(id, Body("createImage"));
        Assert.Equal((202, "", "text/html; charset=UTF-8"), (old.Status, old.Body, old.Header("Content-Type")));
        Assert.Matches("/images/[0-9a-f-]{36}$", old.Header("Location"));
        Now += Delay;

        // A server can be rebuilt from a snapshot.
        var rebuilt = Act(id, $$$"""{"rebuild": {"imageRef": "{{{image}}}", "name": "b", "adminPass": "x"}}""", "2.93");
        Assert.Equal((202, $"http://nova.example:8774/v2.1/servers/{id}"), (rebuilt.Status, rebuilt.Header("Location")));
        Assert.Equal(("b", "REBUILD", image, "x"), ((string?)rebuilt.Json["server"]!["name"], (string?)rebuilt.Json["server"]!["status"],
            (string?)rebuilt.Json["server"]!["image"]!["id"], (string?)rebuilt.Json["server"]!["adminPass"]));
    }

    [Fact]
    public void HardReboot_InterruptsASoftReboot_AndBothRecordsEnd()
    {
        var id = Simulator.AddServer("a", "ACTIVE").Id!;
        Act(id, Body("reboot"));
        Now += TimeSpan.FromSeconds(1);
        Assert.Equal(202, Act(id, """{"reboot": {"type": "HARD"}}""").Status);
        Assert.Equal("HARD_REBOOT/rebooting_hard HARD_REBOOT/reboot_pending_hard HARD_REBOOT/reboot_started_hard ACTIVE/-", States(id));
        foreach (var action in Get($"/v2.1/servers/{id}/os-instance-actions").Json["instanceActions"]!)
            Assert.Equal("Success", (string?)Get($"/v2.1/servers/{id}/os-instance-actions/{action["request_id"]}",
                "2.51").Json["instanceAction"]!["events"]![0]!["result"]);
    }

    [Fact]
    public void Shelve_KeepsTheHost_WhenTheCloudDoesNotOffload()
    {
        Options.ShelveOffloads = false;
        var id = Simulator.AddServer("a", "ACTIVE").Id!;
        Act(id, Body("shelve"));
        Assert.Equal("ACTIVE/shelving ACTIVE/shelving_image_uploading SHELVED/-", States(id));
        Assert.Equal((409, $"Cannot 'start' instance {id} while it is in vm_state shelved"), Refusal(id, "os-start", "demo"));
        Act(id, Body("unshelve"));
        Assert.Equal("SHELVED/unshelving SHELVED/powering-on ACTIVE/-", States(id));
    }

    [Fact]
    public void Server_IsGone_WhenItsDeletionIsDone()
    {
        var id = Simulator.AddServer("a", "SHUTOFF").Id!;
        var response = Send("DELETE", "/v2.1/servers/" + id, null);
        Assert.Equal((204, ""), (response.Status, response.Body));
        Assert.Equal(204, Send("DELETE", "/v2.1/servers/" + id, null).Status);
        Assert.Equal("deleting", (string?)Server(id)["OS-EXT-STS:task_state"]);
        Now += Delay;
        Assert.Equal(404, Get("/v2.1/servers/" + id).Status);
        Assert.Equal(404, Send("DELETE", "/v2.1/servers/" + id, null).Status);
        var actions = Get($"/v2.1/servers/{id}/os-instance-actions", "2.21").Json["instanceActions"]!;
        Assert.Equal(["delete", "create"], actions.Select(a => (string?)a["action"]));
    }

    [Fact]
    public void SoftDeletedServer_CanBeRestoredOrDeletedPermanently()
    {
        Options.SoftDeletes = true;
        var id = Simulator.AddServer("a", "SHUTOFF").Id!;
        Assert.Equal(204, Send("DELETE", "/v2.1/servers/" + id, null).Status);
        Assert.Equal("SHUTOFF/soft-deleting SOFT_DELETED/-", States(id));
        Assert.Equal("SOFT_DELETED", (string?)Server(id)["status"]);
        Assert.Empty(Names(""));
        Assert.Equal(202, Act(id, Body("restore")).Status);
        Assert.Equal("SOFT_DELETED/restoring ACTIVE/-", States(id));
        Assert.Equal(["a"], Names(""));
        Assert.Equal(204, Send("DELETE", "/v2.1/servers/" + id, null).Status);
        Now += Delay;
        Assert.Equal(202, Act(id, Body("forceDelete")).Status);
        Now += Delay;
        Assert.Equal(404, Get("/v2.1/servers/" + id).Status);
    }

    private static string Body(string key) => "{\"" + key + "\": " + (Arguments.TryGetValue(key, out var arguments) ? arguments : "null")
        + "}";

    private (int, string?) Refusal(string id, string key, string user)
    {
        var response = Act(id, Body(key), "2.93", user);
        return (response.Status, response.Message);
    }

    private (string, string, string) Flavor(string id) =>
        (Simulator.GetServer(id)!.Status, Simulator.GetServer(id)!.FlavorId, Simulator.GetServer(id)!.Flavor);

    /// <summary>The states that are visible while the clock advances.</summary>
    private string States(string id)
    {
        var seen = new List<string>();
        for (var time = TimeSpan.Zero; time <= Delay; time += TimeSpan.FromSeconds(0.5))
        {
            var now = Simulator.GetServer(id)!;
            seen.Add($"{now.Status}/{now.TaskState ?? "-"}");
            Now += TimeSpan.FromSeconds(0.5);
        }

        return string.Join(' ', seen.Where((state, i) => i == 0 || seen[i - 1] != state));
    }
}
