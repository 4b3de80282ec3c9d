using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Identity;
using NovaPS.Client.Operations;
using NovaPS.Client.Tests.Support;
using Xunit;

namespace NovaPS.Client.Tests;

/// <summary>
/// How often each request is sent under each fault: the table "Retries" of about_NovaPS_Errors. The fault does not end, and no action has
/// started.
/// </summary>
public sealed class RetryTableTests
{
    private const string Busy = "Retry-After: 1\r\n";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("429", 3, 3, 3)]
    [InlineData("429 Retry-After", 3, 3, 3)]
    [InlineData("429 Retry-After too long", 1, 1, 1)]
    [InlineData("413 overLimit", 3, 3, 3)]
    [InlineData("413 of a proxy", 1, 1, 2)]
    [InlineData("503 Retry-After", 3, 3, 6)]
    [InlineData("503", 1, 1, 2)]
    [InlineData("502", 1, 1, 2)]
    [InlineData("504", 1, 1, 2)]
    [InlineData("500", 1, 1, 2)]
    [InlineData("400", 1, 1, 1)]
    [InlineData("403", 1, 1, 1)]
    [InlineData("403 of a proxy", 1, 1, 2)]
    // .NET itself sends a request without a body up to three more times if the connection ends before a response.
    [InlineData("reset", 4, 1, 2)]
    [InlineData("reset of a kept connection", 4, 1, 2)]
    [InlineData("no response", 1, 1, 2)]
    [InlineData("truncated", 1, 1, 2)]
    public async Task Request_IsSentThisOften_WhenItAlwaysFails(string fault, int reads, int logins, int actions)
    {
        Assert.Equal((reads, logins, actions), (await CountAsync(fault, "/servers/" + Clients.Id, c => c.GetAsync()),
            await CountLoginsAsync(fault), await CountAsync(fault, "/action", c => c.BeginAsync(ServerAction.Start))));
    }

    [Fact]
    public async Task Request_IsNotSentAgain_WhenTheConnectionIsRefused()
    {
        using var port = new SilentPort();
        using var client = Clients.Connect(new Uri("http://127.0.0.1:" + port.Number + "/v2.1"), new TestClock());

        var errors = new[] { await Clients.FailsAsync(client.GetAsync()), await Clients.FailsAsync(client.BeginAsync(ServerAction.Start)) };

        Assert.All(errors, e => Assert.Equal((NovaErrorId.NovaConnectionFailed, 1), (e.ErrorId, e.Attempts)));
        // Nothing was sent, so the outcome is known.
        Assert.All(errors, e => Assert.False(e.IsOutcomeUnknown));
    }

    private static async Task<int> CountAsync<T>(string fault, string path, Func<Compute.ComputeClient, Task<T>> send)
    {
        var isWarm = !fault.Contains("kept", StringComparison.Ordinal);
        var clock = new TestClock();
        using var server = new RawServer(async r => !isWarm ? RawServer.Respond(204)
            : r.Target.EndsWith(path, StringComparison.Ordinal) ? await FaultAsync(fault, clock)
                : RawServer.Respond(200, """{"instanceActions": []}"""));
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"), clock, Timeout);
        if (!isWarm)
        {
            // Leaves an open connection in the pool.
            await Clients.FailsAsync(client.GetAsync());
            isWarm = true;
            server.Forget();
        }

        await Clients.FailsAsync(send(client)).WaitAsync(TestWait.Bound);
        return server.Requests.Count(r => r.Target.EndsWith(path, StringComparison.Ordinal));
    }

    private static async Task<int> CountLoginsAsync(string fault)
    {
        var clock = new TestClock();
        using var server = new RawServer(_ => FaultAsync(fault, clock));
        var request = new ConnectRequest(KeystoneClient.ParseAuthUrl(server.Url.AbsoluteUri),
            new PasswordCredential(null, "demo", DomainName.Parse("default"), SecureText.From("p"))) { RequestTimeout = Timeout };
        await Clients.FailsAsync(Connector.LogInAsync(request, clock, NoLog.Instance, CancellationToken.None))
            .WaitAsync(TestWait.Bound);
        return server.Requests.Count(r => r.Line.StartsWith("POST", StringComparison.Ordinal));
    }

    private static Task<string?> FaultAsync(string fault, TestClock clock) => fault switch
    {
        "no response" => ExpireAsync(clock),
        "truncated" => Task.FromResult<string?>("HTTP/1.1 200 OK\r\nContent-Length: 100\r\nConnection: close\r\n\r\n{"),
        "413 overLimit" => Task.FromResult<string?>(RawServer.Respond(413,
            """{"overLimit": {"code": 413, "message": "x", "retryAfter": 1}}""")),
        "429 Retry-After too long" => Task.FromResult<string?>(RawServer.Respond(429, "", "Retry-After: 3600\r\n")),
        "400" or "403" => Task.FromResult<string?>(RawServer.Respond(int.Parse(fault, null),
            """{"badRequest": {"code": 400, "message": "x"}}""")),
        _ when fault.StartsWith("reset", StringComparison.Ordinal) => Task.FromResult<string?>(null),
        _ => Task.FromResult<string?>(RawServer.Respond(int.Parse(fault.Split(' ')[0], null), "",
            fault.EndsWith("Retry-After", StringComparison.Ordinal) ? Busy : "")),
    };

    private static Task<string?> ExpireAsync(TestClock clock)
    {
        clock.Expire(Timeout);
        return new TaskCompletionSource<string?>().Task;
    }
}
