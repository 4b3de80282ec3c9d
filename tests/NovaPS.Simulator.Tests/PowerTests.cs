using System;
using System.Linq;
using Newtonsoft.Json.Linq;
using NovaPS.Simulator.Tests.Support;
using Xunit;

namespace NovaPS.Simulator.Tests;

/// <summary>Tests starts and stops: the states of a server, and the messages of refusals.</summary>
public class PowerTests : SimulatorTest
{
    [Fact]
    public void Start_IsAcceptedWithATask_AndIsDoneAfterTheDelay()
    {
        var id = Simulator.AddServer("a", "SHUTOFF").Id!;
        Now = Now.AddSeconds(10);

        var response = Act(id, Start);
        Assert.Equal(202, response.Status);
        Assert.Equal("", response.Body);
        Assert.Equal(
            ["Content-Length", "Content-Type", "Openstack-Api-Version", "X-Openstack-Nova-Api-Version", "Vary", "Vary",
                "X-Openstack-Request-Id", "X-Compute-Request-Id", "Date"],
            response.HeaderNames);
        Assert.Equal("application/json", response.Header("Content-Type"));
        Assert.Equal("Mon, 23 Nov 2026 22:56:55 GMT", response.Header("Date"));
        Assert.Equal(response.Header("X-Compute-Request-Id"), response.Header("X-Openstack-Request-Id"));

        AssertState(id, "SHUTOFF", "stopped", "powering-on", 4, "2026-11-23T22:56:55Z");
        Now = Now.AddSeconds(2).AddTicks(-1);
        AssertState(id, "SHUTOFF", "stopped", "powering-on", 4, "2026-11-23T22:56:55Z");
        Now = Now.AddHours(1);
        AssertState(id, "ACTIVE", "active", null, 1, "2026-11-23T22:56:57Z");
        Assert.Contains(
            "\"OS-SRV-USG:launched_at\": \"2026-11-23T22:56:45.000000\"", Get("/v2.1/servers/" + id).Body, StringComparison.Ordinal);
    }

    [Fact]
    public void Stop_KeepsTheServerActive_UntilItIsDone()
    {
        var id = Simulator.AddServer("a", "ACTIVE").Id!;
        Assert.Equal(202, Act(id, Stop).Status);
        AssertState(id, "ACTIVE", "active", "powering-off", 1, "2026-11-23T22:56:45Z");
        Simulator.Advance(TimeSpan.FromSeconds(2));
        AssertState(id, "SHUTOFF", "stopped", null, 4, "2026-11-23T22:56:47Z");
    }

    [Fact]
    public void Start_IsDoneAtTheNextRead_WhenThereIsNoDelay()
    {
        Options.StartDelay = TimeSpan.Zero;
        var id = Simulator.AddServer("a", "SHUTOFF").Id!;
        Assert.Equal(202, Act(id, Start).Status);
        Assert.Equal("ACTIVE", Simulator.GetServer("a")!.Status);
        Assert.Null(Simulator.GetServer(id)!.TaskState);
    }

    [Fact]
    public void Stop_IsAccepted_WhenAnErrorServerHasAHost()
    {
        var id = Simulator.AddServer("a", "ERROR").Id!;
        Assert.Equal(202, Act(id, Stop).Status);
    }

    [Theory]
    [InlineData("ACTIVE", true, "Cannot 'start' instance {0} while it is in vm_state active")]
    [InlineData("PAUSED", true, "Cannot 'start' instance {0} while it is in vm_state paused")]
    [InlineData("SUSPENDED", true, "Cannot 'start' instance {0} while it is in vm_state suspended")]
    [InlineData("ERROR", true, "Cannot 'start' instance {0} while it is in vm_state error")]
    [InlineData("ERROR", false, "Instance {0} is not ready")]
    [InlineData("BUILD", true, "Cannot 'start' instance {0} while it is in vm_state building")]
    [InlineData("BUILD", false, "Instance {0} is not ready")]
    [InlineData("SHELVED_OFFLOADED", null, "Instance {0} is not ready")]
    public void Start_IsRefusedWithoutARecord_WhenTheStateIsWrong(string status, bool? hasHost, string message)
    {
        var id = Simulator.AddServer(new NovaSimulatorServer("a", status) { HasHost = hasHost }).Id!;
        var before = Get($"/v2.1/servers/{id}/os-instance-actions").Body;
        var response = Act(id, Start);
        Assert.Equal(409, response.Status);
        var text = message.Replace("{0}", id, StringComparison.Ordinal);
        Assert.Equal("{\"conflictingRequest\": {\"code\": 409, \"message\": \"" + text + "\"}}", response.Body);
        Assert.Equal(before, Get($"/v2.1/servers/{id}/os-instance-actions").Body);
    }

