using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Net;
using NovaPS.Client.Tests.Support;
using NovaPS.Tests.Support;
using Xunit;

namespace NovaPS.Tests;

/// <summary>Tests connecting with clouds.yaml and with Keystone parameters, against the simulator.</summary>
[Collection(SharedEnvironment.Name)]
public sealed class CloudConnectTests : IDisposable
{
    private readonly ModuleHost _host = new();
    private readonly EnvironmentVariables _variables = new();
    private readonly dynamic _simulator;
    private readonly CloudsFile _clouds;

    public CloudConnectTests()
    {
        _simulator = _host.StartSimulator("web1 -StartDelay 0");
        _clouds = new CloudsFile(_host, $$"""
            clouds:
              demo: {region_name: RegionOne, auth: &auth {auth_url: {{_simulator.AuthUrl}}, username: demo, password: {{_simulator.GetPassword()}}, project_name: demo} }
              bare: {auth: {auth_url: {{_simulator.AuthUrl}}, username: demo, project_name: demo}, regoin: x}
              app:
                auth_type: v3applicationcredential
                auth: {auth_url: {{_simulator.AuthUrl}}, application_credential_id: {{_simulator.ApplicationCredentialId}}, application_credential_secret: {{_simulator.GetApplicationCredentialSecret()}} }
              token: {auth_type: token, auth: {auth_url: {{_simulator.AuthUrl}}, token: {{_simulator.CreateToken()}}, project_name: demo} }
              west: {auth: *auth, region_name: West}
            """);
    }

    public void Dispose()
    {
        _clouds.Dispose();
        _variables.Dispose();
        _host.Dispose();
    }

    [Theory]
    [InlineData("-Cloud demo")]
    [InlineData("demo")]
    [InlineData("-Cloud app")]
    [InlineData("-Cloud token")]
    [InlineData("-Cloud demo -ProjectId $sim.ProjectId -Region RegionOne -Interface internal")]
    [InlineData("-Cloud demo -Endpoint $sim.Endpoint")]
    [InlineData("-Cloud bare -Credential $credential -WarningAction SilentlyContinue")]
    [InlineData("-Cloud bare -ApplicationCredential $app -WarningAction SilentlyContinue")]
    [InlineData("-AuthUrl $sim.AuthUrl -ApplicationCredential $app")]
    [InlineData("-AuthUrl $sim.AuthUrl -ApplicationCredential $named -UserName demo")]
    [InlineData("-AuthUrl $sim.AuthUrl -ApplicationCredential $named -UserName demo -UserDomainId default")]
    [InlineData("-AuthUrl $sim.AuthUrl -ApplicationCredential $named -UserId $sim.UserId")]
    [InlineData("-AuthUrl $sim.AuthUrl -UserName demo -Password $password -ProjectName demo")]
    [InlineData("-Cloud bare -ApplicationCredential $named -WarningAction SilentlyContinue")]
    [InlineData("-AuthUrl $sim.AuthUrl -UserId $sim.UserId -Password $password -ProjectName demo")]
    [InlineData("-AuthUrl $sim.AuthUrl -Token $sim.CreateToken() -ProjectName demo -ProjectDomainId default")]
    [InlineData("-AuthUrl $sim.AuthUrl -Credential $credential -ProjectName demo -UserDomainId default -ProjectDomain default "
        + "-Microversion 2.60")]
    public void Connect_OpensTheProject_WithEachWayToConnect(string arguments)
    {
        var connection = _host.Value("Connect-NovaProject " + arguments.Replace("$sim.CreateToken()", "$($sim.CreateToken())",
            StringComparison.Ordinal), Credentials());

        Assert.Equal(("demo", "demo", arguments.Contains("2.60", StringComparison.Ordinal) ? "2.60" : "2.93"),
            ((string)connection.UserName, (string)connection.ProjectName, (string)connection.Microversion));
        Assert.Equal("ACTIVE", (string)_host.Value("(Start-NovaServer web1 | Wait-NovaServer).Status"));
    }

