using System;
using System.Linq;
using System.Threading.Tasks;
using NovaPS.Client.Http;
using NovaPS.Client.Tests.Support;
using Xunit;

namespace NovaPS.Client.Tests;

public sealed class RetryTests
{
    private const string OverLimit = """{"overLimit": {"code": 413, "message": "slow down", "retryAfter": "9"}}""";

    [Theory]
    [InlineData(429, "Retry-After: 7\r\n", "", 7)]
    [InlineData(503, "Retry-After: 7\r\n", "", 7)]
    [InlineData(413, "", OverLimit, 9)]
    [InlineData(429, "Date: Thu, 31 Jul 2014 08:55:30 GMT\r\nRetry-After: Thu, 31 Jul 2014 08:55:42 GMT\r\n", "", 12)]
    public async Task Request_IsRetriedAfterRetryAfter_WhenTheCloudIsBusy(int status, string headers, string body, int seconds)
    {
        var responses = 0;
        using var server = new RawServer(_ => ++responses == 1 ? RawServer.Respond(status, body, headers) : RawServer.Respond(202));
        var (clock, log) = (new TestClock(), new RecordingLog());
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"), clock);

        await client.StartAsync(log);

        Assert.Equal(2, server.Requests.Count);
        Assert.Equal(TimeSpan.FromSeconds(seconds), Assert.Single(clock.Delays));
        Assert.Contains("Retrying in " + seconds + " s", Assert.Single(log.Decisions), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_Fails_AfterThreeAttempts()
    {
        using var server = new RawServer(_ => RawServer.Respond(429, "", "Retry-After: 1\r\n"));
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"), new TestClock());

        var error = await Clients.FailsAsync(client.StartAsync());

        Assert.Equal(NovaErrorId.NovaRateLimited, error.ErrorId);
        Assert.Equal(3, error.Attempts);
        Assert.Equal(3, server.Requests.Count);
    }

    [Theory]
    [InlineData(503, "")]
    [InlineData(502, "Retry-After: 1\r\n")]
    [InlineData(429, "Retry-After: 3600\r\n")]
    public async Task Request_IsNotRetried_WhenItMayHaveSucceededOrTheDelayIsTooLong(int status, string headers)
    {
        using var server = new RawServer(_ => RawServer.Respond(status, "", headers));
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"), new TestClock());

        await Clients.FailsAsync(client.StartAsync());

        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task RetryAfter_PausesAllRequests()
    {
        var responses = 0;
        using var server = new RawServer(_ => System.Threading.Interlocked.Increment(ref responses) == 1
            ? RawServer.Respond(429, "", "Retry-After: 30\r\n") : RawServer.Respond(202));
        var clock = new TestClock();
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"), clock);

        await client.StartAsync();
        Assert.Equal(TimeSpan.FromSeconds(30), clock.Elapsed);
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => client.StartAsync()));

        // The other requests were sent after the pause.
        Assert.Equal(TimeSpan.FromSeconds(30), Assert.Single(clock.Delays));
    }

    [Fact]
    public async Task QueuedRequest_ObservesRetryAfter_WhenItIsReceivedMeanwhile()
    {
        var (response, resume) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously),
            new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var received = 0;
        using var server = new RawServer(async _ =>
        {
            var number = System.Threading.Interlocked.Increment(ref received);
            if (number > HttpTransport.DefaultMaxConcurrency)
                return RawServer.Respond(202);
            // The first response has a Retry-After; the others are held until the test releases them.
            await (number == 1 ? response.Task : resume.Task);
            return number == 1 ? RawServer.Respond(429, "", "Retry-After: 30\r\n") : RawServer.Respond(202);
        });
        var clock = new TestClock { Release = resume.Task };
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"), clock);

        var starts = Enumerable.Range(0, HttpTransport.DefaultMaxConcurrency + 1).Select(_ => client.StartAsync()).ToArray();
        await TestWait.UntilAsync(() => server.Requests.Count == HttpTransport.DefaultMaxConcurrency, "all slots to be taken");
        response.SetResult();
        // Both the refused request and the queued one must wait, so no request is sent meanwhile.
        await TestWait.UntilAsync(() => clock.Delays.Count == 2 || server.Requests.Count > HttpTransport.DefaultMaxConcurrency,
            "the two requests to wait");
        var sent = server.Requests.Count;
        resume.SetResult();
        await Task.WhenAll(starts).WaitAsync(TestWait.Bound);

        Assert.Equal(HttpTransport.DefaultMaxConcurrency, sent);
        Assert.Equal(HttpTransport.DefaultMaxConcurrency + 2, server.Requests.Count);
    }

    [Fact]
    public async Task Limiter_LimitsTheRequestsInFlight()
    {
        var (now, most) = (0, 0);
        using var server = new RawServer(async _ =>
        {
            var n = System.Threading.Interlocked.Increment(ref now);
            lock (this)
                most = Math.Max(most, n);
            await Task.Delay(20);
            System.Threading.Interlocked.Decrement(ref now);
            return RawServer.Respond(202);
        });
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"));

        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => client.StartAsync()));

        Assert.Equal(200, server.Requests.Count);
        Assert.InRange(most, 2, HttpTransport.DefaultMaxConcurrency);
    }

    [Fact]
    public async Task Redirect_IsRefused_WhenItLeadsToAnotherOrigin()
    {
        using var other = new RawServer(_ => RawServer.Respond(202));
        using var server = new RawServer(_ => RawServer.Respond(307, "", "Location: " + other.Url + "v2.1/x\r\n"));
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"));

        var error = await Clients.FailsAsync(client.StartAsync());

        Assert.Equal(NovaErrorId.NovaRedirectRefused, error.ErrorId);
        Assert.Equal(307, error.StatusCode);
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task Redirect_IsFollowedWithTheSameBody_WithinTheOrigin()
    {
        using var server = new RawServer(r => r.Target.StartsWith("/new", StringComparison.Ordinal) ? RawServer.Respond(202)
            : RawServer.Respond(308, "", "Location: /new" + r.Target + "\r\n"));
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"));

        await client.StartAsync();

        Assert.Equal("{\"os-start\": null}", server.Requests[1].Body);
        Assert.Equal(Clients.Token, server.Requests[1].Header("X-Auth-Token"));
    }

    [Fact]
    public async Task Redirect_IsRefused_WhenItWouldChangeAPostToAGet()
    {
        using var server = new RawServer(_ => RawServer.Respond(302, "", "Location: /elsewhere\r\n"));
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"));

        Assert.Equal(NovaErrorId.NovaProtocolError, (await Clients.FailsAsync(client.StartAsync())).ErrorId);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Trace_ShowsOnlyAllowedHeaders()
    {
        using var server = new RawServer(_ => RawServer.Respond(202, "", "X-Compute-Request-Id: req-5\r\nX-Secret: hunter2\r\n"));
        var log = new RecordingLog();
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"), new TestClock());

        await client.StartAsync(log);

        Assert.Equal("POST /v2.1/servers/" + Clients.Id + "/action -> 202 in 0 ms, req-5, sent 18 B, received 0 B",
            Assert.Single(log.Traces));
    }
}
