using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using NovaPS.Tests.Support;
using Xunit;

namespace NovaPS.Tests;

/// <summary>Tests that each server has one outcome, even if the connection fails.</summary>
public sealed class OutcomeTests : IDisposable
{
    private readonly ModuleHost _host = new();

    public OutcomeTests()
    {
        _host.StartSimulator("40 -StartDelay 0");
        // The password is changed after half of the servers.
        _host.Run("""
            $null = Connect-NovaProject -Simulator $sim
            $ids = @($sim.GetServers().Id)
            function Change-Password {
                $sim.AddFault([NovaPS.Simulator.NovaSimulatorFault] @{
                    Method = 'POST'; PathContains = '/auth/tokens'; StatusCode = 401; Count = -1 })
                $sim.RevokeAllTokens()
            }
            function Select-Id { process { if (++$global:read -eq 21) { Change-Password }; $_ } }
            """).AssertNoErrors();
    }

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(16)]
    public void Start_AccountsForEveryServer_WhenThePasswordIsChanged(int limit)
    {
        var result = _host.Run($"$ids | Select-Id | Start-NovaServer -ThrottleLimit {limit}");

        var error = result.AssertTerminatingError("NovaUnauthorized");
        Assert.All(result.Errors, e => Assert.StartsWith("NovaUnauthorized,", e.FullyQualifiedErrorId, StringComparison.Ordinal));
        Assert.All(result.Errors, e => Assert.StartsWith("Cannot start server ", e.ToString(), StringComparison.Ordinal));
        AssertOncePerServer(result.Output.Select(o => o.Properties["ServerId"].Value)
            .Concat(result.Errors.Append(error).Select(e => e.TargetObject)).Concat(NotSent(error)));
        // The login of Connect-NovaProject, and one that is refused.
        Assert.Equal(2, Logins());
    }

    [Fact]
    public void Start_AccountsForEveryServer_WhenTheFirstErrorEndsTheCommand()
    {
        var result = _host.Run("$ids | Select-Id | Start-NovaServer -ThrottleLimit 4 -ErrorAction Stop");

        var error = result.AssertTerminatingError("NovaUnauthorized");
        AssertOncePerServer(result.Output.Select(o => o.Properties["ServerId"].Value).Append(error.TargetObject)
            .Concat(((Array)((dynamic)error.Exception).Others).Cast<object>().Select(e => (object)((dynamic)e).ServerId))
            .Concat(NotSent(error)));
    }

    [Fact]
    public void Wait_AccountsForEveryServer_WhenThePasswordIsChanged()
    {
        _host.Run("$null = Start-NovaServer $ids; $sim.AddServer('slow', 'SHUTOFF'); Change-Password").AssertNoErrors();

        var result = _host.Run("Wait-NovaServer $ids -Status SHUTOFF -Timeout -1");

        var error = result.AssertTerminatingError("NovaUnauthorized");
        Assert.All(result.Errors, e => Assert.StartsWith("Cannot wait for server ", e.ToString(), StringComparison.Ordinal));
        AssertOncePerServer(result.Errors.Append(error).Select(e => e.TargetObject));
        Assert.EndsWith("40 servers were still waited for.", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void StartWait_WritesTheActions_WhenTheFirstPollIsRefused()
    {
        _host.Run("$slow = Start-NovaSimulator 8 -StartDelay 600; $null = Connect-NovaProject -Simulator $slow").AssertNoErrors();

        _host.Run("foreach ($of in @{ Method = 'GET'; PathContains = '/servers' }, @{ Method = 'POST'; PathContains = '/auth/tokens' }) { "
            + "$slow.AddFault([NovaPS.Simulator.NovaSimulatorFault] ($of + @{ StatusCode = 401; Count = -1 })) }").AssertNoErrors();

        // Every start is accepted, and the first poll is refused.
        var result = _host.Run("$slow.GetServers().Id | Start-NovaServer -Wait -Timeout -1");

        Assert.EndsWith("8 servers were still waited for.", result.AssertTerminatingError("NovaUnauthorized").ToString(),
            StringComparison.Ordinal);
        Assert.Equal(8, result.Output.Count);
        Assert.Empty(result.Errors);
        _host.Run("Stop-NovaSimulator $slow").AssertNoErrors();
    }

    [Theory]
    [InlineData("Change-Password", false)]
    [InlineData("$sim.ExpireAllTokens()", false)]
    [InlineData("$sim.AddFault([NovaPS.Simulator.NovaSimulatorFault] @{ Method = 'DELETE'; StatusCode = 404; ContentType = 'text/html'; "
        + "Body = 'x' })",
        true)]
    [InlineData("$sim.AddFault([NovaPS.Simulator.NovaSimulatorFault] @{ Method = 'DELETE'; StatusCode = 503 })", true)]
    public void Disconnect_Warns_OnlyWhenTheTokenMayStillBeValid(string before, bool warns)
    {
        _host.Run(before).AssertNoErrors();

        var warnings = _host.Run("Disconnect-NovaProject").AssertNoErrors().Warning;

        if (warns)
            Assert.EndsWith(" The connection is closed, but the token is valid until it expires.", Assert.Single(warnings),
                StringComparison.Ordinal);
        else
            Assert.Empty(warnings);
    }

    [Theory]
    [InlineData("-ThrottleLimit 64", "-MaxConcurrency 4",
        "-ThrottleLimit 64 has no effect above 4, the limit of connection 'simulator'. To raise it, connect with -MaxConcurrency.")]
    [InlineData("-ThrottleLimit 33", "",
        "-ThrottleLimit 33 has no effect above 32, the limit of connection 'simulator'. To raise it, connect with -MaxConcurrency.")]
    [InlineData("-ThrottleLimit 4", "-MaxConcurrency 4", null)]
    [InlineData("", "-MaxConcurrency 4", null)]
    [InlineData("-ThrottleLimit 64", "-MaxConcurrency 64", null)]
    public void ThrottleLimit_CausesAWarning_WhenTheConnectionAllowsLess(string throttle, string connect, string? warning)
    {
        var result = _host.Run($"$null = Connect-NovaProject -Simulator $sim {connect}; $ids | Start-NovaServer {throttle}")
            .AssertNoErrors();

        Assert.Equal(40, result.Output.Count);
        Assert.Equal(warning is null ? [] : [warning], result.Warning);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1001")]
    public void MaxConcurrency_IsRefused_WhenItIsOutOfRange(string value) =>
        Assert.Equal("-MaxConcurrency is " + value + ", which is not from 1 to 1000.",
            _host.Run("Connect-NovaProject -Simulator $sim -MaxConcurrency " + value)
                .AssertTerminatingError("NovaConnectInputInvalid").ToString());

    [Fact]
    public void MaxConcurrency_IsAPropertyOfTheConnection()
    {
        Assert.Equal([32, 7], _host.Run("Get-NovaConnection; Connect-NovaProject -Simulator $sim -MaxConcurrency 7").AssertNoErrors().Output
            .Select(c => (int)c.Properties["MaxConcurrency"].Value));
        Assert.Null(_host.Run("[NovaPS.NovaConnection]::new('https://nova.example/v2.1').MaxConcurrency").AssertNoErrors().Output.Single());
    }

    private static IEnumerable<object?> NotSent(ErrorRecord error) => ((Array)((dynamic)error.Exception).NotSent).Cast<object?>();

    private void AssertOncePerServer(IEnumerable<object?> outcomes)
    {
        var ids = ((System.Collections.IEnumerable)_host.Run("$ids").Output).Cast<PSObject>().Select(o => (string)o.BaseObject);
        Assert.Equal(ids.Order(StringComparer.Ordinal), outcomes.Select(o => (string)(o is PSObject wrapped ? wrapped.BaseObject : o)!)
            .Order(StringComparer.Ordinal));
    }

    private int Logins() => _host.Run("$sim.GetRequests() | Where-Object { $_.Method -eq 'POST' -and $_.Path -like '*/auth/tokens' }")
        .AssertNoErrors().Output.Count;
}
