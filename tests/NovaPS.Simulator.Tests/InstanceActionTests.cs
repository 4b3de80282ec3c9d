using System;
using System.Linq;
using Newtonsoft.Json.Linq;
using NovaPS.Simulator.Tests.Support;
using Xunit;

namespace NovaPS.Simulator.Tests;

/// <summary>Tests the records of the actions of a server.</summary>
public class InstanceActionTests : SimulatorTest
{
    [Fact]
    public void Records_AreListedNewestFirst_AndExistWithTheResponse()
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
    public void Record_HasTheKeysOfTheMicroversion(string version, string keys, string? eventKeys)
    {
        var id = Cycle();
        var request = (string)List(id)[0]["request_id"]!;
        var record = (JObject)Get($"/v2.1/servers/{id}/os-instance-actions/{request}", version).Json["instanceAction"]!;
        Assert.Equal(keys.Split(' '), record.Properties().Select(p => p.Name));
        Assert.Equal(eventKeys?.Split(' '), (record["events"]?[0] as JObject)?.Properties().Select(p => p.Name));
    }

    [Fact]
    public void Record_HasEvents_WhenTheUserIsAdmin()
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
    public void Pages_AreLinked_From258On()
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
    public void ChangesSince_OmitsOlderRecords()
    {
        var id = Cycle();
        var since = Get($"/v2.1/servers/{id}/os-instance-actions?changes-since=2026-11-23T22:57:45Z", "2.58").Json;
        Assert.Equal(["start"], since["instanceActions"]!.Select(a => (string?)a["action"]));
    }

    [Fact]
    public void Records_OfADeletedServer_AreAvailableFrom221On()
    {
        var id = Cycle();
        Simulator.RemoveServer(id);
        Assert.Equal($"Instance {id} could not be found.", Get($"/v2.1/servers/{id}/os-instance-actions").Message);
        var actions = Get($"/v2.1/servers/{id}/os-instance-actions", "2.21").Json["instanceActions"]!;
        Assert.Equal("delete", (string?)actions[0]!["action"]);
        Assert.NotEqual(Simulator.UserId, (string?)actions[0]!["user_id"]);
        Assert.Equal(404, Get($"/v2.1/servers/{id}/os-instance-actions", "2.21", "other").Status);
    }

    /// <summary>Adds a server that was started, stopped and started again, one minute apart.</summary>
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
