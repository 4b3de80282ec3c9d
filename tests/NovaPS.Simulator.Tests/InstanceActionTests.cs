using System;
using System.Linq;
using Newtonsoft.Json.Linq;
using NovaPS.Simulator.Tests.Support;
using Xunit;

namespace NovaPS.Simulator.Tests;

/// <summary>The records of what was done to a server.</summary>
public class InstanceActionTests : SimulatorTest
{
    [Fact]
    public void The_record_is_there_when_the_202_is_and_the_newest_comes_first()
    {
        var id = Cycle();
        var actions = List(id);
        Assert.Equal(["start", "stop", "start", "create"], actions.Select(a => (string?)a["action"]));
        Assert.Equal(4, actions.Select(a => (string?)a["request_id"]).Distinct().Count());
    }

    [Theory]
    [InlineData("2.1", "action instance_uuid request_id user_id project_id start_time message", null)]
    [InlineData("2.51", "action instance_uuid request_id user_id project_id start_time message events",
        "event start_time finish_time result")]
    [InlineData("2.58", "action instance_uuid request_id user_id project_id start_time message updated_at events",
        "event start_time finish_time result")]
    [InlineData("2.62", "action instance_uuid request_id user_id project_id start_time message updated_at events",
        "event start_time finish_time result hostId")]
    public void A_record_has_the_keys_of_its_microversion(string version, string keys, string? eventKeys)
    {
        var id = Cycle();
        var request = (string)List(id)[0]["request_id"]!;
        var record = (JObject)Get($"/v2.1/servers/{id}/os-instance-actions/{request}", version).Json["instanceAction"]!;
        Assert.Equal(keys.Split(' '), record.Properties().Select(p => p.Name));
        Assert.Equal(eventKeys?.Split(' '), (record["events"]?[0] as JObject)?.Properties().Select(p => p.Name));
    }

    [Fact]
    public void An_admin_sees_events_at_any_version()
    {
        var id = Cycle();
        var request = (string)List(id)[0]["request_id"]!;
        var record = Get($"/v2.1/servers/{id}/os-instance-actions/{request}", "2.84", "admin").Json["instanceAction"]!;
        Assert.Equal(
            ["event", "start_time", "finish_time", "result", "traceback", "host", "hostId", "details"],
            ((JObject)record["events"]![0]!).Properties().Select(p => p.Name));
        Assert.NotNull(Get($"/v2.1/servers/{id}/os-instance-actions/{request}", null, "admin").Json["instanceAction"]!["events"]);
    }

    [Fact]
    public void Pages_follow_each_other_from_2_58_on()
    {
        var id = Cycle();
        var all = List(id).Select(a => (string)a["request_id"]!).ToArray();
        var path = $"/v2.1/servers/{id}/os-instance-actions?limit=3";
        var page = Get(path, "2.58").Json;
        Assert.Equal(all.Take(3), page["instanceActions"]!.Select(a => (string)a["request_id"]!));
        var next = (string)page["links"]![0]!["href"]!;
        Assert.Equal($"http://nova.example:8774{path}&marker={all[2]}", next);

        var last = Get(new Uri(next).PathAndQuery, "2.58").Json;
        Assert.Equal(all.Skip(3), last["instanceActions"]!.Select(a => (string)a["request_id"]!));
        Assert.Null(last["links"]);
        Assert.Equal(4, List(id, "?limit=3").Count);
    }

    [Fact]
    public void Changes_since_leaves_out_what_is_older()
    {
        var id = Cycle();
        var since = Get($"/v2.1/servers/{id}/os-instance-actions?changes-since=2026-11-23T22:57:45Z", "2.58").Json;
        Assert.Equal(["start"], since["instanceActions"]!.Select(a => (string?)a["action"]));
    }

    [Fact]
    public void The_records_of_a_deleted_server_can_be_read_from_2_21_on()
    {
        var id = Cycle();
        Simulator.RemoveServer(id);
        Assert.Equal($"Instance {id} could not be found.", Get($"/v2.1/servers/{id}/os-instance-actions").Message);
        var actions = Get($"/v2.1/servers/{id}/os-instance-actions", "2.21").Json["instanceActions"]!;
        Assert.Equal("delete", (string?)actions[0]!["action"]);
        Assert.NotEqual(Simulator.UserId, (string?)actions[0]!["user_id"]);
        Assert.Equal(404, Get($"/v2.1/servers/{id}/os-instance-actions", "2.21", "other").Status);
    }

    /// <summary>A server that was started, stopped and started again, a minute between.</summary>
    private string Cycle()
    {
        var id = Simulator.AddServer("a", "SHUTOFF").Id!;
        Act(id, Start);
        Now = Now.AddSeconds(30);
        Act(id, Stop);
        Now = Now.AddSeconds(30);
        Act(id, Start);
        Now = Now.AddSeconds(30);
        return id;
    }

    private JArray List(string id, string query = "") =>
        (JArray)Get($"/v2.1/servers/{id}/os-instance-actions{query}").Json["instanceActions"]!;
}
