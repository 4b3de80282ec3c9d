using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Operations;
using NovaPS.Client.Tests.Support;
using Xunit;

namespace NovaPS.Client.Tests;

/// <summary>Tests how many servers are polled: by lists of changed servers, or by one GET per server.</summary>
public sealed class BulkPollingTests : IDisposable
{
    private readonly ScriptedNova _nova = new();
    private readonly TestClock _clock = new();
    private DriverRun? _run;

    private DriverRun Run => _run ??= new DriverRun(_nova, _clock);

    private IReadOnlyList<(string Id, NovaServer? Server, NovaException? Error)> Outcomes => Run.Outcomes;

    private (string Id, NovaServer? Server, NovaException? Error) Outcome => Assert.Single(Outcomes);

    public void Dispose()
    {
        _run?.Dispose();
        _nova.Dispose();
    }

    [Fact]
    public async Task ManyServers_CostOneListPerPoll()
    {
        for (var i = 0; i < 100; i++)
            _nova.Add("s" + i, "SHUTOFF/powering-on", "SHUTOFF/powering-on", "ACTIVE/powering-on", i == 7 ? "404" : "ACTIVE");

        await Run.RunAsync(300, Enumerable.Range(0, 100).Select(i => Run.Start("s" + i)).ToArray());

        Assert.Equal(99, Outcomes.Count(s => s.Server?.Status == "ACTIVE"));
        Assert.Equal(NovaErrorId.NovaServerVanished, Assert.Single(Outcomes, s => s.Error is not null).Error!.ErrorId);
        Assert.Equal(5, _nova.Requests.Count);
        Assert.All(_nova.Requests.Take(4), r => Assert.StartsWith("/servers/detail?changes-since=", r, StringComparison.Ordinal));
        Assert.Equal("/servers/s7/os-instance-actions", _nova.Requests[4]);
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 0)]
    [InlineData(true, -5)]
    [InlineData(true, 5)]
    public async Task ManyServers_AreListedFromTheOldestAction_AndNeverAsAWholeProject(bool hasDate, int hoursAhead)
    {
        _nova.HasDate = hasDate;
        _nova.Ahead = TimeSpan.FromHours(hoursAhead);
        for (var i = 0; i < 5; i++)
            _nova.Add("s" + i, Enumerable.Repeat("SHUTOFF/powering-on", 30).Append("ACTIVE").ToArray());

        await Run.RunAsync(300, Enumerable.Range(0, 5).Select(i => Run.Start("s" + i, 10 + i)).ToArray());

        Assert.All(Outcomes, s => Assert.Equal("ACTIVE", s.Server?.Status));
        var since = _nova.Requests.Where(r => r.StartsWith("/servers/detail", StringComparison.Ordinal)).Select(Since).ToList();
        var oldest = new DateTime(2025, 12, 31, 23, 59, 36, DateTimeKind.Utc) + _nova.Ahead;
        Assert.Equal(oldest, since[0]);
        // Every twelfth list reaches further back, because the host may date the end of an action before its start.
        Assert.Equal([12, 24], since.Select((s, i) => (s, i)).Where(s => s.s == oldest.AddMinutes(-5)).Select(s => s.i));
        Assert.All(since.Where((_, i) => i is not (12 or 24)), s => Assert.True(s >= oldest));
        Assert.Equal(since.Count, _nova.Requests.Count);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(-5)]
    public async Task ManyServers_MissNoChange_WhenTheDateIsOfAnotherClock(int hoursAhead)
    {
        _nova.HasDate = true;
        _nova.DateAhead = TimeSpan.FromHours(hoursAhead);
        foreach (var id in "abcde")
            _nova.Add(id.ToString(), "SHUTOFF/powering-on", "SHUTOFF/powering-on", "ACTIVE");
        foreach (var id in "vwxyz")
            _nova.Add(id.ToString(), "ACTIVE/rebooting", "ACTIVE/rebooting", "ACTIVE");

        await Run.RunAsync(300, "abcde".Select(id => Run.Start(id.ToString())).Concat("vwxyz".Select(id => DriverRun.Wait(id.ToString())))
            .ToArray());

        Assert.All(Outcomes, s => Assert.Equal("ACTIVE", s.Server?.Status));
        Assert.DoesNotContain("/servers/detail", _nova.Requests);
    }

    [Fact]
    public async Task ManyServers_AreReadByGet_WhenTheyAreOfAnotherProject()
    {
        // The list of an administrator does not include the server.
        _nova.Project = "other";
        foreach (var id in "abcde")
            _nova.Add(id.ToString(), "SHUTOFF/powering-on", "SHUTOFF/powering-on", "ACTIVE");

        await Run.RunAsync(300, "abcde".Select(id => Run.Start(id.ToString())).ToArray());

        Assert.All(Outcomes, s => Assert.Equal("ACTIVE", s.Server?.Status));
        Assert.Equal(1, _nova.Requests.Count(r => r.StartsWith("/servers/detail", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Server_IsReadByGet_WhenTheListDoesNotHaveIt()
    {
        foreach (var id in "abcd")
            _nova.Add(id.ToString(), "ACTIVE");

        await Run.RunAsync(300, "abcde".Select(id => Run.Start(id.ToString())).ToArray());

        Assert.Equal(NovaErrorId.NovaServerVanished, Assert.Single(Outcomes, s => s.Id == "e").Error!.ErrorId);
        Assert.Equal(["/servers/e", "/servers/e/os-instance-actions"], _nova.Requests.Skip(1));
    }

    [Fact]
    public async Task FewServers_CostOneGetEach()
    {
        foreach (var id in "abcd")
            _nova.Add(id.ToString(), "ACTIVE");

        await Run.RunAsync(300, "abcd".Select(id => Run.Start(id.ToString())).ToArray());

        Assert.Equal(["/servers/a", "/servers/b", "/servers/c", "/servers/d"], _nova.Requests.Order());
    }

    [Fact]
    public async Task Waits_AreReadByGetFirst_AndByListsAfterThat()
    {
        // The change at 30 s is older than the second poll by more than the overlap of the lists.
        foreach (var id in "abcde")
            _nova.Add(id.ToString(), "ACTIVE/rebooting@1", "ACTIVE@30");
        _run = new DriverRun(_nova, _clock, TimeSpan.FromSeconds(60));

        await Run.RunAsync(100, "abcde".Select(id => DriverRun.Wait(id.ToString())).ToArray());

        Assert.All(Outcomes, s => Assert.Equal("ACTIVE", s.Server?.Status));
        Assert.Equal(6, _nova.Requests.Count);
        Assert.StartsWith("/servers/detail?changes-since=", _nova.Requests[5], StringComparison.Ordinal);
    }

    [Fact]
    public async Task AddedWaits_MissNoChange_BetweenTheirGetAndTheirFirstList()
    {
        foreach (var id in "abcde")
            _nova.Add(id.ToString(), "SHUTOFF/powering-on", "SHUTOFF/powering-on", "SHUTOFF/powering-on", "ACTIVE");
        foreach (var id in "vwxyz")
            _nova.Add(id.ToString(), "ACTIVE/rebooting@1", "ACTIVE/rebooting@1", "ACTIVE@80");
        _run = new DriverRun(_nova, _clock, TimeSpan.FromSeconds(60));
        var isAdded = false;
        _nova.Before = _ =>
        {
            if (!isAdded)
            {
                isAdded = true;
                foreach (var id in "vwxyz")
                    Run.Add(DriverRun.Wait(id.ToString()), 100);
                Run.Driver.Complete();
            }

            return Task.CompletedTask;
        };
        foreach (var id in "abcde")
            Run.Add(Run.Start(id.ToString()));

        await Run.Driver.RunAsync(CancellationToken.None).WaitAsync(TestWait.Bound);

        Assert.Equal(10, Outcomes.Count(s => s.Server?.Status == "ACTIVE"));
    }

    [Fact]
    public async Task ManyWaits_ListTheProjectOnce()
    {
        _nova.HasDate = true;
        var ids = Enumerable.Range(0, 40).Select(i => "s" + i).ToList();
        foreach (var id in ids)
            _nova.Add(id, "ACTIVE/rebooting", "ACTIVE/rebooting", "404");

        await Run.RunAsync(300, ids.Select(id => new TrackedOperation(id, Operation.WaitForGone())).ToArray());

        Assert.All(Outcomes, s => Assert.Equal("DELETED", s.Server?.Status));
        Assert.Equal(["/servers/s0", "/servers/detail"], _nova.Requests.Take(2));
        Assert.Equal(4, _nova.Requests.Count);
        Assert.All(_nova.Requests.Skip(2), r => Assert.StartsWith("/servers/detail?changes-since=", r, StringComparison.Ordinal));
    }

    [Fact]
    public async Task ManyServers_AreStillListed_WhenAnUncoveredServerIsAdded()
    {
        foreach (var id in "abcdef")
            _nova.Add(id.ToString(), "SHUTOFF/powering-on", "ACTIVE");
        _nova.Add("w", "ACTIVE");

        await Run.RunAsync(300, "abcdef".Select(id => Run.Start(id.ToString())).Append(DriverRun.Wait("w")).ToArray());

        Assert.Equal(7, Outcomes.Count);
        Assert.Equal(2, _nova.Requests.Count(r => r.StartsWith("/servers/detail?", StringComparison.Ordinal)));
        Assert.Equal(1, _nova.Requests.Count(r => r == "/servers/w"));
        Assert.Equal(3, _nova.Requests.Count);
    }

    [Fact]
    public async Task SlowList_DelaysNoServerOutsideIt()
    {
        var never = new TaskCompletionSource();
        _nova.Add("w", "ACTIVE");
        _nova.Before = request => request.Target.Contains("/detail", StringComparison.Ordinal) ? never.Task : Task.CompletedTask;
        Run.Hanging = () => _nova.Requests.Count > 0 ? 1 : 0;
        using var cancellation = new CancellationTokenSource();
        foreach (var id in "abcdef")
            Run.Add(Run.Start(id.ToString()), null);
        var run = Run.Driver.RunAsync(cancellation.Token);
        await TestWait.UntilAsync(() => _nova.Requests.Count > 0, "the list");

        Run.Add(DriverRun.Wait("w"), null);
        await TestWait.UntilAsync(() => Outcomes.Count > 0, "the server outside the list");

        Assert.Equal("w", Outcome.Id);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.WaitAsync(TestWait.Bound));
    }

    [Fact]
    public async Task TransientFailureOfAList_IsRetriedAndLogged()
    {
        foreach (var id in "abcde")
            _nova.Add(id.ToString(), "ACTIVE");
        _nova.ResponseScript.Enqueue(RawServer.Respond(502, "<html><h1>502 Bad Gateway</h1></html>"));

        await Run.RunAsync(300, "abcde".Select(id => Run.Start(id.ToString())).ToArray());

        Assert.All(Outcomes, s => Assert.Equal("ACTIVE", s.Server?.Status));
        Assert.Equal(2, _nova.Requests.Count);
        Assert.Single(Run.Log.Decisions, d => d.StartsWith("Polling 5 servers failed and will be retried: ", StringComparison.Ordinal));
    }

    private static DateTime Since(string request) =>
        DateTime.Parse(Uri.UnescapeDataString(request.Split("changes-since=")[1]), null,
            System.Globalization.DateTimeStyles.AdjustToUniversal);
}