    [Fact]
    public void Connect_UsesTheCloudNameAndWarns_WhenTheCloudHasAnUnknownKey()
    {
        var result = _host.Run("Connect-NovaProject -Cloud bare -Credential $credential", Credentials()).AssertNoErrors();

        Assert.Equal("bare", Assert.Single(result.Output).Properties["Name"].Value);
        Assert.EndsWith("clouds.yaml, line 3: the key 'regoin' of the cloud is unknown, and is ignored.", Assert.Single(result.Warning),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-Cloud nowhere", "NovaConnectInputInvalid",
        "the files have: app, bare, demo, token, west. Choose one of these with -Cloud.")]
    [InlineData("-Cloud bare -WarningAction SilentlyContinue", "NovaConnectInputInvalid", "has no password")]
    [InlineData("-Cloud west", "NovaConnectInputInvalid",
        "The catalog has no region 'West'; it has: RegionOne. Choose one of these with -Region.")]
    [InlineData("-Cloud app -ProjectName other", "NovaConnectInputInvalid", "applies to its own project only")]
    [InlineData("-Cloud demo -ProjectName other", "NovaUnauthorized", "Keystone does not report the cause")]
    [InlineData("-Cloud demo -Credential $credential -ApplicationCredential $app", "NovaConnectInputInvalid",
        "both specify the credential")]
    [InlineData("-Cloud demo -ProjectName a -ProjectId b", "NovaConnectInputInvalid", "both specify the project")]
    [InlineData("-Cloud demo -Microversion latest", "NovaConnectInputInvalid", "'latest' is not a microversion. Use one such as 2.79")]
    [InlineData("-Cloud demo -Microversion 2.999", "NovaMicroversionNotSupported",
        "it supports 2.1 to 2.93. Choose one of these with -Microversion")]
    [InlineData("-Cloud demo -CACertificate nofile.pem", "NovaConnectInputInvalid", "nofile.pem (authorities) cannot be used")]
    [InlineData("-Cloud demo -CACertificate x -SkipCertificateCheck", "NovaConnectInputInvalid", "Use only one of them.")]
    [InlineData("-Cloud demo -CACertificate nodrive:\\x", "NovaConnectInputInvalid", "is not a path")]
    [InlineData("-Cloud $env:NOT_SET", "NovaConnectInputInvalid", "-Cloud is empty")]
    [InlineData("-Cloud demo -ProjectName ''", "NovaConnectInputInvalid", "-ProjectName is empty")]
    [InlineData("-Cloud demo -Interface publicURL", "NovaConnectInputInvalid", "'publicURL' is not an interface of a catalog. Use public")]
    [InlineData("-Cloud demo -RequestTimeout 0", "NovaConnectInputInvalid", "-RequestTimeout is not a duration")]
    [InlineData("-Connection $null", "NovaConnectInputInvalid", "-Connection is $null; did the preceding Connect-NovaProject fail?")]
    [InlineData("-Endpoint http://h:5000/v3 -ProjectId p -Token t", "NovaConnectInputInvalid",
        "is a URL of Keystone. Specify this URL with -AuthUrl")]
    [InlineData("-Cloud demo -ProjectName other -Region RegionOne", "NovaUnauthorized", "as demo for project other: ")]
    [InlineData("-AuthUrl $sim.AuthUrl -Token gone -ProjectName demo", "NovaUnauthorized", "with the specified token for project demo: ")]
    [InlineData("-AuthUrl http://127.0.0.1:1 -Credential $credential -ProjectName demo", "NovaConnectionFailed",
        "Cannot connect to http://127.0.0.1:1/v3 as demo for project demo: no connection to http://127.0.0.1:1: ")]
    [InlineData("-Endpoint $sim.Endpoint -ProjectId p -Token $env:NOT_SET", "NovaConnectInputInvalid", "-Token is empty")]
    [InlineData("-Endpoint $sim.Endpoint -ProjectId 'a/../b' -Token t", "NovaConnectInputInvalid", "is not a project id")]
    [InlineData("-AuthUrl $sim.AuthUrl -Password $password", "NovaConnectInputInvalid", "Use -UserName or -UserId")]
    [InlineData("-AuthUrl $sim.AuthUrl -Credential $credential -Endpoint $sim.Endpoint", "NovaConnectInputInvalid",
        "the user has a role in: demo. Choose one with -ProjectName.")]
    [InlineData("-AuthUrl $sim.AuthUrl -Credential $credential -ProjectName demo -Endpoint http://127.0.0.1:$($sim.Port)/foo",
        "NovaEndpointNotFound", "there is no compute API at")]
    [InlineData("-AuthUrl $sim.AuthUrl -Credential $credential", "NovaConnectInputInvalid",
        "the user has a role in: demo. Choose one with -ProjectName.")]
    [InlineData("-AuthUrl $sim.AuthUrl", "NovaConnectInputInvalid", "No credential was specified. Use -Credential")]
    [InlineData("-AuthUrl $sim.AuthUrl -ApplicationCredential $named", "NovaUnauthorized", "Could not find Application Credential")]
    [InlineData("", "NovaConnectInputInvalid",
        "No cloud was specified, and the files have several: app, bare, demo, token, west. Choose one with -Cloud, or in OS_CLOUD.")]
    public void Connect_ReportsTheReasonAndLeavesNoDefault_WhenItFails(string arguments, string errorId, string expected)
    {
        _host.Run("$null = Connect-NovaProject -Simulator $sim").AssertNoErrors();

        var error = _host.Run("Connect-NovaProject " + arguments, Credentials()).AssertTerminatingError(errorId);

        Assert.Contains(expected, ScriptResult.Text(error), StringComparison.Ordinal);
        Assert.Matches(@"^[A-Z'/-].*[^.][.?]$", error.ToString());
        _host.Run("Get-NovaServer").AssertTerminatingError("NovaNotConnected");
    }

