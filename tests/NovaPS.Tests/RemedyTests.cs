using System;
using System.Linq;
using System.Management.Automation.Language;
using NovaPS.Tests.Support;
using Xunit;

namespace NovaPS.Tests;

/// <summary>Tests the commands in recommended actions: each is pasted, parsed and run.</summary>
public sealed class RemedyTests : IDisposable
{
    private const string Id = "[0-9a-f]{8}-[0-9a-f-]{27}";

    private readonly ModuleHost _host = new();
    private readonly dynamic _simulator;

    public RemedyTests()
    {
        _simulator = _host.StartSimulator("@{ web1 = 'ACTIVE'; off1 = 'SHUTOFF'; off2 = 'SHUTOFF'; \"it's [x]\" = 'ACTIVE'; "
            + "lock1 = @{ Status = 'ACTIVE'; Locked = $true } } -StartDelay 600");
        _host.Run("$null = Connect-NovaProject -Simulator $sim").AssertNoErrors();
    }

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData("Start-NovaServer web1", "NovaServerInvalidState", $"Get-NovaServer -Server {Id}")]
    [InlineData("Start-NovaServer \"it's [x]\"", "NovaServerInvalidState", $"Get-NovaServer -Server {Id}")]
    [InlineData("Stop-NovaServer lock1", "NovaServerLocked", $"Unlock-NovaServer -Server {Id}")]
    [InlineData("$null = Start-NovaServer off1; Start-NovaServer off1", "NovaServerBusy", $"Wait-NovaServer -Server {Id}")]
    [InlineData("$null = Add-NovaSimulatorFault $sim -FailsOnHost; $a = Start-NovaServer off1; $sim.Advance(700); $a | Wait-NovaServer",
        "NovaServerActionFailed", $"Get-NovaServerAction -Server {Id} -RequestId req-{Id}")]
    [InlineData("$a = Start-NovaServer off1; $sim.SetStatus('off1', 'ERROR', 'No host.'); $a | Wait-NovaServer", "NovaServerFaulted",
        $@"Get-NovaServer -Server {Id} \| Format-List")]
    [InlineData("Start-NovaServer off1 | Wait-NovaServer -Timeout 0", "NovaWaitTimeout",
        $"Wait-NovaServer -Server {Id} -RequestId req-{Id}")]
    [InlineData("Wait-NovaServer off1 -Status Active -Timeout 0", "NovaWaitTimeout", $"Wait-NovaServer -Server {Id} -Status ACTIVE")]
    [InlineData("Wait-NovaServer web1 -Deleted -Timeout 0", "NovaWaitTimeout", $"Wait-NovaServer -Server {Id} -Deleted")]
    [InlineData("Wait-NovaServer web1 -For \"Console:it's [up]\", Tcp:22 -Network 'a net' -AddressType Floating -Timeout 0",
        "NovaWaitTimeout",
        $@"Wait-NovaServer -Server {Id} -Status ACTIVE -For 'Console:it''s \[up\]', Tcp:22 -Network 'a net' -AddressType Floating")]
    [InlineData("Wait-NovaServer off1 -For Tcp:22 -Timeout 0", "NovaWaitTimeout",
        $"Wait-NovaServer -Server {Id} -Status ACTIVE -For Tcp:22")]
    [InlineData("Start-NovaServer nosuch", "NovaServerNotFound", "Get-NovaServer")]
    [InlineData("Get-NovaServer 00000000-0000-4000-8000-000000000001", "NovaServerNotFound", "Get-NovaServer")]
    [InlineData("Get-NovaServerAction off1 -RequestId req-none", "NovaServerNotFound", $"Get-NovaServerAction -Server {Id}")]
    public void Remedy_HasACommandThatCanBePasted(string script, string errorId, string expected)
    {
        var error = _host.Run(script).AssertError(errorId);

        var command = (string)((dynamic)error.Exception).RemedyCommand;
        Assert.Matches("^" + expected + "$", command);
        Assert.EndsWith(" Run: " + command, (string)((dynamic)error.Exception).Remedy, StringComparison.Ordinal);
        Assert.EndsWith(" Run:\n    " + command, error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Paste(command);
    }

    [Fact]
    public void Remedy_NamesTheConnection_WhenItIsNotTheDefault()
    {
        _host.Run("$null = Connect-NovaProject -Simulator $sim -Name \"it's 2\" -NotDefault").AssertNoErrors();

        var error = _host.Run("Stop-NovaServer off1 -Connection \"it's 2\"").AssertError("NovaServerInvalidState");

        var command = (string)((dynamic)error.Exception).RemedyCommand;
        Assert.Matches($@"^Get-NovaServer -Server {Id} -Connection 'it''s 2'$", command);
        Paste(command);
        _host.Run("Disconnect-NovaProject").AssertNoErrors();
        error = _host.Run("Stop-NovaServer off1").AssertTerminatingError("NovaNotConnected");
        command = ((dynamic)error.Exception).RemedyCommand;
        Assert.Equal("Connect-NovaProject -Connection 'it''s 2'", command);
        Paste(command);
    }

    [Fact]
    public void Remedy_IsShownOnce_WhenManyServersFailForTheSameReason()
    {
        var errors = _host.Run("'off1', 5, 'off2', 'nosuch', 6, 'lock1', 'nosuch2' | Stop-NovaServer").Errors;

        Assert.Equal(["NovaServerInputInvalid", "NovaServerInvalidState", "NovaServerLocked", "NovaServerNotFound"],
            errors.Where(e => e.ErrorDetails.RecommendedAction.Length > 0).Select(e => e.FullyQualifiedErrorId.Split(',')[0])
            .Order(StringComparer.Ordinal));
        Assert.Equal(7, errors.Count);
        Assert.All(errors, e => Assert.NotEmpty((string)((dynamic)e.Exception).Remedy));
    }

    [Theory]
    [InlineData("Stop-NovaServer off1", true, false)]
    [InlineData("Get-NovaServer off1 | Stop-NovaServer", true, true)]
    [InlineData("[pscustomobject]@{ Id = $sim.GetServer('off1').Id; Name = 'off1' } | Stop-NovaServer", true, false)]
    [InlineData("Wait-NovaServer off1 -Status ACTIVE -Timeout 0", true, true)]
    [InlineData("Stop-NovaServer off1 -Wait", true, false)]
    [InlineData("Get-NovaServerAction ([NovaPS.NovaServer]::new('00000000-0000-4000-8000-000000000001', 'off1'))", true, true)]
    [InlineData("Get-NovaServer ([NovaPS.NovaServer]::new('00000000-0000-4000-8000-000000000001', 'off1'))", true, true)]
    [InlineData("Start-NovaServer off9", false, false)]
    [InlineData("Get-NovaServer off9", false, false)]
    public void Error_HasTheServer_WhenItIsKnown(string script, bool hasId, bool hasServer)
    {
        dynamic error = Assert.Single(_host.Run(script).Errors).Exception;

        Assert.StartsWith("off", (string)error.ServerName, StringComparison.Ordinal);
        Assert.Equal(hasId, error.ServerId is not null);
        if (hasServer)
            Assert.Equal((string)error.ServerId, (string)error.Server.Id);
    }

    /// <summary>Runs a command, which may only fail because of the state of the servers.</summary>
    private void Paste(string command)
    {
        Parser.ParseInput(command, out _, out var problems);
        Assert.Empty(problems);
        _simulator.ClearFaults();
        _simulator.Advance(700);
        _simulator.SetStatus("off1", "ACTIVE");
        var result = command.Contains("-For ", StringComparison.Ordinal) || command.Contains("-Deleted", StringComparison.Ordinal)
            ? _host.Run(command + " -Timeout 0") : _host.Run(command);
        Assert.Null(result.TerminatingError);
        Assert.All(result.Errors, e => Assert.StartsWith("NovaWaitTimeout", e.FullyQualifiedErrorId, StringComparison.Ordinal));
    }
}
