using System;
using System.IO;
using System.Linq;
using Xunit;

namespace NovaPS.Live.Tests;

/// <summary>Tests suspending, resizing and rescuing servers of a real Nova.</summary>
public sealed class LifeTests : LiveCloud
{
    [LiveFact]
    public void Resume_SelectsTheAction_ForEachModeOfSuspend()
    {
        Host.Run("Start-NovaServer $servers[0] -Wait").AssertNoErrors();
        foreach (var (mode, statuses, action) in new[]
        {
            ("Suspend", "SUSPENDED", "resume"), ("Pause", "PAUSED", "unpause"), ("Shelve", "SHELVED SHELVED_OFFLOADED", "unshelve"),
        })
        {
            var status = (string)Host.Value($"($server = Suspend-NovaServer $servers[0] -Mode {mode} -Wait).Status");
            Assert.Contains(status, statuses.Split(' '));
            Assert.True((bool)Host.Value($"(Suspend-NovaServer $servers[0] -Mode {mode} -Idempotent).AlreadySatisfied"));
            Host.Run("Suspend-NovaServer $servers[0]").AssertError("NovaServerInvalidState");
            Assert.Equal(action, (string)Host.Value("($action = $server.Id | Resume-NovaServer).Action"));
            Assert.Equal("ACTIVE", (string)Host.Value("($action | Wait-NovaServer).Status"));
        }
    }

    [LiveFact]
    public void Resume_SelectsOnceMore_WhenTheStateHasChanged()
    {
        Host.Run("Start-NovaServer $servers[0] -Wait; $paused = Suspend-NovaServer $servers[0] -Mode Pause -Wait").AssertNoErrors();
        Host.Run("$paused | Resume-NovaServer -Wait; Suspend-NovaServer $servers[0] -Wait").AssertNoErrors();

        Assert.Equal("resume", (string)Host.Value("($action = $paused | Resume-NovaServer).Action"));
        Host.Run("$action | Wait-NovaServer").AssertNoErrors();
        Assert.Contains("it is ACTIVE", Host.Run("Resume-NovaServer $servers[0]").AssertError("NovaServerInvalidState").ToString(),
            StringComparison.Ordinal);
    }

    [LiveFact]
    public void Resize_IsConfirmedOrUndone_OrBoth()
    {
        FindFlavor();

        Assert.Equal("VERIFY_RESIZE", (string)Host.Value("(Resize-NovaServer $servers[0] $flavor.Name -Wait).Status"));
        Host.Run("Resize-NovaServer $servers[0] $flavor.Name").AssertError("NovaServerInvalidState");
        Assert.Equal("SHUTOFF", (string)Host.Value("(Undo-NovaServerResize $servers[0] -Wait).Status"));
        Assert.Equal("SHUTOFF", (string)Host.Value("(Resize-NovaServer $servers[0] $flavor.Id -AutoConfirm).Status"));
        Host.Run("Confirm-NovaServerResize $servers[0]").AssertError("NovaServerInvalidState");
        Assert.Equal((string)Host.Value("$flavor.Name"), (string)Host.Value("(Get-NovaServer $servers[0]).Flavor"));
        Host.Run("$null = Resize-NovaServer $servers[0] $old -Wait; Confirm-NovaServerResize $servers[0] -Wait").AssertNoErrors();
    }

    [LiveFact("NOVAPS_LIVE_KNOBS")]
    public void Confirmation_IsTheFailure_WhenTheHostFails()
    {
        FindFlavor();
        var knob = Fail("confirm_migration");
        try
        {
            Assert.Contains("The preceding resize is completed (req-",
                Host.Run("Resize-NovaServer $servers[0] $flavor.Name -AutoConfirm -Timeout -1").AssertError("NovaServerFaulted").ToString(),
                StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(knob);
        }

        Host.Run("Restart-NovaServer $servers[0] -Force -Wait; Resize-NovaServer $servers[0] $old -AutoConfirm").AssertNoErrors();
    }

    [LiveFact]
    public void Rescue_SendsThePassword_AndShowsItNowhere()
    {
        Host.Run("Start-NovaServer $servers[0] -Wait").AssertNoErrors();
        Assert.DoesNotContain("C4n4ry", Host.RenderText("Enable-NovaServerRescue $servers[0] -AdminPassword C4n4ry-pw -WhatIf", width: 500),
            StringComparison.Ordinal);

        var result = Host.Run("Enable-NovaServerRescue $servers[0] -AdminPassword C4n4ry-pw -Wait -Verbose -Debug").AssertNoErrors();

        Assert.Equal("RESCUE", (string)Assert.Single(result.Output).Properties["Status"].Value);
        Assert.DoesNotContain(result.Verbose.Concat(result.Debug), text => text.Contains("C4n4ry", StringComparison.Ordinal)
            || text.Contains("adminPass", StringComparison.Ordinal));
        Host.Run("Enable-NovaServerRescue $servers[0]").AssertError("NovaServerInvalidState");
        Assert.Equal("ACTIVE", (string)Host.Value("(Disable-NovaServerRescue $servers[0] -Wait).Status"));
    }

    [LiveFact("NOVAPS_LIVE_KNOBS")]
    public void Command_ReportsTheFailure_WhenTheHostFails()
    {
        foreach (var (knob, command, error) in new[]
        {
            ("pause", "Suspend-NovaServer -Mode Pause", "NovaServerActionFailed"), ("suspend", "Suspend-NovaServer", "NovaServerFaulted"),
            ("snapshot", "Suspend-NovaServer -Mode Shelve", "NovaServerActionFailed"),
            ("rescue", "Enable-NovaServerRescue", "NovaServerFaulted"),
        })
        {
            Host.Run("Start-NovaServer $servers[0], $servers[1] -Idempotent -Wait").AssertNoErrors();
            var file = Fail(knob);
            try
            {
                var result = Host.Run($"$servers[0], $servers[1] | {command} -Wait -Timeout -1");

                Assert.Equal(Servers[0], (string)((dynamic)result.AssertError(error).Exception).ServerName);
                Assert.Equal(Servers[1], (string)Assert.Single(result.Output).Properties["Name"].Value);
            }
            finally
            {
                File.Delete(file);
            }

            Host.Run(command.StartsWith("Enable", StringComparison.Ordinal) ? "Disable-NovaServerRescue $servers[1] -Wait"
                : "Resume-NovaServer $servers[1] -Wait").AssertNoErrors();
            if (error == "NovaServerFaulted")
                Host.Run("Restart-NovaServer $servers[0] -Force -Wait").AssertNoErrors();
        }
    }

    private static string Fail(string method)
    {
        var knob = Path.Combine(Variable("NOVAPS_LIVE_KNOBS"), method + ".fail");
        File.WriteAllText(knob, "^" + Servers[0] + "$");
        return knob;
    }

    /// <summary>Assigns the name of the first server's flavor to $old, and the smallest other flavor to $flavor.</summary>
    private void FindFlavor() => Host.Run("$old = (Get-NovaServer $servers[0]).Flavor; "
        + "$flavor = Get-NovaFlavor | Where-Object Name -ne $old | Sort-Object VCpus, RamMB | Select-Object -First 1").AssertNoErrors();
}