    [Theory]
    [InlineData("clouds: {a: [}}\n")]
    [InlineData("PIPE")]
    public void Completion_OffersNoCloud_WhenTheFileIsInvalid(string text)
    {
        var path = _clouds.Write("clouds.yaml", text);
        if (text == "PIPE" && !OperatingSystem.IsWindows())
        {
            System.IO.File.Delete(path);
            using var made = System.Diagnostics.Process.Start("mkfifo", path);
            made.WaitForExit();
            Assert.Contains("is not a regular file", _host.Run("Connect-NovaProject -Cloud a")
                .AssertTerminatingError("NovaConnectInputInvalid").ToString(), StringComparison.Ordinal);
        }

        foreach (var line in new[] { "Connect-NovaProject -Cloud ", "Connect-NovaProject -Cloud a -Region " })
            Assert.DoesNotContain("a", _host.Run("(TabExpansion2 $line $line.Length).CompletionMatches.CompletionText", ("line", line))
                .Output.Where(o => o is not null).Select(o => o.ToString()));
    }

    [Fact]
    public void Connect_WarnsOfTheUnknownKey_WhenItCausesTheError()
    {
        _clouds.Write("clouds.yaml", "clouds: {a: {auth: {auth_ulr: 'https://k', username: u, password: p}}}\n");

        var result = _host.Run("Connect-NovaProject -Cloud a");

        Assert.Contains("has no auth_url", result.AssertTerminatingError("NovaConnectInputInvalid").ToString(), StringComparison.Ordinal);
        Assert.Contains("the key 'auth_ulr' of auth is unknown", Assert.Single(result.Warning), StringComparison.Ordinal);
    }

    [Fact]
    public void Connect_OverridesOsCloud_WhenParametersAreSpecified()
    {
        Environment.SetEnvironmentVariable("OS_CLOUD", "bare");
        Assert.Equal("demo",
            (string)_host.Value("(Connect-NovaProject -ProjectName demo -Credential $credential -WarningAction "
            + "SilentlyContinue).ProjectName", Credentials()));
    }

    [Fact]
    public void Connect_UsesOsCloud_WhenNoParameterIsSpecified()
    {
        Environment.SetEnvironmentVariable("OS_CLOUD", "demo");
        Assert.Equal("demo", (string)_host.Value("(Connect-NovaProject).Name"));
    }

    [Fact]
    public void Connect_RevokesTheToken_WhenTheEndpointIsNotFound()
    {
        _host.Run("Connect-NovaProject -Cloud west").AssertTerminatingError("NovaConnectInputInvalid");
        Assert.Equal("DELETE", (string)Enumerable.Last<dynamic>(_simulator.GetRequests()).Method);
    }

    [Fact]
    public void Start_RenewsTheTokenOnce_WhenItExpiresDuringABulkStart()
    {
        _host.Run("1..100 | ForEach-Object { $null = $sim.AddServer(\"bulk$_\", 'SHUTOFF') }; $null = Connect-NovaProject -Cloud demo; "
            + "$servers = Get-NovaServer bulk*; $sim.ClearRequests()").AssertNoErrors();

        var result = _host.Run("$servers | ForEach-Object { if (++$n -eq 40) { $sim.ExpireAllTokens() }; $_ } | Start-NovaServer")
            .AssertNoErrors();

        Assert.Equal(100, result.Output.Select(o => o.Properties["ServerId"].Value).Distinct().Count());
        Assert.Equal(1, Logins());
    }

