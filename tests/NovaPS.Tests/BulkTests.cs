using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Tests.Support;
using NovaPS.Tests.Support;
using Xunit;

namespace NovaPS.Tests;

/// <summary>Tests bulk operations: concurrency, one outcome per server, and how they end.</summary>
public sealed class BulkTests
{
    private static readonly string[] Ids = Enumerable.Range(1, 1000).Select(Cloud.Id).ToArray();

    [Fact]
    public void Start_ReportsOneOutcomePerServer_WhenThereAreAThousand()
    {
        using var cloud = new Cloud(r => Number(r) % 10 == 0 ? Cloud.Refuse(409, "conflictingRequest", "Instance x is not ready")
            : Cloud.Accepted);

        var result = cloud.Host.Run("$ids | Start-NovaServer", ("ids", Ids));

        Assert.Null(result.TerminatingError);
        Assert.Equal(900, result.Output.Select(o => o.Properties["ServerId"].Value).Distinct().Count());
        Assert.Equal(100, result.Errors.Select(e => e.TargetObject.ToString()).Distinct().Count());
        Assert.Equal(1000, cloud.Server.Requests.Select(r => r.Target).Distinct().Count());
        Assert.Equal(1000, cloud.Server.Requests.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void ThrottleLimit_BoundsTheRequestsInFlight(int limit)
    {
        var (now, most) = (0, 0);
        using var cloud = new Cloud(_ =>
        {
            var n = Interlocked.Increment(ref now);
            InterlockedMax(ref most, n);
            Thread.Sleep(5);
            Interlocked.Decrement(ref now);
            return Cloud.Accepted;
        });

        cloud.Host.Run($"$ids | Start-NovaServer -ThrottleLimit {limit}", ("ids", Ids.Take(50).ToArray())).AssertNoErrors();

        Assert.InRange(most, 1, limit);
    }

    [Fact]
    public async Task Start_WritesEachResult_WhenItsRequestCompletes()
    {
        using var held = new ManualResetEventSlim();
        using var cloud = new Cloud(r =>
        {
            if (Number(r) == 1)
                held.Wait();
            return Cloud.Accepted;
        });

        using var running = cloud.Host.Start("$ids | Start-NovaServer", ("ids", Ids.Take(10).ToArray()));
        await TestWait.UntilAsync(() => running.Output.Count == 9, "the other results");
        held.Set();

        Assert.Equal(Cloud.Id(1), running.Wait().AssertNoErrors().Output[9].Properties["ServerId"].Value);
    }

    [Theory]
    [InlineData("$ids | Start-NovaServer -ThrottleLimit 4 | ForEach-Object { throw 'downstream' }")]
    [InlineData("foreach ($x in 1) { $ids | Start-NovaServer -ThrottleLimit 4 | ForEach-Object { break } }")]
    [InlineData("$ids | Start-NovaServer -ThrottleLimit 4 | ForEach-Object { if ($n++) { return }; exit }")]
    public async Task Start_SendsNothingMore_WhenADownstreamCommandEndsThePipeline(string script)
    {
        using var cloud = new Cloud(_ => Cloud.Accepted);

        cloud.Host.Run(script, ("ids", Ids));

        await AssertSendsNothingMoreAsync(cloud);
    }

    [Fact]
    public async Task Start_SendsNothingMore_WhenCtrlCIsPressed()
    {
        using var cloud = new Cloud(_ =>
        {
            Thread.Sleep(20);
            return Cloud.Accepted;
        });
        using var running = cloud.Host.Start("$ids | Start-NovaServer -ThrottleLimit 4", ("ids", Ids));
        await TestWait.UntilAsync(() => cloud.Server.Requests.Count > 10, "requests");

        Assert.True(running.Stop().WasStopped);

        await AssertSendsNothingMoreAsync(cloud);
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(4, 999)]
    public void Start_CompletesRequestsInFlightAndSendsNothingMore_WhenErrorActionIsStop(int limit, int most)
    {
        using var cloud = new Cloud(r => Number(r) == 5 ? Cloud.Refuse(409, "conflictingRequest", "Instance x is not ready")
            : Cloud.Accepted);

        var result = cloud.Host.Run("Start-NovaServer $ids -ThrottleLimit " + limit + " -ErrorAction Stop", ("ids", Ids));

        var error = result.AssertTerminatingError("NovaServerInvalidState");
        var sent = cloud.Server.Requests.Count;
        Assert.Equal(sent - 1, result.Output.Count);
        Assert.InRange(sent, 5, most);
        Assert.Contains(" " + (1000 - sent) + " inputs were not sent.", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Get_RequestsTheSecondPage_OnlyWhenTheFirstIsWritten()
    {
        using var cloud = new Cloud(_ => null);
        var page = string.Join(",", Enumerable.Range(1, 1000).Select(n =>
            $"{{\"id\": \"{Cloud.Id(n)}\", \"name\": \"s{n}\", \"tenant_id\": \"{Cloud.Project}\"}}"));
        using var server = new RawServer(_ => RawServer.Respond(200, "{\"servers\": [" + page
            + "], \"servers_links\": [{\"rel\": \"next\", \"href\": \"http://x/servers/detail?marker=" + Cloud.Id(1000) + "\"}]}"));
        cloud.Host.Run($"$null = Connect-NovaProject -Endpoint {server.Url}v2.1 -ProjectId {Cloud.Project} -Token x").AssertNoErrors();

        cloud.Host.Run("foreach ($x in 1) { Get-NovaServer | ForEach-Object { break } }");

        Assert.Single(server.Requests, r => r.Target.Contains("detail", StringComparison.Ordinal));
    }

    [Fact]
    public void Start_ContinuesOnOtherConnections_WhenOneTokenIsRefused()
    {
        using var cloud = new Cloud(_ => Cloud.Accepted);
        using var other = new RawServer(_ => Cloud.Refuse(401, "error", "no"));
        cloud.Host.Run($"$bad = Connect-NovaProject -Endpoint {other.Url}v2.1 -ProjectId p -Token x -NotDefault").AssertNoErrors();

        var result = cloud.Host.Run(
            "$ids | ForEach-Object { $s = [NovaPS.NovaServer]::new($_); if ($n++ % 2) { $s.Connection = $bad }; $s } | Start-NovaServer "
                + "-ThrottleLimit 1",
            ("ids", Ids.Take(20).ToArray()));

        Assert.Equal(10, result.Output.Count);
        Assert.EndsWith(" 9 inputs were not sent.", result.AssertError("NovaUnauthorized").ToString(), StringComparison.Ordinal);
        Assert.Single(other.Requests);
    }

    private static int Number(RawRequest request) => int.Parse(request.Target.Split('/')[3].Split('-')[^1], null);

    private static async Task AssertSendsNothingMoreAsync(Cloud cloud)
    {
        var sent = cloud.Server.Requests.Count;
        Assert.InRange(sent, 1, Ids.Length - 1);
        // Requests in flight have completed by now. If the command continued, it would send hundreds more.
        await Task.Delay(200);
        Assert.InRange(cloud.Server.Requests.Count, sent, sent + 4);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); value > seen;)
        {
            var before = Interlocked.CompareExchange(ref most, value, seen);
            if (before == seen)
                return;
            seen = before;
        }
    }
}
