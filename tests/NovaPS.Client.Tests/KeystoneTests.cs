using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Newtonsoft.Json.Linq;
using NovaPS.Client.Identity;
using NovaPS.Client.Operations;
using NovaPS.Client.Tests.Support;
using Xunit;

namespace NovaPS.Client.Tests;

public sealed class KeystoneTests
{
    [Fact]
    public async Task PasswordLogin_IsScopedByNameAndDomain()
    {
        using var cloud = new ScriptedKeystone();

        var connection = await cloud.LogInAsync();

        var body = JObject.Parse(cloud.Logins.Single().Body);
        var expected = JObject.Parse("""
            {"auth": {"identity": {"methods": ["password"], "password": {"user": {"name": "demo", "domain": {"name": "Default"}, "password": ""}}},
             "scope": {"project": {"name": "demo", "domain": {"id": "default"}}}}}
            """);
        expected["auth"]!["identity"]!["password"]!["user"]!["password"] = ScriptedKeystone.Password;
        Assert.True(JToken.DeepEquals(expected, body), body.ToString());
        Assert.Equal(cloud.Server.Url + "v2.1", connection.Endpoint);
        Assert.Equal(("p1", "demo", "demo", "RegionOne"), (connection.ProjectId, connection.ProjectName, connection.UserName,
            connection.Region));
        Assert.Equal(new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc), connection.TokenExpires?.ToUniversalTime());
    }

    [Theory]
    [InlineData("default", "id")]
    [InlineData("Default", "name")]
    [InlineData("b72dc11461c84102b97576ae24d2b88c", "id")]
    [InlineData("b72dc11461c84102b97576ae24d2b88", "name")]
    public void Domain_IsParsedAsIdOrName(string text, string expected) =>
        Assert.Equal(expected, DomainName.Parse(text).Id == text ? "id" : "name");

    [Theory]
    [InlineData("http://k:5000", "http://k:5000/v3")]
    [InlineData("http://k:5000/", "http://k:5000/v3")]
    [InlineData("https://k/identity", "https://k/identity/v3")]
    [InlineData("https://k/identity/v3/", "https://k/identity/v3")]
    [InlineData("https://k/identity/v3/auth/tokens", "https://k/identity/v3")]
    public void AuthUrl_IsCompleted_WhenItHasNoVersion(string text, string expected) =>
        Assert.Equal(expected, KeystoneClient.ParseAuthUrl(text).AbsoluteUri);

    [Theory]
    [InlineData("http://k:5000/v2.0", "v2.0")]
    [InlineData("k:5000", "is not an http or https URL")]
    [InlineData("ftp://k", "is not an http or https URL")]
    [InlineData("https://demo:hunter2@k/v3", "-Credential")]
    [InlineData("https://k/v3?token=hunter2", "-Credential")]
    [InlineData("http://k:5000/v2", "v2.0")]
    public void AuthUrl_IsRefusedWithTheReason_WhenItIsInvalid(string text, string expected)
    {
        var error = Assert.Throws<NovaException>(() => KeystoneClient.ParseAuthUrl(text));
        Assert.Equal(NovaErrorId.NovaConnectInputInvalid, error.ErrorId);
        Assert.Contains(expected, error.Message + " " + error.Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error.Message + error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Login_IsMadeOnce_WhenAHundredRequestsAreRefused()
    {
        using var cloud = new ScriptedKeystone();
        var connection = await cloud.LogInAsync();
        cloud.Refuse(1);

        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => connection.Client!.StartAsync()));

        Assert.Equal(2, cloud.Logins.Length);
        Assert.Equal(100, cloud.Server.Requests.Count(r => r.Header("X-Auth-Token") == "token-2"));
    }

    [Fact]
    public async Task Request_ReportsUnauthorized_WhenTheTokenIsRefusedTwice()
    {
        using var cloud = new ScriptedKeystone();
        var connection = await cloud.LogInAsync();
        cloud.Refuse(int.MaxValue);

        var error = await Clients.FailsAsync(connection.Client!.StartAsync());

        Assert.Equal(NovaErrorId.NovaUnauthorized, error.ErrorId);
        Assert.Equal(2, error.Attempts);
        Assert.Equal(2, cloud.Logins.Length);
    }

    [Fact]
    public async Task Token_IsRenewed_BeforeItExpires()
    {
        var clock = new TestClock();
        using var cloud = new ScriptedKeystone { Expires = "2026-01-01T00:10:00.000000Z" };
        var connection = await cloud.LogInAsync(clock);

        await connection.Client!.StartAsync();
        Assert.Single(cloud.Logins);
        cloud.Expires = "2026-01-01T01:00:00.000000Z";
        clock.Move(TimeSpan.FromSeconds(575));
        await connection.Client!.StartAsync();

        Assert.Equal(2, cloud.Logins.Length);
    }

    [Fact]
    public async Task Token_IsNotRenewed_WhenTheCallerSuppliedIt()
    {
        using var server = new RawServer(_ => RawServer.Respond(401, """{"error": {"code": 401, "message": "no"}}"""));
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"));

        var error = await Clients.FailsAsync(client.StartAsync());

        Assert.Equal(NovaErrorId.NovaUnauthorized, error.ErrorId);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(404, """{"error": {"code": 404, "message": "Could not recognize Fernet token", "title": "Not Found"}}""", "NovaUnauthorized", "Could not recognize Fernet token (HTTP 404). The token has expired, was revoked, or is from another cloud.")]
    [InlineData(404, """{"error": {"code": 404, "message": "Could not find Application Credential: 1234.", "title": "Not Found"}}""", "NovaUnauthorized", "Could not find Application Credential: 1234")]
    [InlineData(404, "<html><p>not here</p></html>", "NovaEndpointNotFound", "supports only v2.0")]
    [InlineData(404, """{"itemNotFound": {"code": "404 Not Found", "message": "The resource could not be found.<br /><br />\n\n\n"}}""", "NovaEndpointNotFound", "supports only v2.0")]
    public async Task Login_DistinguishesCredentialAndUrl_WhenTheStatusIs404(int status, string body, string errorId, string expected)
    {
        using var server = new RawServer(request => request.Target == "/"
            ? RawServer.Respond(300, """{"versions": {"values": [{"id": "v2.0", "status": "deprecated"}]}}""")
            : RawServer.Respond(status, body));
        var request = new ConnectRequest(KeystoneClient.ParseAuthUrl(server.Url.AbsoluteUri), new TokenCredential(SecureText.From("gone")));

        var error = await Clients.FailsAsync(Connector.LogInAsync(request, SystemClock.Instance, NoLog.Instance, CancellationToken.None));

        Assert.Equal((errorId, 404), (error.ErrorId.ToString(), error.StatusCode));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(404, """{"itemNotFound": {"code": 404, "message": "The resource could not be found.<br /><br />\n\n\n"}}""")]
    [InlineData(404, "<!doctype html>\n<title>404 Not Found</title>")]
    [InlineData(404, """{"error": {"code": 404, "message": "The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again.", "title": "Not Found"}}""")]
    [InlineData(405, """{"error": {"code": 405, "message": "The method is not allowed for the requested URL.", "title": "Method Not Allowed"}}""")]
    [InlineData(405, "<html>No</html>")]
    [InlineData(300, """{"choices": []}""")]
    public async Task Login_NamesTheUrl_WhenThereIsNoKeystone(int status, string body)
    {
        using var server = new RawServer(_ => RawServer.Respond(status, body));
        var request = new ConnectRequest(KeystoneClient.ParseAuthUrl(server.Url + "v4"), new TokenCredential(SecureText.From("gone")));

        var error = await Clients.FailsAsync(Connector.LogInAsync(request, SystemClock.Instance, NoLog.Instance, CancellationToken.None));

        Assert.Equal(NovaErrorId.NovaEndpointNotFound, error.ErrorId);
        Assert.Equal($"There is no Keystone v3 at {server.Url}v4/v3 (HTTP {status}).", error.Message);
        Assert.StartsWith("Check -AuthUrl", error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Login_NamesTheUrl_WhenALoginPageResponds()
    {
        using var server = new RawServer(_ => RawServer.Respond(200, "<html>Log in</html>", type: "text/html"));

        var error = await Clients.FailsAsync(LogInAsync(server));

        Assert.Equal(NovaErrorId.NovaEndpointNotFound, error.ErrorId);
        Assert.StartsWith("There is no Keystone v3 at", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("X-Subject-Token: \r\n")]
    [InlineData("X-Subject-Token: t\u00e4\r\n")]
    [InlineData("X-Subject-Token: a b\r\n")]
    [InlineData("X-Subject-Token: a\r\nX-Subject-Token: b\r\n")]
    [InlineData("X-Subject-Token: LONG\r\n")]
    public async Task Login_Fails_WhenTheTokenCannotBeSent(string header)
    {
        header = header.Replace("LONG", new string('a', 17000), StringComparison.Ordinal);
        using var server = new RawServer(_ => RawServer.Respond(201, "{\"token\": {\"project\": {\"id\": \"p\"}}}", header));

        Assert.Equal(NovaErrorId.NovaProtocolError, (await Clients.FailsAsync(LogInAsync(server))).ErrorId);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"error\": {\"message\": \"no\"}}")]
    public async Task Login_Fails_WhenTheResponseHasNoToken(string body)
    {
        using var server = new RawServer(_ => RawServer.Respond(201, body, "X-Subject-Token: t\r\n"));

        Assert.Equal(NovaErrorId.NovaProtocolError, (await Clients.FailsAsync(LogInAsync(server))).ErrorId);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("q")]
    [InlineData("..")]
    [InlineData("p?x")]
    public async Task Login_Fails_WhenTheTokenIsForAnotherProject(string project)
    {
        using var server = new RawServer(_ => RawServer.Respond(201, "{\"token\": {\"project\": {\"id\": \"" + project + "\"}}}",
            "X-Subject-Token: t\r\n"));

        Assert.Equal(NovaErrorId.NovaProtocolError, (await Clients.FailsAsync(LogInAsync(server))).ErrorId);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(203)]
    public async Task Login_Succeeds_WithAnySuccess(int status)
    {
        using var server = new RawServer(request => request.Target.EndsWith("/v2.1/", StringComparison.Ordinal) ? RawServer.Respond(404)
            : RawServer.Respond(status, $$$"""
                {"token": {"project": {"id": "p"}, "catalog": [{"type": "compute", "endpoints": [{"interface": "public", "region": "r",
                 "url": "http://{{{request.Header("Host")}}}/v2.1"}]}]}}
                """, "X-Subject-Token: t\r\n"));

        Assert.Equal("p", (await LogInAsync(server)).ProjectId);
    }

    private static Task<NovaConnection> LogInAsync(RawServer server) => Connector.LogInAsync(
        new ConnectRequest(KeystoneClient.ParseAuthUrl(server.Url.AbsoluteUri), new TokenCredential(SecureText.From("t")))
        {
            Scope = new ProjectScope("p", null, DomainName.Parse("default")),
        }, SystemClock.Instance, NoLog.Instance, CancellationToken.None);

    [Fact]
    public async Task Login_IsNotRepeated_WhenKeystoneRefusedIt()
    {
        using var cloud = new ScriptedKeystone();
        var connection = await cloud.LogInAsync();
        cloud.Refuse(int.MaxValue);
        cloud.RefusesLogins = true;

        var errors = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Clients.FailsAsync(connection.Client!.StartAsync())));

        Assert.All(errors, e => Assert.Equal(NovaErrorId.NovaUnauthorized, e.ErrorId));
        Assert.All(errors, e => Assert.Equal("The token is no longer accepted, and Keystone does not issue another: no (HTTP 401).",
            e.Message));
        Assert.All(errors, e => Assert.Equal("Connect again with the current password.", e.Remedy));
        // Each error names the operation of its own request.
        Assert.Equal(50, errors.Distinct().Count());
        Assert.Equal(2, cloud.Logins.Length);
    }

    [Fact]
    public async Task Requests_Succeed_WhenKeystoneIsDownAndTheTokenIsValid()
    {
        var clock = new TestClock();
        using var cloud = new ScriptedKeystone { Expires = "2026-01-01T00:10:00.000000Z" };
        var connection = await cloud.LogInAsync(clock);
        clock.Move(TimeSpan.FromSeconds(575));
        cloud.IsDown = true;
        var log = new RecordingLog();

        await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => connection.Client!.StartAsync(log)));

        Assert.Single(log.Decisions, d => d.StartsWith("The token could not be renewed yet", StringComparison.Ordinal));
        Assert.Equal(2, cloud.Logins.Length);
    }

    [Fact]
    public async Task Requests_FailAfterOneLogin_WhenKeystoneIsDownAndTheTokenIsRefused()
    {
        using var cloud = new ScriptedKeystone();
        var connection = await cloud.LogInAsync();
        cloud.Refuse(int.MaxValue);
        cloud.IsDown = true;

        var errors = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Clients.FailsAsync(connection.Client!.StartAsync())));

        Assert.All(errors, e => Assert.StartsWith("The token could not be renewed: ", e.Message, StringComparison.Ordinal));
        Assert.Equal(2, cloud.Logins.Length);
    }

    [Fact]
    public async Task Requests_Succeed_WhenRenewalIsRefusedAndTheTokenIsValid()
    {
        var clock = new TestClock();
        using var cloud = new ScriptedKeystone { Expires = "2026-01-01T00:10:00.000000Z" };
        var connection = await cloud.LogInAsync(clock);
        clock.Move(TimeSpan.FromSeconds(575));
        cloud.RefusesLogins = true;

        await connection.Client!.StartAsync();
        await connection.Client!.StartAsync();

        Assert.Equal(2, cloud.Logins.Length);
    }

    [Fact]
    public void Credential_KeepsThePassword_WhenTheCallerDisposesOfIt()
    {
        var secret = SecureText.From(ScriptedKeystone.Password);
        var credential = new PasswordCredential(null, "demo", DomainName.Parse("Default"), secret);
        secret.Dispose();

        Assert.Equal(ScriptedKeystone.Password, credential.Secret);
    }

    [Theory]
    [InlineData("2026-01-01T00:00:20.000000Z", 9, 1)]
    [InlineData("2026-01-01T00:00:20.000000Z", 11, 2)]
    [InlineData("2026-01-01T00:01:20.000000Z", 49, 1)]
    [InlineData("2026-01-01T00:01:20.000000Z", 51, 2)]
    public async Task ShortLivedToken_IsRenewedOnce_WhenHalfOfItsLifetimeHasPassed(string expires, int seconds, int logins)
    {
        var clock = new TestClock();
        using var cloud = new ScriptedKeystone { Expires = expires };
        var connection = await cloud.LogInAsync(clock);
        cloud.Expires = "2026-01-01T01:00:00.000000Z";

        clock.Move(TimeSpan.FromSeconds(seconds));
        for (var i = 0; i < 5; i++)
            await connection.Client!.StartAsync();

        Assert.Equal(logins, cloud.Logins.Length);
    }

    [Theory]
    [InlineData("2025-12-31T19:00:00.000000Z", "2025-12-31T20:00:00.000000Z")]
    [InlineData("2026-01-01T05:00:00.000000Z", "2026-01-01T06:00:00.000000Z")]
    public async Task Login_IsMadeOnce_WhenTheCloudIsFiveHoursOffAndSendsNoDate(string issued, string expires)
    {
        using var cloud = new ScriptedKeystone { IssuedAt = issued, Expires = expires };
        var connection = await cloud.LogInAsync(new TestClock());

        for (var i = 0; i < 40; i++)
            await connection.Client!.BeginAsync(ServerAction.Stop);

        Assert.Single(cloud.Logins);
        Assert.Equal(40, cloud.Server.Requests.Count(r => r.Body == "{\"os-stop\": null}"));
    }

    [Fact]
    public async Task Refusal_IsNotLookedUp_WhenTheTokenWasRenewedBefore()
    {
        using var cloud = new ScriptedKeystone { ActionResponse =
            ScriptedNova.Error(409, "conflictingRequest", "Cannot 'start' instance x while it is in vm_state active") };
        var connection = await cloud.LogInAsync();
        cloud.Refuse(1);

        var error = await Clients.FailsAsync(connection.Client!.BeginAsync(ServerAction.Start));

        Assert.Equal(NovaErrorId.NovaServerInvalidState, error.ErrorId);
        Assert.Equal(2, cloud.Logins.Length);
        // One request with each token.
        Assert.Equal(2, cloud.Server.Requests.Count(r => r.Target.EndsWith("/action", StringComparison.Ordinal)));
        Assert.DoesNotContain(cloud.Server.Requests, r => r.Target.Contains("os-instance-actions", StringComparison.Ordinal));
    }

    [Fact]
    public async Task TokenLifetime_IsMeasuredByTheClockOfKeystone()
    {
        var clock = new TestClock();
        using var cloud = new ScriptedKeystone { Expires = "2020-05-05T01:00:00.000000Z", IssuedAt = "2020-05-05T00:00:00.000000Z" };
        var connection = await cloud.LogInAsync(clock);

        clock.Move(TimeSpan.FromMinutes(59));
        await connection.Client!.StartAsync();
        Assert.Single(cloud.Logins);
        clock.Move(TimeSpan.FromSeconds(31));
        await connection.Client!.StartAsync();
        Assert.Equal(2, cloud.Logins.Length);
    }

    [Theory]
    [InlineData(null, "public", "The catalog has several regions: RegionOne, RegionTwo. Choose one with -Region.")]
    [InlineData("Nowhere", "public",
        "The catalog has no region 'Nowhere'; it has: RegionOne, RegionTwo. Choose one of these with -Region.")]
    [InlineData(null, "admin", "The catalog has no admin compute endpoint; it has: public. Choose one of these with -Interface.")]
    public async Task Error_ListsRegionsOrInterfaces_WhenNoSingleEndpointMatches(string? region, string @interface, string expected)
    {
        using var cloud = new ScriptedKeystone { HasTwoRegions = true };

        var error = await Assert.ThrowsAsync<NovaException>(() => cloud.LogInAsync(region: region, @interface: @interface));

        Assert.Equal(expected, error.Message + " " + error.Remedy);
    }
}
