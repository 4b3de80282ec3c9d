using System;
using System.Linq;
using System.Management.Automation;
using NovaPS.Tests.Support;
using Xunit;

namespace NovaPS.Tests;

/// <summary>Tests Wait-NovaServer in a pipeline. The client's tests cover which requests are sent and when.</summary>
public sealed class WaitTests : IDisposable
{
    private readonly ModuleHost _host = new();
    private readonly dynamic _simulator;

    public WaitTests()
    {
        _simulator =
            _host.StartSimulator("@{ web1 = 'SHUTOFF'; web2 = 'ACTIVE'; web3 = 'SHUTOFF'; err1 = 'ERROR'; new1 = 'BUILD' } -StartDelay "
            + "0.1 -StopDelay 0.1");
        _host.Run("$null = Connect-NovaProject -Simulator $sim").AssertNoErrors();
    }

    public void Dispose() => _host.Dispose();

    [Fact]
    public void Wait_WritesTheServers_WhenTheyAreStartedInAPipeline()
    {
        var servers = _host.Run("Get-NovaServer web* -Status Shutoff | Start-NovaServer | Wait-NovaServer").AssertNoErrors().Output;

        Assert.Equal(["web1", "web3"], servers.Select(s => (string)s.Properties["Name"].Value).Order(StringComparer.Ordinal));
        Assert.All(servers, s => Assert.Equal("ACTIVE", s.Properties["Status"].Value));
        Assert.Equal(["web1", "web3"],
            _host.Run("Get-NovaServer web* | Stop-NovaServer -ErrorAction SilentlyContinue | Wait-NovaServer").Output
            .Where(s => (string)s.Properties["Status"].Value == "SHUTOFF" && (string)s.Properties["Name"].Value != "web2")
                .Select(s => (string)s.Properties["Name"].Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Wait_ReportsFailureWithoutATimeout_WhenHostFails()
    {
        _host.Run("$fault = [NovaPS.Simulator.NovaSimulatorFault]::new(); $fault.FailsOnHost = $true; $fault.ServerName = 'web1'; "
            + "$sim.AddFault($fault)").AssertNoErrors();

        var result = _host.Run("Start-NovaServer web1, web3 | Wait-NovaServer -Timeout -1");

        var error = result.AssertError("NovaServerActionFailed");
        Assert.Equal(ErrorCategory.InvalidResult, error.CategoryInfo.Category);
        Assert.Contains("'web1'", error.ToString(), StringComparison.Ordinal);
        Assert.StartsWith("req-", (string)((dynamic)error.Exception).RequestId, StringComparison.Ordinal);
        Assert.Equal("web3", Assert.Single(result.Output).Properties["Name"].Value);
    }

    [Fact]
    public void Wait_PollsOnceAndReportsTheStatus_WhenTimeoutIsZero()
    {
        _host.Run("$sim.SetStatus('web1', 'SHUTOFF'); $sim.ClearRequests()").AssertNoErrors();

        var result = _host.Run("Wait-NovaServer ($sim.GetServer('web1').Id) -Status Active -Timeout 0");

        Assert.Contains("it is SHUTOFF", result.AssertError("NovaWaitTimeout").ToString(), StringComparison.Ordinal);
        Assert.Single((System.Collections.IEnumerable)_simulator.GetRequests());
    }

    [Fact]
    public void Wait_WaitsForTheCurrentTask_WhenNoStatusIsSpecified()
    {
        Assert.Equal("web2", Assert.Single(_host.Run("Wait-NovaServer web2 -Timeout 0").AssertNoErrors().Output).Properties["Name"].Value);
        _host.Run("Wait-NovaServer new1 -Timeout 0").AssertError("NovaWaitTimeout");
        Assert.Single(_host.Run("Get-NovaServer err1 | Wait-NovaServer -Status error -Timeout 0").AssertNoErrors().Output);
    }

    [Fact]
    public void Wait_ReportsTheFault_WhenTheServerEntersError()
    {
        _host.Run("$action = Start-NovaServer web1; $sim.SetStatus('web1', 'ERROR', 'No valid host was found.')").AssertNoErrors();

        var error = _host.Run("$action | Wait-NovaServer").AssertError("NovaServerFaulted");

        Assert.Contains("No valid host was found", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Wait_ReportsNovaServerVanished_WhenTheServerIsDeleted()
    {
        _host.Run("$action = Start-NovaServer web1; $sim.RemoveServer('web1')").AssertNoErrors();

        Assert.Equal(ErrorCategory.ObjectNotFound, _host.Run("$action | Wait-NovaServer")
            .AssertError("NovaServerVanished").CategoryInfo.Category);
    }

    [Fact]
    public void Wait_ListsOncePerPoll_WhenThereAreManyServers()
    {
        for (var i = 0; i < 20; i++)
            _simulator.AddServer("bulk" + i, "SHUTOFF");
        _host.Run("$actions = Get-NovaServer bulk* | Start-NovaServer; $sim.Advance([timespan]::FromSeconds(1)); $sim.ClearRequests()")
            .AssertNoErrors();

        Assert.Equal(20, _host.Run("$actions | Wait-NovaServer").AssertNoErrors().Output.Count);

        // The first few servers may be polled one by one, until all inputs are read.
        var lists = ((System.Collections.IEnumerable)_simulator.GetRequests()).Cast<object>()
            .ToLookup(r => r.ToString()!.EndsWith("/servers/detail 200", StringComparison.Ordinal));
        Assert.NotEmpty(lists[true]);
        Assert.InRange(lists[false].Count(), 0, 19);
    }

    [Fact]
    public void Wait_AcceptsActionsOfOtherSessionsAndPlainRecords()
    {
        _host.Run("$action = Start-NovaServer web1").AssertNoErrors();

        Assert.Equal("ACTIVE", (string)_host.Value("(Get-NovaServerAction $action | Wait-NovaServer).Status"));
        Assert.Equal("ACTIVE",
            (string)_host.Value("([pscustomobject]@{ ServerId = $action.ServerId; RequestId = $action.RequestId; Action = 'start' } | "
            + "Wait-NovaServer).Status"));
    }
}
