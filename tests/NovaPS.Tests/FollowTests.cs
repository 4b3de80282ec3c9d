using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using NovaPS.Client.Tests.Support;
using NovaPS.Tests.Support;
using Xunit;

namespace NovaPS.Tests;

/// <summary>
/// Tests waiting for actions: -Wait, -Idempotent, -WhatIf, lost responses, and the parameters of Wait-NovaServer.
/// </summary>
public sealed class FollowTests : IDisposable
{
    private readonly ModuleHost _host = new();
    private readonly dynamic _simulator;

    public FollowTests()
    {
        _simulator =
            _host.StartSimulator("@{ web1 = 'SHUTOFF'; web2 = 'ACTIVE'; web3 = 'SHUTOFF'; slow1 = 'BUILD' } "
                + "-StartDelay 0.1 -StopDelay 0.1");
        _host.Run("$null = Connect-NovaProject -Simulator $sim; $sim.ClearRequests()").AssertNoErrors();
    }

    public void Dispose() => _host.Dispose();

    [Fact]
    public void Wait_WritesTheServers_WhenTheyReachTheirTargetState()
    {
        var result = _host.Run("Start-NovaServer web1, web3 -Wait").AssertNoErrors();

        Assert.Equal(["web1 ACTIVE", "web3 ACTIVE"], result.Output.Select(Show).Order(StringComparer.Ordinal));
        Assert.Equal("web1 SHUTOFF", Show(Assert.Single(_host.Run("Stop-NovaServer web1 -Wait -Timeout 60").AssertNoErrors().Output)));
    }

