using System;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Compute;
using NovaPS.Client.Diagnostics;
using NovaPS.Client.Http;
using NovaPS.Client.Identity;
using NovaPS.Client.Tests.Support;
using Xunit;

namespace NovaPS.Client.Tests.Diagnostics;

/// <summary>Tests each step against a cloud with one fault.</summary>
public sealed class DiagnosisTests : IDisposable
{
    private readonly TestCloud _cloud = new();
    private readonly DiagnosisRun _run = new();

    public void Dispose() => _cloud.Dispose();

    [Fact]
    public async Task Steps_AreOk_WhenNothingIsBroken()
    {
        await _run.OfAsync(DiagnosisRun.LoginTo(_cloud.Server.Url));

        _run.AssertRow("Keystone version", "Ok", "Keystone v3.14");
        _run.AssertRow("Login", "Ok", "as demo");
        _run.AssertRow("Project", "Ok", "demo (p1), roles: member, reader");
        _run.AssertRow("Token", "Ok", "in 60 min", "renews");
        _run.AssertRow("Endpoint", "Ok", "/v2.1: from the catalog, service compute 'nova', the only region RegionOne, interface public.");
        _run.AssertRow("Nova TCP", "Skipped", "The same host and port");
        _run.AssertRow("Nova version", "Ok", "2.1 to 2.90. NovaPS uses 2.90");
        _run.AssertRow("Latency", "Ok", "median of 5 requests");
        Assert.DoesNotContain(_run.Rows, r => r.Result is "Warning" or "Failed");
    }

    [Fact]
    public async Task Requests_AreReadOnly_AndTheTokenIsRevoked()
    {
        await _run.OfAsync(DiagnosisRun.LoginTo(_cloud.Server.Url));

        Assert.Equal("DELETE /v3/auth/tokens", _cloud.Requests[^1]);
        Assert.Equal(["POST /v3/auth/tokens", "DELETE /v3/auth/tokens"], _cloud.Requests.Where(r => !r.StartsWith("GET ",
            StringComparison.Ordinal)));
        Assert.Equal(11, _cloud.Requests.Count);
    }

