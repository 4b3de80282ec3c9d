using System;
using System.Collections;
using System.Linq;
using System.Management.Automation.Language;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using NovaPS.Client.Tests.Support;
using NovaPS.Tests.Support;
using Xunit;

namespace NovaPS.Tests;

/// <summary>Tests what Ctrl+C leaves: a warning with a command that waits again.</summary>
public sealed class InterruptionTests : IDisposable
{
    private const string Id = "[0-9a-f]{8}-[0-9a-f-]{27}";

    private readonly ModuleHost _host = new();
    private readonly dynamic _simulator;

    public InterruptionTests()
    {
        _simulator = _host.StartSimulator("@{ web1 = 'SHUTOFF'; web2 = 'SHUTOFF'; web3 = 'SHUTOFF' } -StartDelay 600");
        _host.Run("$null = Connect-NovaProject -Simulator $sim").AssertNoErrors();
    }

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData("Start-NovaServer web1 -Wait -Timeout 00:10:00", @"1 server \(1 powering-on: web1\)",
        $"Wait-NovaServer -Server {Id} -RequestId req-{Id} -Timeout 600", 1)]
    [InlineData("Wait-NovaServer web1 -Status Active", @"1 server \(1 SHUTOFF: web1\)", $"Wait-NovaServer -Server {Id} -Status ACTIVE", 1)]
    [InlineData("Get-NovaServer | Start-NovaServer -Wait", @"3 servers \(3 powering-on: .*\)",
        @"\$NovaServersInProgress \| Wait-NovaServer", 3)]
    [InlineData("Get-NovaServer | Start-NovaServer | Wait-NovaServer -Timeout -1", @"3 servers \(3 powering-on: .*\)",
        @"\$NovaServersInProgress \| Wait-NovaServer -Timeout -1", 3)]
    [InlineData("Get-NovaServer | Wait-NovaServer -Status Active -PollInterval 0.5", @"3 servers \(3 SHUTOFF: .*\)",
        @"\$NovaServersInProgress \| Wait-NovaServer -Status Active -PollInterval 0.5", 3)]
    public async Task Stop_WarnsWithACommandThatWaitsAgain_WhenServersAreInProgress(string script, string servers, string command,
        int count)
    {
        _host.UserInterface.StartRendering(120, false);
        var running = _host.Start(script);
        await PolledAsync(count);

        var result = await Task.Run(running.Stop);

        Assert.True(result.WasStopped);
        var warning = Assert.Single(result.Warning);
        var match = Regex.Match(warning,
            "^Stopped waiting for " + servers + @"\. Actions in progress continue in the cloud\. To wait again, run: (" + command + ")$");
        Assert.True(match.Success, warning);
        Assert.Contains("WARNING: " + warning, _host.UserInterface.Rendered, StringComparison.Ordinal);
        Parser.ParseInput(match.Groups[1].Value, out _, out var problems);
        Assert.Empty(problems);
        _simulator.Advance(700);
        foreach (var name in new[] { "web1", "web2", "web3" })
            _simulator.SetStatus(name, "ACTIVE");
        Assert.Equal(count, _host.Run(match.Groups[1].Value).AssertNoErrors().Output.Count);
    }

    [Theory]
    [InlineData("Wait-NovaServer web1 -Status Active -WarningAction SilentlyContinue")]
    [InlineData("$WarningPreference = 'Ignore'; Wait-NovaServer web1 -Status Active")]
    public async Task Stop_IsSilent_WhenWarningsAreDisabled(string script)
    {
        var running = _host.Start(script);
        await PolledAsync(1);

        Assert.Empty((await Task.Run(running.Stop)).Warning);
    }

    [Fact]
    public void Command_DoesNotWarn_WhenThePipelineEndsEarly()
    {
        _simulator.SetStatus("web1", "ACTIVE");

        Assert.Empty(_host.Run("Get-NovaServer | Wait-NovaServer -Status Active -Timeout -1 | Select-Object -First 1").AssertNoErrors()
            .Warning);
    }

    [Theory]
    [InlineData("$ids | Start-NovaServer")]
    [InlineData("$ids | Set-NovaServer -Metadata @{ a = 1 }")]
    public async Task Stop_CountsTheCanceledRequests_WhenTheirResponsesAreMissing(string script)
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var cloud = new Cloud(new RawServer(async request =>
        {
            // The document of the microversions, which a connection requests once.
            if (request.Target == "/v2.1/")
                return RawServer.Respond(200, """{"version": {"id": "v2.1", "version": "2.90", "min_version": "2.1"}}""");
            await release.Task;
            return null;
        }));
        var running = cloud.Host.Start(script, ("ids", new[] { Cloud.Id(1), Cloud.Id(2) }));
        await TestWait.UntilAsync(
            () => cloud.Server.Requests.Count(r => r.Target.Contains("/servers/", StringComparison.Ordinal)) == 2, "the requests");

        var warning = Assert.Single((await Task.Run(running.Stop)).Warning);
        release.SetResult();

        Assert.Equal("2 requests were canceled. The cloud may have accepted them.", warning);
    }

    [Fact]
    public async Task Stop_CountsTheRequests_WhoseOutcomesCanNoLongerBeWritten()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var cloud = new Cloud(new RawServer(async _ =>
        {
            await release.Task;
            return RawServer.Respond(202);
        }));
        using var stop = new SlowStopCommand.Gate();
        cloud.Host.Run("Import-Module -Assembly $assembly", ("assembly", typeof(SlowStopCommand).Assembly)).AssertNoErrors();
        var running = cloud.Host.Start("$ids | Test-SlowStop $gate | Start-NovaServer",
            ("ids", new[] { Cloud.Id(1), Cloud.Id(2) }), ("gate", stop));
        await TestWait.UntilAsync(() => cloud.Posts.Count() == 2, "the requests");

        var stopped = Task.Run(running.Stop);
        await TestWait.UntilAsync(() => stop.IsReached, "the stop");
        release.SetResult();
        await TestWait.UntilAsync(() => stop.IsDisposed, "the end of the pipeline");
        stop.Open();

        Assert.Equal("2 requests were canceled. The cloud may have accepted them.", Assert.Single((await stopped).Warning));
    }

    /// <summary>Waits until each server was polled twice, because the second poll shows that the first response was read.</summary>
    private Task PolledAsync(int count) => TestWait.UntilAsync(() => ((IEnumerable)_simulator.GetRequests()).Cast<object>()
        .Select(r => Regex.Match(r.ToString()!, $"GET .*/servers/({Id}) 200")).Where(m => m.Success)
        .GroupBy(m => m.Groups[1].Value).Count(polls => polls.Count() > 1) >= count, "two polls of each server");
}