    [Fact]
    public void Start_IsRefused_WhenAnotherStartIsInProgress()
    {
        var id = Simulator.AddServer("a", "SHUTOFF").Id!;
        Act(id, Start);
        var response = Act(id, Start);
        Assert.Equal(409, response.Status);
        Assert.Equal($"Cannot 'start' instance {id} while it is in task_state powering-on", response.Message);
    }

    [Fact]
    public void Start_IsRefused_WhenTheServerIsLockedAndTheUserIsNotAdmin()
    {
        var id = Simulator.AddServer("a", "SHUTOFF").Id!;
        Simulator.Lock("a", "keep off");
        Assert.Equal("keep off", (string?)Server(id, "2.73")["locked_reason"]);
        Assert.Equal($"Instance {id} is locked", Act(id, Start).Message);
        Assert.Equal(202, Act(id, Start, user: "admin").Status);
    }

    [Fact]
    public void Lock_IsCheckedBeforeTheState()
    {
        var id = Simulator.AddServer(new NovaSimulatorServer("a", "ACTIVE") { Locked = true }).Id!;
        Assert.Equal($"Instance {id} is locked", Act(id, Start).Message);
        Simulator.Unlock(id);
        Assert.Equal($"Cannot 'start' instance {id} while it is in vm_state active", Act(id, Start).Message);
    }

    [Fact]
    public void LockAndUnlock_AreActionsWithReasons()
    {
        var id = Simulator.AddServer("a", "SHUTOFF").Id!;
        Assert.Equal(202, Act(id, """{"lock": {"locked_reason": "mine"}}""", "2.73").Status);
        Assert.True(Simulator.GetServer(id)!.Locked);
        Assert.Equal("mine", Simulator.GetServer(id)!.LockedReason);
        Assert.Equal(202, Act(id, """{"lock": {"locked_reason": "again"}}""", "2.73").Status);
        Assert.Equal("mine", Simulator.GetServer(id)!.LockedReason);
        Assert.Equal(202, Act(id, """{"unlock": null}""").Status);
        Assert.False(Simulator.GetServer(id)!.Locked);
        Assert.Equal(["unlock", "lock", "create"], Actions(id));
    }

    [Fact]
    public void Start_ShowsFailureOnlyInItsRecord_WhenItFailsOnTheHost()
    {
        var id = Simulator.AddServer("a", "SHUTOFF").Id!;
        Simulator.AddFault(new NovaSimulatorFault { ServerName = "a", FailsOnHost = true });
        var request = Act(id, Start).Header("X-Compute-Request-Id");
        var running = Get($"/v2.1/servers/{id}/os-instance-actions/{request}", "2.58").Json["instanceAction"]!;
        Assert.Equal(JTokenType.Null, running["message"]!.Type);
        Assert.Equal(JTokenType.Null, running["events"]![0]!["result"]!.Type);

        Simulator.Advance(TimeSpan.FromSeconds(2));
        AssertState(id, "SHUTOFF", "stopped", null, 4, "2026-11-23T22:56:47Z");
        Assert.Null(Server(id)["fault"]);
        Assert.Equal(
            $$$"""
            {"instanceAction": {"action": "start", "instance_uuid": "{{{id}}}", "request_id": "{{{request}}}", "user_id": "{{{Simulator.UserId}}}", "project_id": "{{{Simulator.ProjectId}}}", "start_time": "2026-11-23T22:56:45.000000", "message": "Error", "updated_at": "2026-11-23T22:56:47.000000", "events": [{"event": "compute_start_instance", "start_time": "2026-11-23T22:56:45.000000", "finish_time": "2026-11-23T22:56:47.000000", "result": "Error"}]}}
            """,
            Get($"/v2.1/servers/{id}/os-instance-actions/{request}", "2.58").Body);
        Assert.Equal(202, Act(id, Start).Status);
    }

