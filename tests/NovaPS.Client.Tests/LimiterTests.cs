using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Http;
using NovaPS.Client.Tests.Support;
using Xunit;

namespace NovaPS.Client.Tests;

public sealed class LimiterTests
{
    [Fact]
    public async Task Requests_ResumeOneAfterTheOther_WhenSeveralWaitForAPause()
    {
        // The clock stands still, so that each request computes its pause from the same time.
        var clock = new TestClock { Release = new TaskCompletionSource().Task };
        foreach (var part in new[] { 0, 0.25, 0.5, 1 })
            clock.Jitters.Enqueue(part);
        var limiter = new ConcurrencyLimiter(32, clock);
        limiter.PauseFor(TimeSpan.FromSeconds(8));
        using var end = new CancellationTokenSource();

        var waiting = Enumerable.Range(0, 4).Select(_ => limiter.EnterAsync(end.Token)).ToArray();

        Assert.Equal([8, 8.5, 9, 10], clock.Delays.Select(d => d.TotalSeconds));
        await end.CancelAsync();
        foreach (var task in waiting)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task);
    }

    [Fact]
    public async Task Jitter_IsFiveSecondsAtMost_WhenThePauseIsLong()
    {
        var clock = new TestClock();
        clock.Jitters.Enqueue(1);
        var limiter = new ConcurrencyLimiter(1, clock);
        limiter.PauseFor(TimeSpan.FromSeconds(60));

        await limiter.EnterAsync(CancellationToken.None);

        Assert.Equal(65, Assert.Single(clock.Delays).TotalSeconds);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(40)]
    public async Task Connection_SendsUpToItsLimit_WhenMoreIsRequested(int limit)
    {
        var (received, resume) = (0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        using var server = new RawServer(async _ =>
        {
            Interlocked.Increment(ref received);
            await resume.Task;
            return RawServer.Respond(202);
        });
        using var client = Connector.FromToken(server.Url + "v2.1", Clients.Project, Clients.Token, new(2, 1),
            TimeSpan.FromSeconds(30), null, SystemClock.Instance, limit).Client!;

        var starts = Enumerable.Range(0, limit + 5).Select(_ => client.StartAsync()).ToArray();
        await TestWait.UntilAsync(() => Volatile.Read(ref received) == limit, "all slots to be taken");

        // No request completes before the test releases it, so the requests received now are all that were sent.
        Assert.Equal(limit, server.Requests.Count);
        resume.SetResult();
        await Task.WhenAll(starts).WaitAsync(TestWait.Bound);
        Assert.Equal(limit + 5, server.Requests.Count);
        Assert.Equal(limit, client.Connection!.MaxConcurrency);
    }

    [Theory]
    [InlineData(429, "7", 2, 7)]
    [InlineData(429, "1.5", 2, 1.5)]
    [InlineData(429, "0", 2, -1)]
    [InlineData(429, "60", 2, 60)]
    [InlineData(429, "61", 1, -1)]
    [InlineData(429, "99999999999999999999999999", 1, -1)]
    [InlineData(429, "9e9", 2, 1)]
    [InlineData(429, "-5", 2, 1)]
    [InlineData(429, "soon", 2, 1)]
    [InlineData(429, "NaN", 2, 1)]
    [InlineData(429, "Thu, 01 Jan 2026 00:00:30 GMT", 2, 30)]
    [InlineData(429, "Wed, 31 Dec 2025 23:00:00 GMT", 2, -1)]
    [InlineData(429, "Fri, 31 Dec 9999 23:59:59 GMT", 1, -1)]
    [InlineData(503, "7", 2, 7)]
    [InlineData(503, "-5", 1, -1)]
    [InlineData(503, "soon", 1, -1)]
    [InlineData(503, "86400", 1, -1)]
    public async Task RetryAfter_IsHonoredWithinBounds_WhateverItsValue(int status, string value, int requests, double pause)
    {
        var responses = 0;
        using var server = new RawServer(_ => ++responses == 1
            ? RawServer.Respond(status, "", "Date: Thu, 01 Jan 2026 00:00:00 GMT\r\nRetry-After: " + value + "\r\n")
            : RawServer.Respond(200, "{\"server\": {\"id\": \"" + Clients.Id + "\", \"name\": \"n\", \"status\": \"ACTIVE\"}}"));
        var clock = new TestClock();
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"), clock);

        await (requests == 1 ? Clients.FailsAsync(client.GetAsync()) : (Task)client.GetAsync());

        Assert.Equal(requests, server.Requests.Count);
        Assert.Equal(pause < 0 ? [] : [pause], clock.Delays.Select(d => d.TotalSeconds));
    }

    [Fact]
    public async Task RetryAfter_PausesTheOthers_WhenTheLastAttemptNamesIt()
    {
        var responses = 0;
        using var server = new RawServer(_ => ++responses <= 3 ? RawServer.Respond(429, "", "Retry-After: 10\r\n")
            : RawServer.Respond(202));
        var clock = new TestClock();
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"), clock);

        await Clients.FailsAsync(client.StartAsync());
        await client.StartAsync();

        Assert.Equal([10, 10, 10], clock.Delays.Select(d => d.TotalSeconds));
    }
}