    [Theory]
    [InlineData("-Cloud token", "the token is no longer accepted, and Keystone does not issue another: ")]
    [InlineData("-Endpoint $sim.Endpoint -ProjectId $sim.ProjectId -Token $($sim.CreateToken())",
        "NovaPS cannot renew a token that was passed to Connect-NovaProject.")]
    public void Start_EndsWithARemedy_WhenTheTokenCannotBeRenewed(string arguments, string expected)
    {
        _host.Run("1..30 | ForEach-Object { $null = $sim.AddServer(\"bulk$_\", 'SHUTOFF') }; $null = Connect-NovaProject " + arguments
            + "; $servers = Get-NovaServer bulk*; $sim.ExpireAllTokens(); $sim.ClearRequests()").AssertNoErrors();

        var error = _host.Run("$servers | Start-NovaServer").AssertTerminatingError("NovaUnauthorized");

        Assert.Contains(expected, error.ToString(), StringComparison.Ordinal);
        Assert.StartsWith("Get a new token, and connect again", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.InRange(Logins(), 0, 1);
        var before = Logins();
        _host.Run("$servers | Start-NovaServer").AssertTerminatingError("NovaUnauthorized");
        Assert.Equal(before, Logins());
    }

    [Fact]
    public void Start_UsesTheConnectionOfEachServer_WhenTheyAreOfTwoClouds()
    {
        using var other = new ModuleHost();
        var second = other.StartSimulator("web2");
        _clouds.Write("secure.yaml", $$"""clouds: {second: {auth: {auth_url: '{{second.AuthUrl}}', username: demo, password: '{{second.GetPassword()}}', project_name: demo} } }""");

        var names =
            _host.Run("$a = Connect-NovaProject demo; $b = Connect-NovaProject second -NotDefault; $a, $b | ForEach-Object { "
            + "Get-NovaServer -Connection $_ } | Start-NovaServer | Wait-NovaServer | ForEach-Object { $_.Name + ' ' + $_.Connection.Name "
            + "}").AssertNoErrors().Output;

        Assert.Equal(["web1 demo", "web2 second"], names.Select(n => n.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal("demo", (string)_host.Value("(Get-NovaConnection | Where-Object IsDefault).Name"));
    }

    [Fact]
    public void Connect_UsesV2_WhenTheCloudHasNoMicroversions()
    {
        using var bare = new RawServer(request => request.Target switch
        {
            "/v3/auth/tokens" => RawServer.Respond(201, """{"token": {"user": {"name": "u"}, "project": {"id": "p1", "name": "p"}, "catalog": [{"type": "compute", "endpoints": [{"interface": "public", "region_id": "R", "url": "URL"}]}]}}"""
                .Replace("URL", "http://" + request.Header("Host"), StringComparison.Ordinal), "X-Subject-Token: t\r\n"),
            "/" => RawServer.Respond(200, """{"versions": [{"id": "v2.0", "version": ""}]}"""),
            "/v2/" => RawServer.Respond(200, """{"version": {"id": "v2.0", "version": "", "min_version": ""}}"""),
            _ => RawServer.Respond(200, """{"servers": []}"""),
        });

        var connection = _host.Value($"Connect-NovaProject -AuthUrl {bare.Url} -Credential $credential -ProjectName p", Credentials());
        _host.Run("Get-NovaServer").AssertNoErrors();

        Assert.Equal((bare.Url + "v2/p1", null), ((string)connection.Endpoint, (string?)connection.Microversion));
        Assert.Equal("/v2/p1/servers/detail", bare.Requests[^1].Target);
        Assert.Null(bare.Requests[^1].Header("OpenStack-API-Version"));
    }

    private int Logins() => ((IEnumerable<object>)_simulator.GetRequests())
        .Count(r => ((dynamic)r).Path == "/v3/auth/tokens" && ((dynamic)r).Method == "POST");

    private (string, object?)[] Credentials()
    {
        var password = new NetworkCredential("", (string)_simulator.GetPassword()).SecurePassword;
        var secret = new NetworkCredential("", (string)_simulator.GetApplicationCredentialSecret()).SecurePassword;
        return
        [
            ("password", password), ("credential", new PSCredential("demo", password)),
            ("app", new PSCredential((string)_simulator.ApplicationCredentialId, secret)),
                ("named", new PSCredential((string)_simulator.ApplicationCredentialName, secret)),
        ];
    }
}