    [Fact]
    public void SetStatus_ChangesTheServer_WhileItStarts()
    {
        var id = Simulator.AddServer("a", "SHUTOFF").Id!;
        Act(id, Start);
        Simulator.SetStatus("a", "ERROR", "No valid host was found. ");
        Simulator.Advance(TimeSpan.FromHours(1));
        Assert.Equal("ERROR", (string?)Server(id)["status"]);
        Assert.Contains(
            """, "fault": {"code": 500, "created": "2026-11-23T22:56:45Z", "message": "No valid host was found. "}, "OS-EXT-AZ""",
            Get("/v2.1/servers/" + id).Body, StringComparison.Ordinal);
        Assert.Equal("No valid host was found. ", (string?)Get("/v2.1/servers/detail").Json["servers"]![0]!["fault"]!["message"]);
    }

    private string[] Actions(string id) =>
        Get($"/v2.1/servers/{id}/os-instance-actions").Json["instanceActions"]!.Select(a => (string)a["action"]!).ToArray();

    private void AssertState(string id, string status, string vmState, string? taskState, int powerState, string updated)
    {
        // Compared as text, because a JSON library would convert text that resembles a date.
        var body = Get("/v2.1/servers/" + id).Body;
        Assert.Contains($"\"status\": \"{status}\"", body, StringComparison.Ordinal);
        var task = taskState is null ? "null" : $"\"{taskState}\"";
        Assert.Contains(
            $"\"OS-EXT-STS:task_state\": {task}, \"OS-EXT-STS:vm_state\": \"{vmState}\", \"OS-EXT-STS:power_state\": {powerState}, ",
            body, StringComparison.Ordinal);
        Assert.Contains($"\"updated\": \"{updated}\"", body, StringComparison.Ordinal);
    }

    [Fact]
    public void Name_IsRefused_WhenSeveralServersHaveIt()
    {
        var ids = new[] { Simulator.AddServer("a", "SHUTOFF").Id!, Simulator.AddServer("a", "ACTIVE").Id! };
        var message = $"Several servers are named 'a' (ids {ids[0]}, {ids[1]}): give an id.";
        Assert.Equal(message, Assert.Throws<ArgumentException>(() => Simulator.Lock("a")).Message);
        Assert.Equal(message, Assert.Throws<ArgumentException>(() => Simulator.GetServer("a")).Message);
        Simulator.Lock(ids[1]);
        Assert.Equal([false, true], Array.ConvertAll(ids, id => Simulator.GetServer(id)!.Locked));
        Simulator.RemoveServer(ids[0]);
        Assert.Equal(ids[1], Simulator.GetServer("a")!.Id);
    }

    [Fact]
    public void Status_IsRefusedWithTheValidOnes_WhenItIsUnknown()
    {
        var id = Simulator.AddServer("a", "SHUTOFF").Id!;
        foreach (Action act in new Action[] { () => Simulator.AddServer("a", "FOO"), () => Simulator.SetStatus("a", "FOO") })
            Assert.Matches(@"^The server 'a' cannot be 'FOO': Nova has no such status\. Specify one of: ACTIVE, BUILD, .*, VERIFY_RESIZE\.$",
                Assert.Throws<ArgumentException>(act).Message);
        Assert.Equal("The simulator has no server 'b'. GetServers() returns the servers.",
            Assert.Throws<ArgumentException>(() => Simulator.Lock("b")).Message);
        Assert.Equal("SHUTOFF", Simulator.GetServer(id)!.Status);
    }
}
