using System;
using System.Linq;
using System.Management.Automation;
using System.Net;
using System.Net.Sockets;
using NovaPS.Tests.Support;
using Xunit;

namespace NovaPS.Tests;

/// <summary>Tests Wait-NovaServer -For. The client's tests cover which requests are sent and when.</summary>
public sealed class WaitForTests : IDisposable
{
    private readonly ModuleHost _host = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public WaitForTests()
    {
        _listener.Start();
        Simulator = _host.StartSimulator("""
            @(@{ Name = 'web1'; Status = 'SHUTOFF'; Addresses = @{ front = '127.0.0.1'; back = '10.255.0.1' } }
              @{ Name = 'web2'; Status = 'ACTIVE'; Addresses = @{ back = '10.255.0.2' } }) -StartDelay 0
            """);
        _host.Run("$null = Connect-NovaProject -Simulator $sim", ("port", Port)).AssertNoErrors();
    }

    private dynamic Simulator { get; }

    private int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Dispose()
    {
        _listener.Stop();
        _host.Dispose();
    }

    [Fact]
    public void Wait_WritesTheServer_WhenItsPortAcceptsConnections()
    {
        var server = Assert.Single(_host.Run("Start-NovaServer web1 | Wait-NovaServer -For \"Tcp:$port\" -Network front -AddressType Fixed")
            .AssertNoErrors().Output);

        Assert.Equal("ACTIVE", server.Properties["Status"].Value);
        using var accepted = _listener.AcceptTcpClient();
        Assert.Equal(0, accepted.Available);
    }

    [Fact]
    public void Wait_ReportsTheMissingAddress_WhenItTimesOut()
    {
        var error = _host.Run("Wait-NovaServer web2 -For Tcp:22 -Network front -Timeout 0").AssertError("NovaWaitTimeout");

        Assert.Matches(@"^Server 'web2' \(\S+\) did not reach ACTIVE with Tcp:22 within 0 s; it is ACTIVE; it has no address on the network 'front'\.$", error.ToString());
    }

    [Fact]
    public void Wait_RecommendsTheSameConditions_WhenTheStatusIsNotReached()
    {
        var error = _host.Run("Wait-NovaServer web1 -For Tcp:22 -Timeout 0").AssertError("NovaWaitTimeout");

        Assert.EndsWith(" -Status ACTIVE -For Tcp:22", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void Wait_WritesTheServerWithoutTheLog_WhenTheConsoleHasTheText()
    {
        _host.Run("$sim.SetConsoleOutput('web2', 'root password: s3cret')").AssertNoErrors();
        var early = _host.Run("Wait-NovaServer web2 -For Console:'login:' -Timeout 0 -Verbose -Debug");
        _host.Run("$sim.SetConsoleOutput('web2', \"root password: s3cret`nweb2 login: \")").AssertNoErrors();
        var late = _host.Run("Wait-NovaServer web2 -For Console:'login:', console:ROOT -Verbose -Debug").AssertNoErrors();

        Assert.Contains(
            "its console log does not contain 'login:'", early.AssertError("NovaWaitTimeout").ToString(), StringComparison.Ordinal);
        Assert.Equal("web2", Assert.Single(late.Output).Properties["Name"].Value);
        Assert.DoesNotContain("s3cret", string.Join('\n', early.Verbose.Concat(early.Debug).Concat(early.Errors.Select(e => e.ToString()))
            .Concat(late.Verbose).Concat(late.Debug)), StringComparison.Ordinal);
    }

    [Fact]
    public void Wait_ReportsTheFailure_WhenTheStartFails()
    {
        _host.Run("$null = Add-NovaSimulatorFault $sim -Server web1 -FailsOnHost").AssertNoErrors();

        _host.Run("Start-NovaServer web1 | Wait-NovaServer -For Tcp:22 -Timeout -1").AssertError("NovaServerActionFailed");
    }

    [Theory]
    [InlineData("-Status Deleted -For Tcp:22", "cannot be used together")]
    [InlineData("-For Console:x -Network front", "has no Tcp:PORT")]
    public void Wait_ReportsAnError_WhenParametersConflict(string arguments, string message) =>
        Assert.Contains(message, _host.Run("Wait-NovaServer web2 " + arguments).AssertTerminatingError("NovaWaitInputInvalid").ToString(),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("-For Tcp:ssh", "'Tcp:ssh' has no valid port. Specify a number from 1 to 65535")]
    [InlineData("-For Tcp:22, Ping", "'Ping' is not a condition. Specify Tcp:PORT")]
    [InlineData("-For Tcp:22 -AddressType Public", "AddressType")]
    public void Wait_SendsNothing_WhenTheConditionIsInvalid(string arguments, string message)
    {
        _host.Run("$sim.ClearRequests()").AssertNoErrors();

        var error = _host.Run("Wait-NovaServer web2 " + arguments).TerminatingError!;

        Assert.Contains(message, error.ToString(), StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.InvalidData, error.CategoryInfo.Category);
        Assert.Empty((System.Collections.IEnumerable)_host.Value("$sim").GetRequests());
    }
}