    /// <summary>The request, its response, the step that fails, and its text.</summary>
    public static TheoryData<string, int, string, string, string> Failures => new()
    {
        { "POST /v3/auth/tokens", 401, """{"error": {"message": "The request you have made requires authentication.", "code": 401}}""",
            "Login", "Keystone does not report the cause" },
        { "POST /v3/auth/tokens", 404, "<html>C4n4ry-password</html>", "Login", "there is no Keystone v3 at" },
        { "POST /v3/auth/tokens", 500, """{"error": {"message": "C4n4ry-password", "code": 500}}""", "Login", "(HTTP 500)" },
        { "POST /v3/auth/tokens", 201, "{}", "Login", "no X-Subject-Token" },
        { "GET /v2.1/servers/detail", 401, """{"error": {"message": "The token C4n4ry-issued-token is bad"}}""", "Server list", "***" },
        { "GET /v2.1/servers/detail", 403, """{"forbidden": {"message": "Policy doesn't allow it", "code": 403}}""", "Server list",
            "Policy doesn't allow it" },
        { "GET /v2.1/servers/detail", 500, """{"computeFault": {"message": "Unexpected API Error", "code": 500}}""", "Server list",
            "Unexpected API Error" },
        { "GET /v2.1/servers/detail", 200, "<html></html>", "Server list", "HTML, not JSON" },
        { "GET /v2.1/", 503, "", "Nova version", "(HTTP 503)" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Step_Fails_WhenItsRequestIsRefused(string request, int status, string body, string step, string text)
    {
        _cloud.Set(request, RawServer.Respond(status, body, type: body.StartsWith('<') ? "text/html" : "application/json"));

        await _run.OfAsync(DiagnosisRun.LoginTo(_cloud.Server.Url));

        _run.AssertFailed(step, text);
    }

    [Fact]
    public async Task Login_NamesTheMissingMethod_WhenKeystoneRequiresAnother()
    {
        _cloud.Set("POST /v3/auth/tokens", RawServer.Respond(401, """
            {"receipt": {"methods": ["password"]}, "required_auth_methods": [["password", "totp"]]}
            """, "Openstack-Auth-Receipt: C4n4ry-receipt\r\n"));

        await _run.OfAsync(DiagnosisRun.LoginTo(_cloud.Server.Url));

        _run.AssertFailed("Login", "accepted the login method password, and also requires totp", "-Passcode");
    }

    [Fact]
    public async Task Login_PointsToTheUrl_WhenThePortExpectsTls()
    {
        _cloud.Set("POST /v3/auth/tokens", RawServer.Respond(400, "<html><title>400 The plain HTTP request was sent to HTTPS port</title>",
            type: "text/html"));

        await _run.OfAsync(DiagnosisRun.LoginTo(_cloud.Server.Url));

        _run.AssertFailed("Login", "sent to HTTPS port", "scheme, host and port of -AuthUrl");
    }

    [Fact]
    public async Task Token_CannotBeRenewed_WhenAPasscodeWasUsed()
    {
        var request = new ConnectRequest(KeystoneClient.ParseAuthUrl(_cloud.Server.Url.AbsoluteUri), new PasscodeCredential(null, "demo",
            DomainName.Parse("default"), SecureText.From(DiagnosisRun.Password), SecureText.From("730219"), "password", "totp"));

        await _run.OfAsync(request);

        _run.AssertRow("Login", "Ok", "(password, totp)");
        _run.AssertRow("Token", "Ok", "NovaPS cannot renew it");
    }

    [Fact]
    public async Task Token_IsRevoked_WhenALaterStepFails()
    {
        _cloud.Set("GET /v2.1/servers/detail", RawServer.Respond(500));

        await _run.OfAsync(DiagnosisRun.LoginTo(_cloud.Server.Url));

        Assert.Equal("DELETE /v3/auth/tokens", _cloud.Requests[^1]);
    }

    [Theory]
    [InlineData("GET /v3/", 404, "Keystone version", "shows no version document")]
    [InlineData("GET /v2.1/", 404, "Nova version", "uses no microversion")]
    [InlineData("GET /v2.1/servers/0199340e-0f3e-4612-96be-6f1861b192b5/os-instance-actions", 403, "Action records",
        "judges actions by the status")]
    public async Task Step_Warns_WhenTheCloudHidesWhatIsNotRequired(string request, int status, string step, string text)
    {
        _cloud.Set(request, RawServer.Respond(status));

        await _run.OfAsync(DiagnosisRun.LoginTo(_cloud.Server.Url));

        _run.AssertRow(step, "Warning", text);
        Assert.DoesNotContain(_run.Rows, r => r.Result == "Failed");
    }

    [Theory]
    [InlineData("", null, "public", "Endpoint", "has no compute endpoint")]
    [InlineData(null, "Elsewhere", "public", "Endpoint", "no region 'Elsewhere'; it has: RegionOne")]
    [InlineData(null, null, "internal", "Endpoint", "no internal compute endpoint; it has: public")]
    public async Task Endpoint_Fails_WhenNoneFits(string? endpoints, string? region, string @interface, string step, string text)
    {
        _cloud.Endpoints = endpoints ?? _cloud.Endpoints;
        var request = DiagnosisRun.LoginTo(_cloud.Server.Url);
        (request.Region, request.Interfaces) = (region, [@interface]);

        await _run.OfAsync(request);

        _run.AssertFailed(step, text);
    }

    [Fact]
    public async Task Endpoint_NamesTheOthers_WhenTheCatalogHasSeveral()
    {
        _cloud.Endpoints += """, {"interface": "internal", "region_id": "RegionOne", "url": "URL/v2.1"}"""
            + """, {"interface": "admin", "region_id": "RegionOne", "url": "http://10.0.0.1/v2.1"}""";
        var request = DiagnosisRun.LoginTo(_cloud.Server.Url);
        (request.Region, request.Interfaces) = ("RegionOne", ["internal"]);

        await _run.OfAsync(request);

        _run.AssertRow("Endpoint", "Ok", "the specified region RegionOne, interface internal.",
            "The catalog also has: admin http://10.0.0.1/v2.1 (RegionOne).");
    }

    [Fact]
    public async Task Project_Fails_WhenTheTokenIsForNone()
    {
        _cloud.Project = "null";

        await _run.OfAsync(DiagnosisRun.LoginTo(_cloud.Server.Url));

        _run.AssertFailed("Project", "the user has a role in: web");
        _run.AssertRow("Token", "Ok");
    }

    [Fact]
    public async Task Project_Warns_WhenTheTokenHasNoRoles()
    {
        _cloud.Roles = "[]";

        await _run.OfAsync(DiagnosisRun.LoginTo(_cloud.Server.Url));

        _run.AssertRow("Project", "Warning", "no roles");
    }

    [Fact]
    public async Task Version_Fails_WhenTheCloudDoesNotHaveThePinnedOne()
    {
        var request = DiagnosisRun.LoginTo(_cloud.Server.Url);
        request.Microversion = new Microversion(2, 93);

        await _run.OfAsync(request);

        _run.AssertFailed("Nova version", "does not support microversion 2.93; it supports 2.1 to 2.90");
    }

    [Fact]
    public async Task Version_Fails_WhenTheEndpointHasNoComputeApi()
    {
        var request = DiagnosisRun.LoginTo(_cloud.Server.Url);
        request.Endpoint = _cloud.Server.Url + "elsewhere";

        await _run.OfAsync(request);

        _run.AssertRow("Endpoint", "Ok", "-Endpoint or compute_endpoint_override");
        _run.AssertFailed("Nova version", "no compute API");
    }

    [Fact]
    public async Task TaskStatesAndRecords_AreSkipped_WhenThereIsNoServer()
    {
        _cloud.Servers = "";

        await _run.OfAsync(DiagnosisRun.LoginTo(_cloud.Server.Url));

        _run.AssertRow("Server list", "Ok", "There are none");
        _run.AssertRow("Task states", "Skipped", "no server");
        _run.AssertRow("Action records", "Skipped", "no server");
    }

    [Fact]
    public async Task TaskStates_Warn_WhenTheyAreNotShown()
    {
        _cloud.Servers = """{"id": "0199340e-0f3e-4612-96be-6f1861b192b5", "tenant_id": "p1"}""";

        await _run.OfAsync(DiagnosisRun.LoginTo(_cloud.Server.Url));

        _run.AssertRow("Task states", "Warning", "OS-EXT-STS");
    }

    [Theory]
    [InlineData("-05:00:00", "Warning", "5 h ahead of")]
    [InlineData("00:10:00", "Warning", "10 min behind")]
    [InlineData("00:00:20", "Ok", "agree")]
    public async Task Clock_Warns_WhenTheDifferenceIsLarge(string cloudIsAhead, string result, string text)
    {
        _cloud.Headers = "Date: " + (_run.Clock.UtcNow + TimeSpan.Parse(cloudIsAhead, CultureInfo.InvariantCulture))
            .ToString("r", CultureInfo.InvariantCulture) + "\r\n";

        await _run.OfAsync(DiagnosisRun.LoginTo(_cloud.Server.Url));

        _run.AssertRow("Clock", result, text, "Date header of Keystone");
    }

    [Fact]
    public async Task Network_FailsAtTheName_WhenItIsUnknown()
    {
        _run.UnknownNames.Add("keystone.invalid");

        await _run.OfAsync(DiagnosisRun.LoginTo(new Uri("http://keystone.invalid:5000")));

        _run.AssertFailed("Keystone DNS", "keystone.invalid cannot be resolved: the name is not known");
        _run.AssertRow("Login", "Skipped", "the step Keystone DNS failed");
        _run.AssertRow("Clock", "Skipped");
    }

    [Fact]
    public async Task Network_FailsAtThePort_WhenItIsClosed()
    {
        using var port = new SilentPort();

        await _run.OfAsync(DiagnosisRun.LoginTo(new Uri("http://127.0.0.1:" + port.Number)));

        _run.AssertFailed("Keystone TCP", "connection refused");
    }

    [Fact]
    public async Task Network_NamesEachAddress_WhenSomeDoNotRespond()
    {
        var silent = IPAddress.Parse("192.0.2.1");
        _run.SilentAddresses.Add(silent);
        _run.Addresses["localhost"] = [silent, IPAddress.Loopback];

        await _run.OfAsync(DiagnosisRun.LoginTo(new Uri("http://localhost:" + _cloud.Server.Url.Port)));

        _run.AssertRow("Keystone TCP", "Warning", "accepts connections at 127.0.0.1", "192.0.2.1: no response within 10 s");
    }

    [Fact]
    public async Task Network_FailsAtNova_WhenItsHostIsUnknown()
    {
        _run.UnknownNames.Add("nova.invalid");
        _cloud.Endpoints = """{"interface": "public", "region_id": "RegionOne", "url": "http://nova.invalid:8774/v2.1"}""";

        await _run.OfAsync(DiagnosisRun.LoginTo(_cloud.Server.Url));

        _run.AssertFailed("Nova DNS", "nova.invalid cannot be resolved");
        _run.AssertRow("Endpoint", "Ok");
        _run.AssertRow("Latency", "Skipped");
    }

    [Fact]
    public async Task Configuration_FailsAlone_WhenItCannotBeRead()
    {
        await _run.OfAsync(DiagnosisTarget.Of("prod", new NovaException(NovaErrorId.NovaConnectInputInvalid, "line 3 is bad")));

        _run.AssertFailed("Configuration", "Line 3 is bad.");
        Assert.All(_run.Rows.Skip(1), r => Assert.Equal("Skipped", r.Result));
        Assert.Equal("prod", _run.Rows[0].ConnectionName);
    }

    [Fact]
    public async Task Configuration_Fails_WhenACertificateFileCannotBeUsed()
    {
        await _run.OfAsync(DiagnosisRun.LoginTo(_cloud.Server.Url, new TlsOptions { CaFile = "/does/not/exist.pem" }));

        _run.AssertFailed("Configuration", "/does/not/exist.pem");
        Assert.Empty(_cloud.Requests);
    }

    [Fact]
    public async Task Connection_StaysOpen_WhenItIsTested()
    {
        var connection = await Connector.LogInAsync(DiagnosisRun.LoginTo(_cloud.Server.Url), _run.Clock, NoLog.Instance,
            CancellationToken.None);
        _cloud.Server.Forget();

        await _run.OfAsync(DiagnosisTarget.Of(connection, ConfigurationStep.OfConnection(connection)));

        _run.AssertRow("Login", "Skipped", "already logged in");
        _run.AssertRow("Project", "Ok", "roles: member, reader");
        _run.AssertRow("Endpoint", "Ok", "the endpoint of the connection");
        _run.AssertRow("Nova version", "Ok", "NovaPS uses 2.90");
        Assert.DoesNotContain(_cloud.Requests, r => r.EndsWith("/auth/tokens", StringComparison.Ordinal));
        Assert.True(connection.IsOpen);
    }

    [Fact]
    public async Task KeystoneSteps_AreSkipped_WhenATokenIsPassed()
    {
        var connection = Connector.FromToken(_cloud.Server.Url + "v2.1", "p1", TestCloud.Token, null, TimeSpan.FromSeconds(20), null,
            _run.Clock);

        await _run.OfAsync(DiagnosisTarget.Of(connection, StepResult.Ok("x")));

        Assert.All(_run.Rows.Where(r => r.Step.StartsWith("Keystone", StringComparison.Ordinal)), r => Assert.Equal("Skipped", r.Result));
        _run.AssertRow("Nova TCP", "Ok");
        _run.AssertRow("Server list", "Ok");
        Assert.DoesNotContain(_cloud.Requests, r => r.Contains("/v3", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("GET /v3/")]
    [InlineData("POST /v3/auth/tokens")]
    [InlineData("GET /v2.1/")]
    [InlineData("GET /v2.1/servers/detail")]
    [InlineData("GET /v2.1/servers")]
    public async Task Diagnosis_EndsAndRevokesItsToken_WhenItIsCanceled(string hanging)
    {
        _cloud.Hanging = hanging;
        using var cancellation = new CancellationTokenSource();
        var target = DiagnosisTarget.Of(DiagnosisRun.LoginTo(_cloud.Server.Url), StepResult.Ok("x"));
        var diagnosis = Diagnosis.RunAsync(target, _run, _run.Clock, static _ => { }, _run.Rows.Add, NoLog.Instance, cancellation.Token);
        await _cloud.Reached.Task.WaitAsync(TestWait.Bound);

        cancellation.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => diagnosis.WaitAsync(TestWait.Bound));
        Assert.Equal(hanging.StartsWith("GET /v2.1", StringComparison.Ordinal), _cloud.Requests.Contains("DELETE /v3/auth/tokens"));
    }

    [Fact]
    public async Task Step_Fails_WhenItTimesOut()
    {
        _cloud.Hanging = "GET /v3/";
        var diagnosis = _run.OfAsync(DiagnosisRun.LoginTo(_cloud.Server.Url));
        await _cloud.Reached.Task.WaitAsync(TestWait.Bound);

        _run.Clock.Expire(DiagnosisRun.RequestTimeout);

        await diagnosis;
        _run.AssertFailed("Keystone version", "No response from", "within 20 s", "-RequestTimeout");
    }

    [Fact]
    public async Task Texts_AreCleanAndBounded_WhenTheCloudIsHostile()
    {
        _cloud.Project = """{"id": "p1", "name": "C4n4ry-issued-token \u001b]0;title\u0007"}""";
        _cloud.Endpoints = string.Join(",", Enumerable.Range(0, 2000).Select(i =>
            "{\"interface\": \"i" + i + "\", \"region_id\": \"R\\u001b[2J\", \"url\": \"http://10.0.0.1/" + new string('x', 1000) + "\"}"));

        await _run.OfAsync(DiagnosisRun.LoginTo(_cloud.Server.Url));

        _run.AssertRow("Project", "Ok", "***", "\\u001b]0;title");
        Assert.All(_run.Rows, r =>
        {
            Assert.DoesNotContain(r.Detail!, c => char.IsControl(c));
            Assert.True(r.Detail!.Length <= 1500, r.Detail);
        });
    }

    [Fact]
    public async Task Token_Warns_WhenItExpiresSoonAndCannotBeRenewed()
    {
        var request = new ConnectRequest(KeystoneClient.ParseAuthUrl(_cloud.Server.Url.AbsoluteUri),
            new TokenCredential(SecureText.From("C4n4ry-given")));
        _cloud.Set("POST /v3/auth/tokens", RawServer.Respond(201, """
            {"token": {"issued_at": "2026-01-01T00:00:00Z", "expires_at": "2026-01-01T00:05:00Z", "project": {"id": "p1"}}}
            """, "X-Subject-Token: C4n4ry-issued-token\r\n"));

        await _run.OfAsync(request);

        _run.AssertRow("Token", "Warning", "in 5 min", "cannot renew it");
        _run.AssertRow("Endpoint", "Failed", "no compute endpoint for the project p1");
    }
}
