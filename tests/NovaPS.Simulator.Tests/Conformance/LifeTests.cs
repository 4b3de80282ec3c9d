using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Newtonsoft.Json.Linq;
using NovaPS.Simulator.Tests.Support;
using Xunit;

namespace NovaPS.Simulator.Tests.Conformance;

/// <summary>
/// Runs a server through all actions and compares its states with those of a real Nova. No other test may use the real server meanwhile.
/// </summary>
[Collection("Conformance")]
public class LifeTests : SimulatorTest
{
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(12);

    [Fact]
    public void Simulator_ShowsTheRecordedStates()
    {
        (Options.StartDelay, Options.StopDelay, Options.ActionDelay) = (Delay, Delay, Delay);
        var server = Simulator.AddServer("web-01", "SHUTOFF");
        foreach (var step in LifeStep.ReadAll())
        {
            var response = Act(server.Id!, Fill(step.Body, server.Id!, Simulator.GetServer(server.Id!)!.ImageId!), "2.93");
            if (Refused(step, response, server.Id!))
                continue;
            var seen = new List<string>();
            for (var time = TimeSpan.Zero; time <= Delay; time += TimeSpan.FromSeconds(0.5))
            {
                var now = Simulator.GetServer(server.Id!)!;
                Note(seen, $"{now.Status}/{now.TaskState ?? "-"}");
                Now = Now.AddSeconds(0.5);
            }

            Assert.Equal((step.Body, string.Join(' ', step.States)), (step.Body, string.Join(' ', seen)));
            Assert.Equal(step.Record, Record(Get(RecordPath(server.Id!, response), "2.93")));
        }

        Assert.Equal(("SHUTOFF", "42"), (Simulator.GetServer(server.Id!)!.Status, Simulator.GetServer(server.Id!)!.FlavorId));
    }

    [LiveTheory]
    [InlineData(300)]
    public void RealCloud_ShowsTheRecordedStates(int polls)
    {
        using var target = LiveTarget.FromEnvironment()!;
        var path = "/" + target.ServerId;
        var image = (string)target.Send("GET", path).Json["server"]!["image"]!["id"]!;
        foreach (var step in LifeStep.ReadAll())
        {
            var response = target.Send("POST", path + "/action", Fill(step.Body, target.ServerId, image));
            if (Refused(step, response, target.ServerId))
                continue;
            var seen = new List<string>();
            string? record = null;
            for (var i = 0; i < polls && (seen.LastOrDefault() != step.States[^1] || record != step.Record); i++)
            {
                record = Record(target.Send("GET", RecordPath(target.ServerId, response)["/v2.1/servers".Length..]));
                var now = target.Send("GET", path).Json["server"]!;
                Note(seen, $"{now["status"]}/{(string?)now["OS-EXT-STS:task_state"] ?? "-"}");
                Thread.Sleep(20);
            }

            Assert.Equal((step.Body, step.Record), (step.Body, record));
            Assert.True(step.Shows(seen), $"{step.Body}: {string.Join(' ', seen)} instead of {string.Join(' ', step.States)}");
            if (step.Body.Contains("createImage", StringComparison.Ordinal))
                target.RemoveImage((string)response.Json["image_id"]!);
        }
    }

    private static string RecordPath(string serverId, WireResponse response) =>
        $"/v2.1/servers/{serverId}/os-instance-actions/{response.Header("X-Compute-Request-Id")}";

    private static bool Refused(LifeStep step, WireResponse response, string serverId)
    {
        Assert.Equal((step.Body, step.Status), (step.Body, response.Status));
        if (step.Refusal is null)
            return false;
        Assert.Equal(step.Refusal.Replace("{server}", serverId, StringComparison.Ordinal), response.Message);
        return true;
    }

    private static string Fill(string body, string serverId, string image) =>
        body.Replace("{server}", serverId, StringComparison.Ordinal).Replace("{image}", image, StringComparison.Ordinal);

    private static void Note(List<string> seen, string state)
    {
        if (seen.LastOrDefault() != state)
            seen.Add(state);
    }

    /// <summary>
    /// The record in the notation of life.txt, where only a result other than Success is named. Nova reads the action before its events, so
    /// an event can have failed in a record whose message is not set yet; the caller polls until both agree.
    /// </summary>
    private static string Record(WireResponse response)
    {
        var action = (JObject)response.Json["instanceAction"]!;
        var events = action["events"]!.Select(e => (string)e["event"]! + ((string?)e["result"] is "Success" ? "" : $"={e["result"]}"))
            .ToArray();
        var message = events.Any(e => e.EndsWith("=Error", StringComparison.Ordinal)) ? "Error" : null;
        var text = $"{action["action"]}: {string.Join(' ', events)}";
        return (string?)action["message"] == message ? text : $"{text} (message: {action["message"]})";
    }
}
