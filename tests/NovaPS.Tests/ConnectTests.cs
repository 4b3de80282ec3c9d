using System;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using NovaPS.Client.Tests.Support;
using NovaPS.Tests.Support;
using Xunit;

namespace NovaPS.Tests;

/// <summary>Tests the ways to connect, which connection is used, and the session after a failed attempt.</summary>
[Collection(SharedEnvironment.Name)]
public sealed class ConnectTests : IDisposable
{
    private readonly ModuleHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void Connect_SendsNothing_WhenEndpointProjectAndTokenAreSpecified()
    {
        using var server = new RawServer(_ => RawServer.Respond(200, "{}"));

        var connection = _host.Value($"Connect-NovaProject -Endpoint {server.Url} -ProjectId {Cloud.Project} -Token {Cloud.Token}");

        Assert.Equal($"{server.Url}v2/{Cloud.Project}", (string)connection.Endpoint);
        Assert.Null((string?)connection.UserName);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("-ProjectName demo")]
    [InlineData("-ProjectId $($sim.ProjectId)")]
    [InlineData("-ProjectName demo -UserDomain default -ProjectDomain Default -Region RegionOne -Interface internal")]
    public void Connect_OpensTheProject_WhenAPasswordIsSpecified(string arguments)
    {
        _host.StartSimulator("web1");
        var connection = _host.Value($"Connect-NovaProject -AuthUrl $sim.AuthUrl -Credential $credential {arguments}",
            ("credential", Credential()));

        Assert.Equal(("demo", "demo", "RegionOne"), ((string)connection.UserName, (string)connection.ProjectName,
            (string)connection.Region));
        Assert.NotNull((DateTime?)connection.TokenExpires);
        Assert.Equal("web1", (string)_host.Value("(Get-NovaServer).Name"));
    }

    [Fact]
    public void Connect_ReadsTheEnvironment_WhenNoParameterIsSpecified()
    {
        var simulator = _host.StartSimulator("web1");
        using var variables = new EnvironmentVariables(
            ("OS_AUTH_URL", (string)simulator.AuthUrl), ("OS_USERNAME", "demo"), ("OS_PASSWORD", (string)simulator.GetPassword()),
            ("OS_PROJECT_NAME", "demo"), ("OS_USER_DOMAIN_NAME", "Default"), ("OS_PROJECT_DOMAIN_ID", "default"));

        Assert.Equal("demo", (string)_host.Value("(Connect-NovaProject).UserName"));
        Assert.Equal("web1", (string)_host.Value("(Get-NovaServer).Name"));
    }

    [Fact]
    public void Connect_ExchangesTheToken_WhenTheEnvironmentHasOne()
    {
        var simulator = _host.StartSimulator("web1");
        using var variables = new EnvironmentVariables(
            ("OS_AUTH_URL", (string)simulator.AuthUrl), ("OS_TOKEN", (string)simulator.CreateToken()), ("OS_AUTH_TYPE", "token"),
                ("OS_PROJECT_NAME", "demo"));

        Assert.Equal("demo", (string)_host.Value("(Connect-NovaProject).ProjectName"));
    }

