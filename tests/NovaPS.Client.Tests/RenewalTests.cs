using System;
using System.Linq;
using System.Threading.Tasks;
using NovaPS.Client.Tests.Support;
using Xunit;

namespace NovaPS.Client.Tests;

public sealed class RenewalTests
{
    [Fact]
    public async Task Login_IsMadeOnce_WhenKeystoneIssuesTheRefusedTokenAgain()
    {
        using var cloud = new ScriptedKeystone { RepeatsToken = true };
        var connection = await cloud.LogInAsync();
        cloud.Refuse(int.MaxValue);

        var errors = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Clients.FailsAsync(connection.Client!.StartAsync())));

        Assert.All(errors, e => Assert.Equal(NovaErrorId.NovaUnauthorized, e.ErrorId));
        Assert.All(errors, e => Assert.Equal("The token could not be renewed: Keystone issued the same token again.", e.Message));
        // One login to connect, and one renewal for all requests.
        Assert.Equal(2, cloud.Logins.Length);
        // Each was sent once, because the same token would get the same response.
        Assert.Equal(16, cloud.Server.Requests.Count(r => r.Target.EndsWith("/action", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Login_IsNotRepeated_WhenKeystoneIssuesTheSameTokenUntilItExpires()
    {
        var clock = new TestClock();
        using var cloud = new ScriptedKeystone { RepeatsToken = true, Expires = "2026-01-01T00:10:00.000000Z" };
        var connection = await cloud.LogInAsync(clock);

        clock.Move(TimeSpan.FromSeconds(575));
        for (var i = 0; i < 5; i++)
            await connection.Client!.StartAsync();

        Assert.Equal(2, cloud.Logins.Length);
    }

    [Fact]
    public async Task Renewal_IsNotDelayed_WhenNovaNamesARetryAfter()
    {
        using var cloud = new ScriptedKeystone { ActionResponse = RawServer.Respond(429, "", "Retry-After: 60\r\n") };
        // The pauses last until the test ends.
        var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var clock = new TestClock { Release = released.Task };
        var connection = await cloud.LogInAsync(clock);
        var paused = connection.Client!.StartAsync();
        await TestWait.UntilAsync(() => !clock.Delays.IsEmpty, "the pause");

        var renewed = await connection.Client!.Tokens
            .RenewAsync("token-1", "a test", NoLog.Instance, default).WaitAsync(TestWait.Bound);

        Assert.Equal("token-2", renewed);
        Assert.False(paused.IsCompleted);
        connection.Client.Dispose();
        released.SetResult();
        await Clients.FailsAsync(paused);
    }

    [Fact]
    public async Task Requests_AreNotDelayed_WhenKeystoneNamesARetryAfter()
    {
        var clock = new TestClock();
        using var cloud = new ScriptedKeystone { Expires = "2026-01-01T00:10:00.000000Z" };
        var connection = await cloud.LogInAsync(clock);
        clock.Move(TimeSpan.FromSeconds(575));
        cloud.LoginResponse = _ => RawServer.Respond(503, "", "Retry-After: 60\r\n");
        var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        clock.Release = released.Task;
        // The request renews the token and waits for Keystone.
        var renewing = connection.Client!.StartAsync();
        await TestWait.UntilAsync(() => !clock.Delays.IsEmpty, "the pause");

        await connection.Client!.StartAsync().WaitAsync(TestWait.Bound);

        Assert.False(renewing.IsCompleted);
        released.SetResult();
        await renewing.WaitAsync(TestWait.Bound);
    }

    [Fact]
    public async Task Renewal_LogsInNoMore_WhenTheTokenWasRevoked()
    {
        using var cloud = new ScriptedKeystone { LoginResponse = r => IsRevocation(r) ? RawServer.Respond(204) : null };
        var tokens = (await cloud.LogInAsync()).Client!.Tokens;
        await tokens.RevokeAsync(NoLog.Instance, default).WaitAsync(TestWait.Bound);

        var error = await Clients.FailsAsync(tokens.RenewAsync("token-1", "a test", NoLog.Instance, default));

        Assert.Equal(NovaErrorId.NovaNotConnected, error.ErrorId);
        // The login, and the revocation.
        Assert.Equal(2, cloud.Logins.Length);
    }

    [Fact]
    public async Task Use_CannotBegin_OnceTheConnectionIsReplaced()
    {
        using var cloud = new ScriptedKeystone { LoginResponse = r => IsRevocation(r) ? RawServer.Respond(204) : null };
        var client = (await cloud.LogInAsync()).Client!;
        Assert.True(client.TryBeginUse());
        await client.RetireAsync(NoLog.Instance);

        Assert.False(client.TryBeginUse());
        Assert.DoesNotContain(cloud.Server.Requests, IsRevocation);
        await client.EndUseAsync();
        Assert.Single(cloud.Server.Requests, IsRevocation);
    }

    private static bool IsRevocation(RawRequest request) => request.Line.StartsWith("DELETE ", StringComparison.Ordinal);
}
