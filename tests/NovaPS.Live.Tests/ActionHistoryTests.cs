using System;
using System.IO;
using System.Linq;
using Xunit;

namespace NovaPS.Live.Tests;

/// <summary>Tests the history of actions and the names of users, as a member and as an administrator of a real cloud.</summary>
public sealed class ActionHistoryTests : LiveCloud
{
    [LiveFact("NOVAPS_LIVE_CLOUDS")]
    public void History_ShowsNames_OnlyToAnAdministrator()
    {
        Host.Run("""
            $started = Start-NovaServer $servers[0]
            $started | Wait-NovaServer
            $member = Connect-NovaProject -Cloud demo -Name member
            $reader = Connect-NovaProject -Cloud reader -Name reader
            $admin = Connect-NovaProject -Cloud admin -Name admin
            $since = $started.StartTime
            """).AssertNoErrors();
        string[] Read(string arguments) => Host.Run($"Get-NovaServerAction -Since $since {arguments} | "
            + "Where-Object RequestId -eq $started.RequestId | ForEach-Object { \"$($_.User) $($_.Project) $($_.Result)\" }")
            .AssertNoErrors().Output.Select(o => o.ToString()).ToArray();
        var userId = (string)Host.Value("(Get-NovaServerAction $started -Connection $member).UserId");

        Assert.Equal(["me demo "], Read("-Connection $member"));
        Assert.Equal([userId + " demo "], Read("-Connection $reader"));
        Assert.Equal(["demo demo "], Read("-AllProjects -Connection $admin"));
        Assert.Equal(["demo demo Success"], Read("-AllProjects -User demo -Detailed -Connection $admin"));
        Assert.Equal(["me demo Success"], Read("-Server $servers[0] -User me -Connection $member"));
        Host.Run("Get-NovaServerAction -User admin -Connection $member").AssertTerminatingError("NovaForbidden");
        Host.Run("Get-NovaServerAction -User no.such.user -Connection $admin").AssertTerminatingError("NovaResourceNotFound");
        Host.Run("Get-NovaServerAction -AllProjects -Connection $member").AssertTerminatingError("NovaForbidden");
    }

    [LiveFact("NOVAPS_LIVE_CLOUDS", "NOVAPS_LIVE_KNOBS")]
    public void FailedStart_IsFoundByItsRequestId_WithTheCause()
    {
        var knob = Path.Combine(Variable("NOVAPS_LIVE_KNOBS"), "power_on.fail");
        File.WriteAllText(knob, "^" + Servers[0] + "$");
        try
        {
            Host.Run("$failed = Start-NovaServer $servers[0]; $failed | Wait-NovaServer").AssertError("NovaServerActionFailed");
        }
        finally
        {
            File.Delete(knob);
        }

        var row = Assert.Single(Host.Run("""
            $admin = Connect-NovaProject -Cloud admin
            Get-NovaServerAction -AllProjects -Failed -RequestId $failed.RequestId
            """).AssertNoErrors().Output);

        dynamic action = row.BaseObject;
        Assert.Equal((Servers[0], "Error", "demo"), ((string)action.ServerName, (string)action.Result, (string)action.User));
        Assert.Contains("compute_start_instance: Error", Host.RenderText("Get-NovaServerAction $failed.ServerId "
            + "-RequestId $failed.RequestId", width: 120), StringComparison.Ordinal);
        Assert.NotNull((string?)action.Events[0].Details);
    }
}
