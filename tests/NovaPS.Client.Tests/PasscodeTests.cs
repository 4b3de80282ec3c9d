using System;
using System.Linq;
using System.Threading.Tasks;
using Newtonsoft.Json.Linq;
using NovaPS.Client.Identity;
using NovaPS.Client.Tests.Support;
using Xunit;

namespace NovaPS.Client.Tests;

/// <summary>Multi-factor logins. The receipt is that of a Keystone 22.</summary>
public sealed class PasscodeTests
{
    private const string Passcode = "730219";
    private const string Receipt = "gAAAAABrCbo9theReceipt";

    [Fact]
    public async Task LogIn_SendsBothAtOnce_WhenThePasscodeIsPartOfTheLogin()
    {
        using var cloud = new ScriptedKeystone { Credential = User(ScriptedKeystone.Password, "password", "totp") };

        await cloud.LogInAsync();

        AssertIdentity("""
            {"methods": ["password", "totp"], "password": {"user": {"name": "demo", "domain": {"id": "default"}, "password": "PASSWORD"}},
             "totp": {"user": {"name": "demo", "domain": {"id": "default"}, "passcode": "730219"}}}
            """, Assert.Single(cloud.Logins));
    }

    [Fact]
    public async Task LogIn_SendsOnlyThePasscode_WhenThereIsNoPassword()
    {
        using var cloud = new ScriptedKeystone { Credential = User(null, "totp") };

        await cloud.LogInAsync();

        AssertIdentity("""{"methods": ["totp"], "totp": {"user": {"name": "demo", "domain": {"id": "default"}, "passcode": "730219"}}}""",
            Assert.Single(cloud.Logins));
    }

    [Fact]
    public async Task LogIn_ContinuesWithTheReceipt_WhenThePasscodeIsRequired()
    {
        using var cloud = new ScriptedKeystone { Credential = User(ScriptedKeystone.Password, "password") };
        cloud.LoginResponse = r => r.Header(AuthReceipt.Header) is null ? Challenge() : null;

        var connection = await cloud.LogInAsync();

        Assert.True(connection.IsOpen);
        Assert.Equal(2, cloud.Logins.Length);
        AssertIdentity("""{"methods": ["password"], "password": {"user": {"name": "demo", "domain": {"id": "default"}, "password": "PASSWORD"}}}""",
            cloud.Logins[0]);
        AssertIdentity("""{"methods": ["totp"], "totp": {"user": {"name": "demo", "domain": {"id": "default"}, "passcode": "730219"}}}""",
            cloud.Logins[1]);
        Assert.Equal(Receipt, cloud.Logins[1].Header("Openstack-Auth-Receipt"));
        // Both request the same scope, because the token has the scope of the second.
        Assert.Equal(JObject.Parse(cloud.Logins[0].Body)["auth"]!["scope"]!.ToString(),
            JObject.Parse(cloud.Logins[1].Body)["auth"]!["scope"]!.ToString());
    }

    [Theory]
    [InlineData("""["password"]""", """[["totp", "password"]]""",
        "Keystone accepted the login method password, and also requires totp (HTTP 401).", "Specify the current passcode with -Passcode.")]
    [InlineData("""["totp"]""", """[["totp", "password"]]""",
        "Keystone accepted the login method totp, and also requires password (HTTP 401).",
        "Specify the password as well: with -Credential, or with -UserName and -Password.")]
    [InlineData("""["password"]""", """[["password", "totp", "oauth1"], ["password", "mapped"]]""",
        "Keystone accepted the login method password, and also requires mapped, or totp and oauth1 (HTTP 401).",
        "NovaPS can log in with a password and a passcode. For another method, "
        + "get a token with 'openstack token issue -f value -c id', and "
        + "connect with -AuthUrl and -Token.")]
    [InlineData("""["application_credential"]""", "[]",
        "Keystone accepted the login method application_credential, and also requires another method, which it does not specify "
        + "(HTTP 401).", null)]
    [InlineData("""["password", "<b>"]""", """[["password", "totp\u001b[31m"], 7, null]""",
        "Keystone accepted the login method password, and also requires another method, which it does not specify (HTTP 401).", null)]
    public async Task LogIn_NamesTheMissingMethod_WhenThereIsNoPasscode(string accepted, string required, string message, string? remedy)
    {
        using var cloud = new ScriptedKeystone 
        {
            Credential = accepted.Contains("totp", StringComparison.Ordinal) ? User(null, "totp") : null,
        };
        cloud.LoginResponse = _ => Challenge(accepted, required);

        var error = await Clients.FailsAsync(cloud.LogInAsync());

        Assert.Equal((NovaErrorId.NovaUnauthorized, 401, 1), (error.ErrorId, error.StatusCode, error.Attempts));
        Assert.Equal(message, error.Message);
        if (remedy is not null)
            Assert.Equal(remedy, error.Remedy);
        Assert.Single(cloud.Logins);
    }