    [Fact]
    public void Connect_NamesWhatToSpecify_WhenTheEnvironmentIsEmpty()
    {
        using var variables = new EnvironmentVariables();

        var error = _host.Run("Connect-NovaProject").AssertTerminatingError("NovaConnectInputInvalid");

        Assert.Equal(ErrorCategory.InvalidArgument, error.CategoryInfo.Category);
        Assert.Contains("OS_AUTH_URL", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("-Endpoint", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Connect-NovaProject -AuthUrl $sim.AuthUrl -Credential $bad -ProjectName demo", "NovaUnauthorized")]
    [InlineData("Connect-NovaProject -AuthUrl $sim.AuthUrl -Credential $bad -ProjectName demo -ProjectId x", "NovaConnectInputInvalid")]
    [InlineData("Connect-NovaProject -AuthUrl nonsense -Credential $bad -ProjectName demo", "NovaConnectInputInvalid")]
    [InlineData("Connect-NovaProject -AuthUrl http://127.0.0.1:1/v3 -Credential $bad -ProjectName demo", "NovaConnectionFailed")]
    [InlineData("Connect-NovaProject -AuthUrl ($sim.AuthUrl + '/nowhere') -Credential $bad -ProjectName demo", "NovaEndpointNotFound")]
    [InlineData("Connect-NovaProject -Endpoint https://user:pw@host/v2.1 -ProjectId p -Token t", "NovaConnectInputInvalid")]
    [InlineData("Connect-NovaProject -Endpoint https://host/v2.1 -ProjectId p -Token \"a`nb\"", "NovaConnectInputInvalid")]
    [InlineData("Connect-NovaProject -Endpoint https://host/v2.1 -ProjectId p -Token ''", "NovaConnectInputInvalid")]
    public void Connect_EndsTheCommandAndLeavesNoDefault_WhenItFails(string script, string errorId)
    {
        _host.StartSimulator("web1");
        _host.Run("$null = Connect-NovaProject -Simulator $sim; $sim.ClearRequests()").AssertNoErrors();

        var error = _host.Run(script, ("bad", Credential("demo", "wrong"))).AssertTerminatingError(errorId);

        Assert.DoesNotContain("wrong", error.ToString(), StringComparison.Ordinal);
        _host.Run("Get-NovaServer").AssertTerminatingError("NovaNotConnected");
        Assert.Single(_host.Run("Get-NovaConnection").AssertNoErrors().Output);
    }

    [Fact]
    public void Connect_SuggestsCheckingAuthUrl_WhenKeystoneIsNotAtTheUrl()
    {
        _host.StartSimulator("web1");

        var error = _host.Run("Connect-NovaProject -AuthUrl http://127.0.0.1:$($sim.Port)/v4 -Credential $c",
            ("c", Credential("demo", "x"))).AssertTerminatingError("NovaEndpointNotFound");

        Assert.Matches(@"^Cannot connect: there is no Keystone v3 at http://127\.0\.0\.1:\d+/v4/v3 \(HTTP 404, req-\S+\)\.$",
            error.ToString());
        Assert.StartsWith("Check -AuthUrl", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void Connect_MakesAnOlderConnectionTheDefault_WhenItIsSpecified()
    {
        _host.StartSimulator("web1");
        _host.Run("$a = Connect-NovaProject -Simulator $sim -Name a; $b = Connect-NovaProject -Simulator $sim -Name b; "
            + "$c = Connect-NovaProject -Simulator $sim -Name c -NotDefault").AssertNoErrors();

        Assert.Equal("False True False", Defaults());
        _host.Run("$null = Connect-NovaProject -Connection $a").AssertNoErrors();
        Assert.Equal("True False False", Defaults());
        _host.Run("Disconnect-NovaProject").AssertNoErrors();
        Assert.Equal("False False False", Defaults());
        Assert.Equal(2, _host.Run("Get-NovaConnection").AssertNoErrors().Output.Count);
    }

    [Fact]
    public void Start_NamesTheConnection_WhenItIsClosed()
    {
        _host.StartSimulator("web1");
        _host.Run("$c = Connect-NovaProject -Simulator $sim; $server = Get-NovaServer web1; Disconnect-NovaProject $c; "
            + "$sim.ClearRequests()").AssertNoErrors();

        var error = _host.Run("$server | Start-NovaServer").AssertTerminatingError("NovaNotConnected");

        Assert.Contains("simulator", error.ToString(), StringComparison.Ordinal);
        Assert.Empty((System.Collections.IEnumerable)_host.Value("$sim").GetRequests());
    }

    [Fact]
    public async Task Connect_LeavesNoConnection_WhenCtrlCIsPressedBeforeKeystoneResponds()
    {
        var asked = new TaskCompletionSource();
        using var silent = new RawServer(async _ =>
        {
            asked.TrySetResult();
            await Task.Delay(System.Threading.Timeout.Infinite);
            return null;
        });
        using var running = _host.Start($"Connect-NovaProject -AuthUrl {silent.Url} -Credential $c -ProjectName p",
            ("c", Credential("demo", "x")));
        await asked.Task.WaitAsync(TimeSpan.FromMinutes(1));

        Assert.True(running.Stop().WasStopped);

        Assert.Empty(_host.Run("Get-NovaConnection").AssertNoErrors().Output);
        Assert.Single(silent.Requests);
    }

    [Fact]
    public void Commands_RefuseAClosedConnection_WhenAnotherToTheSameProjectIsOpen()
    {
        _host.StartSimulator("web1");
        _host.Run("$a = Connect-NovaProject -Simulator $sim -Name a; $b = Connect-NovaProject -Simulator $sim; "
            + "$server = Get-NovaServer web1; Disconnect-NovaProject $b").AssertNoErrors();

        Assert.Contains("is not open in this session. Connect again with Connect-NovaProject.",
            ScriptResult.Text(_host.Run("Disconnect-NovaProject $b").AssertError("NovaNotConnected")), StringComparison.Ordinal);
        _host.Run("$server | Start-NovaServer").AssertTerminatingError("NovaNotConnected");
        Assert.Contains("is not open in this session. Connect again with Connect-NovaProject.",
            ScriptResult.Text(_host.Run("Connect-NovaProject -Connection $b").AssertTerminatingError("NovaNotConnected")),
            StringComparison.Ordinal);
        Assert.True((bool)_host.Value("$a.IsOpen"));
    }

    [Fact]
    public void DeserializedConnection_RefersToTheOpenOneOfItsUser_WhenTwoUsersAreConnected()
    {
        var simulator = _host.StartSimulator("web1");
        var reader = new PSCredential("reader", Credential().Password);
        _host.Run("$demo = Connect-NovaProject -Simulator $sim; $reader = Connect-NovaProject -AuthUrl $sim.AuthUrl -Credential $r "
            + "-ProjectName demo", ("r", reader)).AssertNoErrors();
        var server = PSObject.AsPSObject(PSSerializer.Deserialize(PSSerializer.Serialize(_host.Value("Get-NovaServer web1"), 3)));

        _host.Run("$server | Start-NovaServer", ("server", server)).AssertError("NovaForbidden");
        _host.Run("$server | ForEach-Object { $_.Connection } | Disconnect-NovaProject", ("server", server)).AssertNoErrors();
        Assert.Equal("True False", (string)_host.Value("\"$($demo.IsOpen) $($reader.IsOpen)\""));
        _host.Run("Start-NovaServer web1 -Connection ([NovaPS.NovaConnection]::new($demo.Endpoint, $demo.ProjectId)) ").AssertNoErrors();
        Assert.NotEmpty((System.Collections.IEnumerable)simulator.GetRequests());
    }

    [Fact]
    public void IsDefault_DependsOnTheRunspace_WhenAConnectionIsShared()
    {
        _host.StartSimulator("web1");
        var (a, b) = (_host.Value("($a = Connect-NovaProject -Simulator $sim -Name a)"),
            _host.Value("($b = Connect-NovaProject -Simulator $sim -Name b -NotDefault)"));
        using var other = new ModuleHost();
        other.Run("$null = Connect-NovaProject -Connection $b; try { Connect-NovaProject -Endpoint nonsense -ProjectId p -Token t } catch "
            + "{ }", ("b", (object)b)).AssertNoErrors();

        Assert.Equal("True False", (string)_host.Value("\"$($a.IsDefault) $($b.IsDefault)\""));
        using var fresh = new ModuleHost();
        Assert.False((bool)fresh.Value("Set-StrictMode -Version Latest; $a.IsDefault", ("a", (object)a)));
        Assert.Equal("False False", (string)other.Value("\"$($a.IsDefault) $($b.IsDefault)\"", ("a", (object)a)));
    }

    [Fact]
    public void Disconnect_RevokesTheToken_OnlyWhenNovaPSObtainedIt()
    {
        var simulator = _host.StartSimulator("web1");
        var token = (string)simulator.CreateToken();
        _host.Run("$null = Connect-NovaProject -Simulator $sim; Disconnect-NovaProject").AssertNoErrors();
        Assert.Equal("DELETE", (string)Enumerable.Last<dynamic>(simulator.GetRequests()).Method);

        _host.Run("$null = Connect-NovaProject -Endpoint $sim.Endpoint -ProjectId $sim.ProjectId -Token $token; $sim.ClearRequests(); "
            + "Disconnect-NovaProject", ("token", token)).AssertNoErrors();
        Assert.Empty((System.Collections.IEnumerable)simulator.GetRequests());
        _host.Run("Disconnect-NovaProject").AssertError("NovaNotConnected");
    }

    [Fact]
    public void Disconnect_Warns_WhenTheTokenCannotBeRevoked()
    {
        _host.StartSimulator("web1");
        _host.Run("$null = Connect-NovaProject -Simulator $sim; Stop-NovaSimulator $sim").AssertNoErrors();

        Assert.Matches(@"^Cannot revoke the token of connection 'simulator': .*[^.]\. The connection is closed, but the token is valid until it expires\.$", Assert.Single(_host.Run("Disconnect-NovaProject").AssertNoErrors().Warning));
    }

    [Theory]
    [InlineData("Get-NovaServer")]
    [InlineData("Start-NovaServer web1")]
    [InlineData("Wait-NovaServer web1")]
    public void Commands_ReportAnError_WhenTheConnectionIsNull(string command)
    {
        _host.StartSimulator("@{ web1 = 'SHUTOFF' }");
        _host.Run("$null = Connect-NovaProject -Simulator $sim; $sim.ClearRequests()").AssertNoErrors();

        var error = _host.Run($"$missing = $null; {command} -Connection $missing").TerminatingError!;

        Assert.Contains("-Connection is $null. Did the preceding Connect-NovaProject fail?", error.ToString(), StringComparison.Ordinal);
        Assert.Empty((System.Collections.IEnumerable)_host.Value("$sim").GetRequests());
    }

    [Fact]
    public void DefaultConnection_IsNotShared_WhenThereAreTwoRunspaces()
    {
        _host.StartSimulator("web1");
        _host.Run("$null = Connect-NovaProject -Simulator $sim").AssertNoErrors();
        using var other = new ModuleHost();

        other.Run("Get-NovaServer").AssertTerminatingError("NovaNotConnected");
        Assert.Single(other.Run("$server | Start-NovaServer", ("server", _host.Run("Get-NovaServer").Output[0])).AssertNoErrors().Output);
    }

    private PSCredential Credential() => Credential("demo", (string)_host.Value("$sim.GetPassword()"));

    private static PSCredential Credential(string user, string password) =>
        new(user, new System.Net.NetworkCredential("", password).SecurePassword);

    private string Defaults() => (string)_host.Value("\"$($a.IsDefault) $($b.IsDefault) $($c.IsDefault)\"");
}
