using System;
using System.IO;
using System.Linq;
using System.Net.Http;
using Xunit;

namespace NovaPS.Live.Tests;

/// <summary>Tests starting and stopping servers, and the refusals of a real Nova.</summary>
public sealed class ActionTests : LiveCloud
{
    [LiveFact]
    public void Pipeline_StartsAndStopsAllServers_AndWaitsForThem()
    {
        var started =
            Host.Run("Get-NovaServer -Status Shutoff | Where-Object { $_.Name -in $servers } | Start-NovaServer | Wait-NovaServer")
            .AssertNoErrors().Output;
        Assert.Equal(Servers.Order(StringComparer.Ordinal), started.Select(s => (string)s.Properties["Name"].Value)
            .Order(StringComparer.Ordinal));
        Assert.All(started, s => Assert.Equal("ACTIVE", s.Properties["Status"].Value));

        var stopped = Host.Run("$servers | Stop-NovaServer | Wait-NovaServer").AssertNoErrors().Output;
        Assert.Equal(Servers.Length, stopped.Count);
        Assert.All(stopped, s => Assert.Equal("SHUTOFF", s.Properties["Status"].Value));
    }

    [LiveFact]
    public void Action_MatchesTheRecordOfTheCloud()
    {
        var action = Host.Value("($action = Start-NovaServer $servers[0])");
        Host.Run("$action | Wait-NovaServer").AssertNoErrors();
        var record = Host.Value("$action | Get-NovaServerAction");
        var newest = Host.Run("Get-NovaServerAction $servers[0]").AssertNoErrors().Output[0];

        Assert.Equal(("start", Servers[0]), ((string)action.Action, (string)action.ServerName));
        Assert.Equal(((string)action.RequestId, (string)action.ServerId), ((string)record.RequestId, (string)record.ServerId));
        Assert.Equal((string)action.RequestId, newest.Properties["RequestId"].Value);
        Assert.Null((string?)record.Message);
    }

    [LiveFact("NOVAPS_LIVE_KNOBS")]
    public void Start_ReportsFailureWithoutATimeout_WhenHostFails()
    {
        var knob = Path.Combine(Variable("NOVAPS_LIVE_KNOBS"), "power_on.fail");
        File.WriteAllText(knob, "^" + Servers[0] + "$");
        try
        {
            var result = Host.Run("$servers | Start-NovaServer | Wait-NovaServer -Timeout -1");

            var error = result.AssertError("NovaServerActionFailed");
            Assert.Contains(Servers[0], error.ToString(), StringComparison.Ordinal);
            Assert.Equal(Servers.Length - 1, result.Output.Count);
        }
        finally
        {
            File.Delete(knob);
        }
    }

    [LiveFact]
    public void Start_IsRefused_WhenTheServerIsActiveOrLocked()
    {
        Host.Run("Start-NovaServer $servers[0] | Wait-NovaServer").AssertNoErrors();
        dynamic active = Host.Run("Start-NovaServer $servers[0]").AssertError("NovaServerInvalidState").Exception;
        Assert.Equal((409, "active"), ((int)active.StatusCode, (string)active.VmState));

        var action = $"{(string)Host.Value("$connection.Endpoint")}/servers/{Host.Value("(Get-NovaServer $servers[1]).Id")}/action";
        var token = NewToken();
        Send(HttpMethod.Post, action, token, """{"lock": null}""").EnsureSuccessStatusCode().Dispose();
        try
        {
            Host.Run("Start-NovaServer $servers[1]").AssertError("NovaServerLocked");
        }
        finally
        {
            Send(HttpMethod.Post, action, token, """{"unlock": null}""").EnsureSuccessStatusCode().Dispose();
        }
    }

    [LiveFact]
    public void Start_FailsForThatServerOnly_WhenItDoesNotExist()
    {
        var result = Host.Run("'00000000-0000-4000-8000-000000000000', $servers[0] | Start-NovaServer");

        result.AssertError("NovaServerNotFound");
        Assert.Single(result.Output);
    }

    [LiveFact("NOVAPS_LIVE_OTHER_SERVER_ID")]
    public void Start_ReportsNotFound_WhenTheServerIsOfAnotherProject() =>
        Host.Run("Start-NovaServer $id", ("id", Variable("NOVAPS_LIVE_OTHER_SERVER_ID"))).AssertError("NovaServerNotFound");

    [LiveFact("NOVAPS_LIVE_READER_USERNAME", "NOVAPS_LIVE_READER_PASSWORD")]
    public void Reader_CanReadServers_AndCannotStartThem()
    {
        Host.Run($"$reader = Connect-NovaProject -AuthUrl {Variable("OS_AUTH_URL")} -Credential $credential -ProjectName {Variable("OS_PROJECT_NAME")}",
            ("credential", Credential("NOVAPS_LIVE_READER_"))).AssertNoErrors();

        Assert.Single(Host.Run("Get-NovaServer $servers[0] -Connection $reader").AssertNoErrors().Output);
        Host.Run("Start-NovaServer $servers[0] -Connection $reader").AssertError("NovaForbidden");
    }