    [Fact]
    public async Task LogIn_EndsAfterTwoRequests_WhenKeystoneAlwaysRequiresMore()
    {
        using var cloud = new ScriptedKeystone { Credential = User(ScriptedKeystone.Password, "password") };
        cloud.LoginResponse = _ => Challenge();

        var error = await Clients.FailsAsync(cloud.LogInAsync());

        Assert.Equal(NovaErrorId.NovaUnauthorized, error.ErrorId);
        Assert.Equal(2, cloud.Logins.Length);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{\"receipt\": [")]
    [InlineData("[]")]
    public async Task LogIn_IsUnauthorized_WhenTheBodyBesideTheReceiptCannotBeRead(string body)
    {
        using var cloud = new ScriptedKeystone();
        cloud.LoginResponse = _ => RawServer.Respond(401, body, "Openstack-Auth-Receipt: " + Receipt + "\r\n");

        Assert.Equal(NovaErrorId.NovaUnauthorized, (await Clients.FailsAsync(cloud.LogInAsync())).ErrorId);
    }

    [Fact]
    public async Task Errors_HaveNoSecret_WhenKeystoneEchoesThem()
    {
        using var cloud = new ScriptedKeystone { Credential = User("hunter2-hunter2", "password") };
        cloud.LoginResponse = r => r.Header(AuthReceipt.Header) is null ? Challenge() : RawServer.Respond(401,
            $$$"""{"error": {"code": 401, "message": "Could not find auth receipt: {{{Receipt}}}, {{{Passcode}}}, hunter2-hunter2.", "title": "x"}}""");
        var log = new RecordingLog();

        var error = await Clients.FailsAsync(cloud.LogInAsync(log: log));

        Assert.Equal("Could not find auth receipt: ***, ***, *** (HTTP 401).", error.Message);
        Assert.All(new[] { Receipt, Passcode, "hunter2" },
            s => Assert.DoesNotContain(s, error + string.Concat(log.Decisions.Concat(log.Traces)), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public async Task Session_EndsWithoutALogin_WhenItsTokenIsRefused(int requests)
    {
        using var cloud = new ScriptedKeystone { Credential = User(ScriptedKeystone.Password, "password", "totp") };
        var connection = await cloud.LogInAsync();
        cloud.Refuse(int.MaxValue);

        var errors = await Task.WhenAll(Enumerable.Range(0, requests).Select(_ => Clients.FailsAsync(connection.Client!.StartAsync())));

        Assert.All(errors, e => Assert.Equal(
            (NovaErrorId.NovaUnauthorized, "Connect again with a new passcode."), (e.ErrorId, e.Remedy)));
        Assert.All(errors, e => Assert.Contains("NovaPS cannot renew a connection that was opened with a passcode.", e.Message,
            StringComparison.Ordinal));
        Assert.Single(cloud.Logins);
    }

    [Fact]
    public async Task Session_MakesNoLogin_WhenItsTokenExpiresSoon()
    {
        var clock = new TestClock();
        using var cloud = new ScriptedKeystone
        {
            Credential = User(null, "totp"), Expires = "2026-01-01T00:10:00.000000Z",
        };
        var connection = await cloud.LogInAsync(clock);

        clock.Move(TimeSpan.FromSeconds(599));
        await connection.Client!.StartAsync();

        Assert.Single(cloud.Logins);
    }

    [Fact]
    public async Task Renewal_StatesThatAPasscodeIsRequired_WhenItWasNotBefore()
    {
        using var cloud = new ScriptedKeystone();
        var connection = await cloud.LogInAsync();
        cloud.Refuse(1);
        cloud.LoginResponse = _ => Challenge();

        var error = await Clients.FailsAsync(connection.Client!.StartAsync());

        Assert.Equal((NovaErrorId.NovaUnauthorized, "Specify the current passcode with -Passcode."), (error.ErrorId, error.Remedy));
    }

    private static PasscodeCredential User(string? password, params string[] methods) => new(null, "demo", DomainName.Parse("default"),
        password is null ? null : SecureText.From(password), SecureText.From(Passcode), methods);

    private static string Challenge(string accepted = """["password"]""", string required = """[["totp", "password"]]""") =>
        RawServer.Respond(401, $$$"""
            {"receipt": {"methods": {{{accepted}}}, "user": {"id": "u1", "name": "demo", "domain": {"id": "default", "name": "Default"}}, "expires_at": "2026-11-27T17:18:33.000000Z", "issued_at": "2026-11-27T17:13:33.000000Z"}, "required_auth_methods": {{{required}}}}
            """, "Openstack-Auth-Receipt: " + Receipt + "\r\n");

    private static void AssertIdentity(string expected, RawRequest login)
    {
        var wanted = JObject.Parse(expected);
        if (wanted["password"] is { } password)
            password["user"]!["password"] = ScriptedKeystone.Password;
        Assert.True(JToken.DeepEquals(wanted, JObject.Parse(login.Body)["auth"]!["identity"]), login.Body);
    }
}
