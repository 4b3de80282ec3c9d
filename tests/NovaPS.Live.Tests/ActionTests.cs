using System;
using System.IO;
using System.Linq;
using System.Net.Http;
using Xunit;

namespace NovaPS.Live.Tests;

/// <summary>The main job, and each way in which a real Nova refuses it.</summary>
public sealed class ActionTests : LiveCloud
{
    [LiveFact]
    public void All_servers_are_started_and_waited_for_in_one_pipeline_and_stopped_again()
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
    public void What_was_begun_is_what_the_cloud_recorded()
    {
        var begun = Host.Value("($action = Start-NovaServer $servers[0])");
        Host.Run("$action | Wait-NovaServer").AssertNoErrors();
        var record = Host.Value("$action | Get-NovaServerAction");
        var newest = Host.Run("Get-NovaServerAction $servers[0]").AssertNoErrors().Output[0];

        Assert.Equal(("start", Servers[0]), ((string)begun.Action, (string)begun.ServerName));
        Assert.Equal(((string)begun.RequestId, (string)begun.ServerId), ((string)record.RequestId, (string)record.ServerId));
        Assert.Equal((string)begun.RequestId, newest.Properties["RequestId"].Value);
        Assert.Null((string?)record.Message);
    }

    [LiveFact("NOVAPS_LIVE_KNOBS")]
    public void A_start_that_fails_on_the_host_is_told_and_is_no_timeout()
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
    public void One_that_runs_is_refused_and_so_is_a_locked_one()
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
    public void A_server_that_is_not_there_is_told_for_it_alone()
    {
        var result = Host.Run("'00000000-0000-4000-8000-000000000000', $servers[0] | Start-NovaServer");

        result.AssertError("NovaServerNotFound");
        Assert.Single(result.Output);
    }

    [LiveFact("NOVAPS_LIVE_OTHER_SERVER_ID")]
    public void A_server_of_another_project_is_not_there() =>
        Host.Run("Start-NovaServer $id", ("id", Variable("NOVAPS_LIVE_OTHER_SERVER_ID"))).AssertError("NovaServerNotFound");

    [LiveFact("NOVAPS_LIVE_READER_USERNAME", "NOVAPS_LIVE_READER_PASSWORD")]
    public void A_reader_may_look_and_not_start()
    {
        Host.Run($"$reader = Connect-NovaProject -AuthUrl {Variable("OS_AUTH_URL")} -Credential $credential -ProjectName {Variable("OS_PROJECT_NAME")}",
            ("credential", Credential("NOVAPS_LIVE_READER_"))).AssertNoErrors();

        Assert.Single(Host.Run("Get-NovaServer $servers[0] -Connection $reader").AssertNoErrors().Output);
        Host.Run("Start-NovaServer $servers[0] -Connection $reader").AssertError("NovaForbidden");
    }

    [LiveFact]
    public void WhatIf_changes_nothing_and_a_timeout_of_zero_looks_once()
    {
        Assert.Empty(Host.Run("$servers | Start-NovaServer -WhatIf").AssertNoErrors().Output);
        Host.Run("Wait-NovaServer $servers[0] -Status Active -Timeout 0").AssertError("NovaWaitTimeout");
        Assert.Equal("SHUTOFF", (string)Host.Value("(Get-NovaServer $servers[0]).Status"));
    }

    [LiveFact]
    public void A_script_that_is_run_again_finds_its_servers_there_and_waits_for_none()
    {
        Assert.Equal(Servers.Length, Host.Run("$servers | Start-NovaServer -Idempotent -Wait")
            .AssertNoErrors().Output.Count(s => (string)s.Properties["Status"].Value == "ACTIVE"));

        var again = Host.Run("($actions = $servers | Start-NovaServer -Idempotent)").AssertNoErrors().Output;
        Assert.All(again, a => Assert.True((bool)a.Properties["AlreadySatisfied"].Value));
        Assert.Equal(Servers.Length, Host.Run("$actions | Wait-NovaServer -Timeout 0").AssertNoErrors().Output.Count);
    }

    [LiveFact]
    public void WhatIf_says_what_the_cloud_then_answers()
    {
        Host.Run("Start-NovaServer $servers[0] -Wait").AssertNoErrors();

        Assert.Contains("would refuse (409, wrong state)", Host.RenderText("Start-NovaServer $servers[0] -WhatIf", width: 500),
            StringComparison.Ordinal);
        Host.Run("Start-NovaServer $servers[0]").AssertError("NovaServerInvalidState");
        Assert.Contains("would accept it", Host.RenderText("Start-NovaServer $servers[1] -WhatIf", width: 500), StringComparison.Ordinal);
        Assert.Single(Host.Run("Start-NovaServer $servers[1]").AssertNoErrors().Output);
    }

    [LiveFact]
    public void A_request_id_is_enough_and_its_record_has_events()
    {
        Host.Run("$action = Start-NovaServer $servers[0]").AssertNoErrors();

        Assert.Equal("ACTIVE", (string)Host.Value("(Wait-NovaServer $servers[0] -RequestId $action.RequestId).Status"));
        Assert.Equal("compute_start_instance: Success",
            Host.Value("(Get-NovaServerAction $servers[0] -RequestId $action.RequestId).Events[-1]").ToString());
        Assert.Single(Host.Run("Get-NovaServerAction $servers[0] -Action start -Since $action.StartTime").AssertNoErrors().Output);
    }

    [LiveFact]
    public void Somebody_who_stops_it_after_us_is_named()
    {
        Host.Run("$action = Start-NovaServer $servers[0]; $action | Wait-NovaServer; Stop-NovaServer $servers[0] -Wait").AssertNoErrors();

        Assert.Matches("stop was begun after the start by user .* at ",
            Host.Run("$action | Wait-NovaServer").AssertError("NovaServerActionSuperseded").ToString());
    }

    [LiveFact]
    public void A_console_is_read_once_the_server_runs_and_a_server_without_an_address_says_so()
    {
        Assert.Equal("ACTIVE", (string)Host.Value("(Start-NovaServer $servers[0] | Wait-NovaServer -For Console:'last line').Status"));
        Assert.Contains("its console log does not say 'login:'",
            Host.Run("Wait-NovaServer $servers[0] -For Console:'login:' -Timeout 0").AssertError("NovaWaitTimeout").ToString(),
                StringComparison.Ordinal);
        Assert.Contains("it has no address on the network 'nosuch'",
            Host.Run("Wait-NovaServer $servers[0] -For Tcp:22 -Network nosuch -Timeout 0").AssertError("NovaWaitTimeout").ToString(),
                StringComparison.Ordinal);
    }

    [LiveFact("NOVAPS_LIVE_READER_USERNAME", "NOVAPS_LIVE_READER_PASSWORD")]
    public void A_reader_may_not_read_consoles_and_is_told_at_once()
    {
        Host.Run("Start-NovaServer $servers[0] -Wait").AssertNoErrors();
        Host.Run($"$reader = Connect-NovaProject -AuthUrl {Variable("OS_AUTH_URL")} -Credential $credential -ProjectName {Variable("OS_PROJECT_NAME")}",
            ("credential", Credential("NOVAPS_LIVE_READER_"))).AssertNoErrors();

        Host.Run("Wait-NovaServer $servers[0] -For Console:'login:' -Timeout -1 -Connection $reader").AssertError("NovaForbidden");
    }
}