    [Fact]
    public void Wait_ReportsBothErrors_WhenOneStartFailsAndOneIsRefused()
    {
        _host.Run("$fault = [NovaPS.Simulator.NovaSimulatorFault]::new(); $fault.FailsOnHost = $true; $fault.ServerName = 'web1'; "
            + "$sim.AddFault($fault)").AssertNoErrors();

        var result = _host.Run("Start-NovaServer web1, web2, web3 -Wait -Timeout -1");

        Assert.Equal("web3 ACTIVE", Show(Assert.Single(result.Output)));
        Assert.Equal(["NovaServerActionFailed", "NovaServerInvalidState"],
            result.Errors.Select(e => e.FullyQualifiedErrorId.Split(',')[0]).Order(StringComparer.Ordinal));
        Assert.All(result.Errors, e => Assert.EndsWith(",NovaPS.Commands.StartNovaServerCommand", e.FullyQualifiedErrorId,
            StringComparison.Ordinal));
        Assert.Contains("it failed in compute_start_instance",
            result.Errors.First(e => e.FullyQualifiedErrorId.StartsWith("NovaServerActionFailed", StringComparison.Ordinal)).ToString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wait_SendsNothingMore_WhenCtrlCIsPressed()
    {
        // The polls of all three servers are in flight when the command is stopped.
        var polls = new ConcurrentBag<RawRequest>();
        var release = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var cloud = new Cloud(new RawServer(request =>
        {
            if (!request.Target.Contains("/servers/", StringComparison.Ordinal))
                return Task.FromResult<string?>(RawServer.Respond(200, "{}"));
            polls.Add(request);
            return release.Task;
        }));
        using var running = cloud.Host.Start("Wait-NovaServer $ids -Status ACTIVE -Timeout -1 -PollInterval 0.1",
            ("ids", new[] { Cloud.Id(1), Cloud.Id(2), Cloud.Id(3) }));
        await TestWait.UntilAsync(() => polls.Count == 3, "a poll of each server");

        var result = await Task.Run(running.Stop);
        await TestWait.UntilAsync(() => polls.All(r => r.IsAbandoned), "the end of the polls");
        var sent = cloud.Server.Requests.Count;
        // A command that continued would poll several times meanwhile.
        await Task.Delay(500);

        Assert.True(result.WasStopped);
        Assert.Equal(sent, cloud.Server.Requests.Count);
        release.SetResult(null);
    }

    [Fact]
    public void Wait_WritesAcceptedActions_WhenAnErrorStopsTheCommand()
    {
        _host.Run("$slow = Start-NovaSimulator @{ a1 = 'SHUTOFF'; a2 = 'SHUTOFF'; z1 = 'ACTIVE' } -StartDelay 600; $null = "
            + "Connect-NovaProject -Simulator $slow; $out = @()").AssertNoErrors();

        var result = _host.Run("Start-NovaServer a1, a2, z1 -Wait -ThrottleLimit 1 -ErrorAction Stop -OutVariable out");
        result.AssertTerminatingError("NovaServerInvalidState");

        var left = _host.Run("$out").Output;
        Assert.Equal(["a1 start", "a2 start"], left.Select(a => a.Properties["ServerName"].Value + " " + a.Properties["Action"].Value)
            .Order(StringComparer.Ordinal));
        _host.Run("Stop-NovaSimulator $slow").AssertNoErrors();
    }

    [Fact]
    public void Wait_CountsPendingServers_WhenAnErrorStopsTheCommand()
    {
        _simulator.RemoveServer("web3");

        var error = _host.Run("Wait-NovaServer slow1, 00000000-0000-4000-8000-000000000009 -Timeout -1 -ErrorAction Stop")
            .AssertTerminatingError("NovaServerNotFound");

        Assert.EndsWith("1 server was still waited for.", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Idempotent_ReportsSuccess_WhenTheServerIsActive()
    {
        _host.Run("Start-NovaServer web2").AssertError("NovaServerInvalidState");

        var actions = _host.Run("Start-NovaServer web1, web2 -Idempotent")
            .AssertNoErrors().Output.ToDictionary(a => (string)a.Properties["ServerName"].Value);

        Assert.False((bool)actions["web1"].Properties["AlreadySatisfied"].Value);
        Assert.True((bool)actions["web2"].Properties["AlreadySatisfied"].Value);
        Assert.Equal(["web1 ACTIVE", "web2 ACTIVE"], _host.Run("Start-NovaServer web1, web2 -Idempotent -Wait")
            .AssertNoErrors().Output.Select(Show).Order(StringComparer.Ordinal));
        Assert.Matches(@"start +web2 .*NoChange", _host.RenderText("Start-NovaServer web2 -Idempotent", width: 80));
    }

    [Fact]
    public void Idempotent_ReturnsTheActionInProgress_WhenTheServerIsStarting()
    {
        _host.Run("$sim2 = Start-NovaSimulator 'web1' -StartDelay 600; $c2 = Connect-NovaProject -Simulator $sim2; $first = "
            + "Start-NovaServer web1").AssertNoErrors();

        var action = _host.Value("Start-NovaServer web1 -Idempotent");

        Assert.True((bool)action.AlreadySatisfied);
        Assert.Equal((string)_host.Value("$first.RequestId"), (string)action.RequestId);
        _host.Run("Stop-NovaSimulator $sim2").AssertNoErrors();
    }

    [Theory]
    [InlineData("web1", "", "it is SHUTOFF: the cloud would accept it, if your role allows it.")]
    [InlineData("web2", "", "it is ACTIVE: the cloud would refuse it (409, wrong state).")]
    [InlineData("web2", "-Idempotent", "it is ACTIVE: nothing to do, which -Idempotent treats as a success.")]
    [InlineData("web3", "",
        "it is SHUTOFF, locked (night work): the cloud would refuse it (409, locked), unless you are an administrator.")]
    [InlineData("slow1", "", "the cloud would refuse it (409, ")]
    public void WhatIf_PredictsTheResponseAndOnlyReads(string server, string arguments, string expected)
    {
        _simulator.Lock("web3", "night work");

        var text = _host.RenderText($"Start-NovaServer {server} -WhatIf {arguments}", width: 500);

        Assert.StartsWith($"What if: start server '{server}' (", text, StringComparison.Ordinal);
        Assert.Contains("/action {\"os-start\": null}; ", text, StringComparison.Ordinal);
        Assert.Contains(expected, text, StringComparison.Ordinal);
        Assert.All(Requests(), r => Assert.Equal("GET", (string)((dynamic)r).Method));
    }

    [Fact]
    public void WhatIf_ReportsAnError_WhenTheServerDoesNotExist() =>
        _host.Run("Start-NovaServer 00000000-0000-4000-8000-000000000009 -WhatIf").AssertError("NovaServerNotFound");

    [Fact]
    public void Start_StartsEachServerOnce_WhenResponsesAreLost()
    {
        _host.Run("1..100 | ForEach-Object { $null = $sim.AddServer(\"bulk$_\", 'SHUTOFF') }").AssertNoErrors();
        _host.Run("$fault = [NovaPS.Simulator.NovaSimulatorFault]::new(); $fault.ResetAfterProcessing = $true; $fault.Action = "
            + "'os-start'; $fault.Count = 5; $sim.AddFault($fault)").AssertNoErrors();
        _host.Run("$sim.AddFault('os-start', 502)").AssertNoErrors();

        var result = _host.Run("$actions = Get-NovaServer bulk* | Start-NovaServer -Verbose; $actions").AssertNoErrors();

        Assert.Equal(100, result.Output.Select(a => a.Properties["ServerId"].Value).Distinct().Count());
        Assert.Equal(6, result.Verbose.Count(v => v.EndsWith("Checking.", StringComparison.Ordinal)));
        Assert.Equal(1, result.Verbose.Count(v => v.EndsWith("Sending the request again.", StringComparison.Ordinal)));
        Assert.Equal(101, Requests().Count(r => (string)((dynamic)r).Method == "POST"));
        var starts = _host.Run("Get-NovaServer bulk* | Get-NovaServerAction -Action start").AssertNoErrors().Output;
        Assert.Equal(100, starts.Count);
        Assert.Equal(result.Output.Select(a => (string)a.Properties["RequestId"].Value).Order(StringComparer.Ordinal),
            starts.Select(a => (string)a.Properties["RequestId"].Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Any_WritesOnlyTheFirstServer_WhenOthersArePending()
    {
        var result = _host.Run("Wait-NovaServer slow1, web2, web1 -Status Active -Any -Timeout -1").AssertNoErrors();

        Assert.Equal("web2 ACTIVE", Show(Assert.Single(result.Output)));
    }

    [Fact]
    public void Any_LooksUpNoFurtherNames_WhenTheFirstServerIsReady()
    {
        var result = _host.Run("""
            $id = (Get-NovaServer web2).Id; $hasCome = $false
            & { while (-not $hasCome) { $id; [Threading.Thread]::Sleep(20) }; $sim.ClearRequests(); 'no1', 'no2', 'web1' } |
                Wait-NovaServer -Status Active -Any -Timeout -1 | ForEach-Object { $script:hasCome = $true; $_ }
            """).AssertNoErrors();

        Assert.Equal("web2 ACTIVE", Show(Assert.Single(result.Output)));
        Assert.Empty(Requests());
    }

    [Fact]
    public void Deleted_WritesTheServer_WhenItIsDeleted()
    {
        _host.Run("$server = Get-NovaServer web1").AssertNoErrors();
        _host.Run("$server | Wait-NovaServer -Deleted -Timeout 0").AssertError("NovaWaitTimeout");
        _simulator.RemoveServer("web1");

        Assert.Equal("web1 DELETED", Show(Assert.Single(_host.Run("$server | Wait-NovaServer -Deleted").AssertNoErrors().Output)));
    }

    [Fact]
    public void Wait_NamesTheUser_WhenTheServerIsDeleted()
    {
        _host.Run("$action = Start-NovaServer web1; $sim.RemoveServer('web1')").AssertNoErrors();

        Assert.Matches("it was deleted by user [0-9a-f]{32} at ",
            _host.Run("$action | Wait-NovaServer").AssertError("NovaServerVanished").ToString());
    }

    [Fact]
    public void RequestId_IdentifiesTheAction_WhenWaitingOrReadingRecords()
    {
        _host.Run("$action = Start-NovaServer web1").AssertNoErrors();

        Assert.Equal("ACTIVE", (string)_host.Value("(Wait-NovaServer web1 -RequestId $action.RequestId).Status"));
        Assert.Equal("compute_start_instance: Success", _host.Value("(Get-NovaServerAction web1 -RequestId $action.RequestId).Events[0]")
            .ToString());
        Assert.Contains("no action with the request id req-x",
            _host.Run("Wait-NovaServer web1 -RequestId req-x").AssertError("NovaServerNotFound").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void GetAction_FiltersByNameAndTime()
    {
        _host.Run("Start-NovaServer web1 -Wait").AssertNoErrors();

        Assert.Equal(["start", "create"], Names("Get-NovaServerAction web1"));
        Assert.Equal(["start"], Names("Get-NovaServerAction web1 -Action sta*"));
        Assert.Equal(["start", "create"], Names("Get-NovaServerAction web1 -Action START, create"));
        Assert.Empty(Names("Get-NovaServerAction web1 -Since ([datetime]::UtcNow.AddHours(1))"));
        Assert.Equal(["start", "create"], Names("Get-NovaServerAction web1 -Since ([datetime]::Now.AddHours(-1))"));
    }

    [Fact]
    public void GetAction_ReadsAllPages()
    {
        _host.Run("$sim3 = Start-NovaSimulator 'web1' -PageSize 2 -StartDelay 0 -StopDelay 0; $null = Connect-NovaProject -Simulator $sim3")
            .AssertNoErrors();
        _host.Run("1..3 | ForEach-Object { $null = Start-NovaServer web1 -Wait; $null = Stop-NovaServer web1 -Wait }").AssertNoErrors();

        Assert.Equal(["stop", "start", "stop", "start", "stop", "start", "create"], Names("Get-NovaServerAction web1"));
        _host.Run("Stop-NovaSimulator $sim3").AssertNoErrors();
    }

    [Fact]
    public void Wait_CountsPendingServers_WhenTheTokenIsRefused()
    {
        _host.Run("$null = Connect-NovaProject -Endpoint $sim.Endpoint -ProjectId $sim.ProjectId -Token $($sim.CreateToken()); $actions = "
            + "Start-NovaServer web1, web3; $sim.RevokeAllTokens()").AssertNoErrors();

        var error = _host.Run("$actions | Wait-NovaServer").AssertTerminatingError("NovaUnauthorized");

        Assert.EndsWith("2 servers were still waited for.", error.ToString(), StringComparison.Ordinal);
    }

    private string[] Names(string script) =>
        [.. _host.Run(script).AssertNoErrors().Output.Select(a => (string)a.Properties["Action"].Value)];

    private IEnumerable<object> Requests() => ((System.Collections.IEnumerable)_simulator.GetRequests()).Cast<object>();

    private static string Show(PSObject server) => $"{server.Properties["Name"].Value} {server.Properties["Status"].Value}";
}
