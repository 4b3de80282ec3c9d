using System;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text.Json;
using Xunit;

namespace NovaPS.Live.Tests;

/// <summary>Tests snapshots, rebuilds, deletions, changes and consoles of servers of a real Nova.</summary>
public sealed class RemoveAndChangeTests : LiveCloud
{
    [LiveFact]
    public void Snapshot_EndsWithTheIdOfItsImage_AndTheStatusStays()
    {
        var image = (string)Host.Value("($action = Checkpoint-NovaServer $servers[0] -Name novaps-live).ImageId");
        try
        {
            Assert.Equal("SHUTOFF", (string)Host.Value("($action | Wait-NovaServer).Status"));
            Assert.True(Guid.TryParse(image, out _));
        }
        finally
        {
            // Nova's own image API exists until 2.35.
            Send(HttpMethod.Delete, $"{(string)Host.Value("$connection.Endpoint")}/images/{image}", NewToken(), null).Dispose();
        }
    }

    [LiveFact]
    public void Rebuild_PutsTheServerBackIntoItsStatus_AndShowsNoPassword()
    {
        var result = Host.Run("""
            $VerbosePreference = $DebugPreference = 'Continue'
            Invoke-NovaServerRebuild $servers[0] -AdminPassword C4n4ry-live -Wait -Confirm:$false
            """).AssertNoErrors();

        Assert.Equal("SHUTOFF", Assert.Single(result.Output).Properties["Status"].Value);
        Assert.DoesNotContain("C4n4ry", string.Join("\n", result.Verbose.Concat(result.Debug))
            + System.Management.Automation.PSSerializer.Serialize(result.Output[0]), StringComparison.Ordinal);
        Host.Run("Invoke-NovaServerRebuild $servers[0] -Image 00000000-0000-4000-8000-000000000000 -Confirm:$false")
            .AssertError("NovaBadRequest");
    }

    [LiveFact("NOVAPS_LIVE_KNOBS")]
    public void Snapshot_ReportsFailure_WhenHostFails()
    {
        var knob = Path.Combine(Variable("NOVAPS_LIVE_KNOBS"), "snapshot.fail");
        File.WriteAllText(knob, "^" + Servers[0] + "$");
        try
        {
            var error = Host.Run("Checkpoint-NovaServer $servers[0] -Name novaps-live-failed -Wait").AssertError("NovaServerActionFailed");
            Assert.Contains("compute_snapshot_instance", error.ToString(), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(knob);
        }
    }

    [LiveFact]
    public void Remove_DeletesTheServer_AndASecondOneNeedsIdempotent()
    {
        var id = CreateServer("novaps-live-gone");
        dynamic gone = Host.Value("Wait-NovaServer $id -Status Active | Remove-NovaServer -Wait -Confirm:$false", ("id", id));
        Assert.Equal(("novaps-live-gone", "DELETED"), ((string)gone.Name, (string)gone.Status));

        Host.Run("Remove-NovaServer $id -Confirm:$false").AssertError("NovaServerNotFound");
        Host.Run("Restore-NovaServer $id").AssertError("NovaServerNotFound");
        Assert.Equal(["True", "DELETED"], Host.Run("(Remove-NovaServer $id -Confirm:$false -Idempotent).AlreadySatisfied; "
            + "(Remove-NovaServer $id -Permanent -Confirm:$false -Idempotent -Wait).Status")
            .AssertNoErrors().Output.Select(o => o.ToString()));
        Assert.Equal("delete", (string)Host.Value("(Get-NovaServerAction $id -Action delete).Action"));
    }

    [LiveFact]
    public void PermanentRemove_IsRecordedAsADeletion()
    {
        var id = CreateServer("novaps-live-forced");

        Assert.Equal("DELETED", (string)Host.Value(
            "$null = Wait-NovaServer $id -Status Active; $action = Remove-NovaServer $id -Permanent -Confirm:$false; "
            + "($action | Wait-NovaServer).Status", ("id", id)));
        Assert.Equal("delete", (string)Host.Value("($action | Get-NovaServerAction).Action"));
    }

    [LiveFact]
    public void Changes_AreWrittenAndUndone()
    {
        dynamic changed = Host.Value("Set-NovaServer $servers[0] -Description 'a ü' -Metadata @{ 'novaps a' = '1'; novaps = '2' } "
            + "-Tag novaps-1, 'novaps 2'");
        Assert.Equal(("a ü", "novaps=2, novaps a=1", 2), ((string)changed.Description, (string)changed.Metadata.ToString(),
            (int)changed.Tags.Count));

        dynamic undone = Host.Value("Set-NovaServer $servers[0] -Description $null "
            + "-Metadata @{ 'novaps a' = $null; novaps = $null; x = $null } -RemoveTag novaps-1, 'novaps 2', none");
        Assert.Equal((true, "", 0), (string.IsNullOrEmpty((string?)undone.Description), (string)undone.Metadata.ToString(),
            (int)undone.Tags.Count));
        Assert.Equal(Servers[0], (string)Host.Value(
            "(Rename-NovaServer $servers[0] novaps-renamed | Rename-NovaServer -NewName $servers[0]).Name"));
    }

    [LiveFact]
    public void LockedServer_IsRefusedWithTheReason()
    {
        Host.Run("$null = Lock-NovaServer $servers[1] -Reason 'live test'").AssertNoErrors();
        try
        {
            foreach (var script in new[] { "Remove-NovaServer $servers[1] -Confirm:$false",
                "Set-NovaServer $servers[1] -Metadata @{ a = 1 }" })
            {
                var error = Host.Run(script).AssertError("NovaServerLocked");
                Assert.Contains("The reason for the lock is 'live test'.", error.ToString(), StringComparison.Ordinal);
            }
        }
        finally
        {
            Host.Run("$null = Unlock-NovaServer $servers[1]").AssertNoErrors();
        }
    }

    [LiveFact]
    public void Console_IsRead_AndAMissingUrlNamesTheTypesThatWereTried()
    {
        var lines = Host.Run("Get-NovaServerConsole $servers[0]").AssertNoErrors().Output;
        var last = Host.Run("Get-NovaServerConsole $servers[0] -Tail 1").AssertNoErrors().Output;
        Assert.Equal(lines[^1].ToString(), Assert.Single(last).ToString());

        var url = Host.Run("Get-NovaServerConsole $servers[0] -Url");
        if (url.Errors.Count == 0)
            Assert.StartsWith("http", (string)((dynamic)url.Output[0].BaseObject).GetUrl(), StringComparison.Ordinal);
        else
            Assert.Contains("These types were tried: novnc, ", url.AssertError("NovaBadRequest").ToString(), StringComparison.Ordinal);
    }

    private string CreateServer(string name)
    {
        dynamic first = Host.Value("Get-NovaServer $servers[0]");
        var endpoint = (string)Host.Value("$connection.Endpoint");
        using var flavors = Send(HttpMethod.Get, endpoint + "/flavors", NewToken(), null);
        var flavor = JsonDocument.Parse(flavors.Content.ReadAsStringAsync().Result).RootElement.GetProperty("flavors").EnumerateArray()
            .First(f => f.GetProperty("name").GetString() == (string)first.Flavor).GetProperty("id").GetString();
        var body = JsonSerializer.Serialize(new { server = new { name, imageRef = (string)first.ImageId, flavorRef = flavor } });
        using var response = Send(HttpMethod.Post, endpoint + "/servers", NewToken(), body);
        return JsonDocument.Parse(response.Content.ReadAsStringAsync().Result).RootElement.GetProperty("server").GetProperty("id")
            .GetString()!;
    }
}
