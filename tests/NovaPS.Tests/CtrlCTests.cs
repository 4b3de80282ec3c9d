using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Tests.Support;
using NovaPS.Robustness.Wire;
using NovaPS.Tests.Support;
using Xunit;

namespace NovaPS.Tests;

/// <summary>Tests Ctrl+C at each request of each command. A new command fails the test until it has a row.</summary>
public sealed class CtrlCTests(ModuleHost host) : IClassFixture<ModuleHost>
{
    /// <summary>A command that waits without limit is stopped at this many requests.</summary>
    private const int MaxRequests = 6;

    /// <summary>The commands that send no requests.</summary>
    private static readonly string[] Local = ["Add-NovaSimulatorFault", "Clear-NovaSimulatorFault", "Get-NovaConnection",
        "Get-NovaSimulatorRequest", "Start-NovaSimulator", "Stop-NovaSimulator"];

    /// <summary>Commands, and the status of the server 'web1'. $id is its id.</summary>
    public static TheoryData<string, string> Commands
    {
        get
        {
            var data = new TheoryData<string, string>
            {
                { "Connect-NovaProject -AuthUrl $url -Credential $credential -ProjectName demo -Name other", "ACTIVE" },
                { "Disconnect-NovaProject", "ACTIVE" },
                { "Test-NovaConnection", "ACTIVE" },
                { "Test-NovaConnection -AuthUrl $url -Credential $credential -ProjectName demo -RequestTimeout 3600", "ACTIVE" },
                { "Get-NovaFlavor", "ACTIVE" },
                { "Get-NovaServer", "ACTIVE" },
                { "Get-NovaServer -Image debian-12 -Flavor m1.nano", "ACTIVE" },
                { "Get-NovaServerAction web1", "ACTIVE" },
                { "Get-NovaServerConsole web1 -Follow", "ACTIVE" },
                { "Get-NovaServerConsole web1 -Url", "ACTIVE" },
                { "Rename-NovaServer web1 web2", "ACTIVE" },
                { "Set-NovaServer web1 -Description x -Metadata @{ a = 1 } -AddTag b", "ACTIVE" },
                { "Start-NovaServer web1 -Wait -Timeout -1", "SHUTOFF" },
                { "Resize-NovaServer web1 -Flavor m1.small -AutoConfirm", "ACTIVE" },
                { "Wait-NovaServer web1 -Status SHUTOFF -PollInterval 0.1 -Timeout -1", "ACTIVE" },
                { "Wait-NovaServer web1 -For Console:never -PollInterval 0.1 -Timeout -1", "ACTIVE" },
            };
            foreach (var row in ((IEnumerable<object[]>)ActionCommandTests.Rows).Select(r => (ActionCommandTests.Row)r[0]))
                data.Add(row.Command + " $id", row.Origin);
            return data;
        }
    }

    [Fact]
    public void Rows_ListEveryCommand() => Assert.Equal(
        host.Run("(Get-Command -Module NovaPS).Name").AssertNoErrors().Output.Select(c => (string)c.BaseObject),
        ((IEnumerable<object[]>)Commands).Select(r => ((string)r[0]).Split(' ')[0]).Concat(Local).Distinct()
            .Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Command_Ends_WhenCtrlCIsPressedDuringAnyRequest(string script, string status)
    {
        for (var at = 1; at <= MaxRequests && await StopAsync(script, status, at); at++)
        {
        }
    }

    /// <summary>Runs a command, and stops it when it has sent a number of requests, of which the last one has no response.</summary>
    /// <returns>False if the command completes with fewer requests.</returns>
    private async Task<bool> StopAsync(string script, string status, int at)
    {
        var simulator = host.StartSimulator("-StartDelay 0 -ActionDelay 0");
        string id = simulator.AddServer("web1", status).Id;
        var credential = new PSCredential("demo", new NetworkCredential("", (string)simulator.GetPassword()).SecurePassword);
        var (received, isReached, isAbandoned) = (int.MinValue, false, false);
        using var end = new FarEnd(new Uri((string)simulator.AuthUrl), async exchange =>
        {
            if (Interlocked.Increment(ref received) != at)
                return await exchange.SendAsync(await exchange.ForwardAsync());
            isReached = true;
            await exchange.HoldAsync();
            isAbandoned = true;
            return false;
        });
        host.Run("$null = Connect-NovaProject -AuthUrl $url -Credential $credential -ProjectName demo -RequestTimeout 3600",
            ("url", end.Url + "v3"), ("credential", credential), ("id", id)).AssertNoErrors();
        Interlocked.Exchange(ref received, 0);
        end.Requests.Clear();

        using var running = host.Start(script);
        await TestWait.UntilAsync(() => running.IsCompleted || Volatile.Read(ref isReached), "the command");
        if (!isReached)
        {
            running.Wait().AssertNoErrors();
            Assert.NotEqual(1, at);
            return false;
        }

        var result = await Task.Run(running.Stop).WaitAsync(TestWait.Bound);

        Assert.True(result.WasStopped);
        result.AssertNoErrors();
        await TestWait.UntilAsync(() => Volatile.Read(ref isAbandoned), "the end of request " + at);
        // Nothing is sent after it, but a token that nothing will use is revoked.
        Assert.All(end.Requests.Skip(at), r => Assert.Equal("DELETE /v3/auth/tokens", r.Method + " " + r.Target));
        return true;
    }
}