    [LiveFact]
    public void WhatIf_ChangesNothing_AndATimeoutOfZeroPollsOnce()
    {
        Assert.Empty(Host.Run("$servers | Start-NovaServer -WhatIf").AssertNoErrors().Output);
        Host.Run("Wait-NovaServer $servers[0] -Status Active -Timeout 0").AssertError("NovaWaitTimeout");
        Assert.Equal("SHUTOFF", (string)Host.Value("(Get-NovaServer $servers[0]).Status"));
    }

    [LiveFact]
    public void IdempotentStart_SucceedsWithoutWaiting_WhenItIsRepeated()
    {
        Assert.Equal(Servers.Length, Host.Run("$servers | Start-NovaServer -Idempotent -Wait")
            .AssertNoErrors().Output.Count(s => (string)s.Properties["Status"].Value == "ACTIVE"));

        var again = Host.Run("($actions = $servers | Start-NovaServer -Idempotent)").AssertNoErrors().Output;
        Assert.All(again, a => Assert.True((bool)a.Properties["AlreadySatisfied"].Value));
        Assert.Equal(Servers.Length, Host.Run("$actions | Wait-NovaServer -Timeout 0").AssertNoErrors().Output.Count);
    }

    [LiveFact]
    public void WhatIf_PredictsTheResponse()
    {
        Host.Run("Start-NovaServer $servers[0] -Wait").AssertNoErrors();

        Assert.Contains("would refuse it (409, wrong state)", Host.RenderText("Start-NovaServer $servers[0] -WhatIf", width: 500),
            StringComparison.Ordinal);
        Host.Run("Start-NovaServer $servers[0]").AssertError("NovaServerInvalidState");
        Assert.Contains("would accept it", Host.RenderText("Start-NovaServer $servers[1] -WhatIf", width: 500), StringComparison.Ordinal);
        Assert.Single(Host.Run("Start-NovaServer $servers[1]").AssertNoErrors().Output);
    }

    [LiveFact]
    public void RequestId_IsSufficientToWait_AndItsRecordHasEvents()
    {
        Host.Run("$action = Start-NovaServer $servers[0]").AssertNoErrors();

        Assert.Equal("ACTIVE", (string)Host.Value("(Wait-NovaServer $servers[0] -RequestId $action.RequestId).Status"));
        Assert.Equal("compute_start_instance: Success",
            Host.Value("(Get-NovaServerAction $servers[0] -RequestId $action.RequestId).Events[-1]").ToString());
        Assert.Single(Host.Run("Get-NovaServerAction $servers[0] -Action start -Since $action.StartTime").AssertNoErrors().Output);
    }

    [LiveFact]
    public void Wait_NamesTheUser_WhenTheActionIsSuperseded()
    {
        Host.Run("$action = Start-NovaServer $servers[0]; $action | Wait-NovaServer; Stop-NovaServer $servers[0] -Wait").AssertNoErrors();

        Assert.Matches("stop was requested after the start by user .* at ",
            Host.Run("$action | Wait-NovaServer").AssertError("NovaServerActionSuperseded").ToString());
    }

    [LiveFact]
    public void Wait_NamesTheConditionThatIsNotMet_WhenItTimesOut()
    {
        Assert.Equal("ACTIVE", (string)Host.Value("(Start-NovaServer $servers[0] | Wait-NovaServer -For Console:'last line').Status"));
        Assert.Contains("its console log does not contain 'login:'",
            Host.Run("Wait-NovaServer $servers[0] -For Console:'login:' -Timeout 0").AssertError("NovaWaitTimeout").ToString(),
                StringComparison.Ordinal);
        Assert.Contains("it has no address on the network 'nosuch'",
            Host.Run("Wait-NovaServer $servers[0] -For Tcp:22 -Network nosuch -Timeout 0").AssertError("NovaWaitTimeout").ToString(),
                StringComparison.Ordinal);
    }

    [LiveFact("NOVAPS_LIVE_READER_USERNAME", "NOVAPS_LIVE_READER_PASSWORD")]
    public void Wait_ReportsForbidden_WhenAReaderCannotReadTheConsole()
    {
        Host.Run("Start-NovaServer $servers[0] -Wait").AssertNoErrors();
        Host.Run($"$reader = Connect-NovaProject -AuthUrl {Variable("OS_AUTH_URL")} -Credential $credential -ProjectName {Variable("OS_PROJECT_NAME")}",
            ("credential", Credential("NOVAPS_LIVE_READER_"))).AssertNoErrors();

        Host.Run("Wait-NovaServer $servers[0] -For Console:'login:' -Timeout -1 -Connection $reader").AssertError("NovaForbidden");
    }
}
