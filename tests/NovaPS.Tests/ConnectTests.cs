using System;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using NovaPS.Client.Tests.Support;
using NovaPS.Tests.Support;
using Xunit;

namespace NovaPS.Tests;

/// <summary>The ways to connect, which connection applies, and what a failed attempt leaves behind.</summary>
[Collection(SharedEnvironment.Name)]
public sealed class ConnectTests : IDisposable
{
    private readonly ModuleHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void An_endpoint_a_project_and_a_token_send_nothing()
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
    public void A_password_of_a_user(string arguments)
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
    public void Nothing_at_all_reads_the_environment()
    {
        var simulator = _host.StartSimulator("web1");
        using var variables = new EnvironmentVariables(
            ("OS_AUTH_URL", (string)simulator.AuthUrl), ("OS_USERNAME", "demo"), ("OS_PASSWORD", (string)simulator.GetPassword()),
            ("OS_PROJECT_NAME", "demo"), ("OS_USER_DOMAIN_NAME", "Default"), ("OS_PROJECT_DOMAIN_ID", "default"));

        Assert.Equal("demo", (string)_host.Value("(Connect-NovaProject).UserName"));
        Assert.Equal("web1", (string)_host.Value("(Get-NovaServer).Name"));
    }

    [Fact]
    public void A_token_in_the_environment_is_exchanged_for_one_of_the_project()
    {
        var simulator = _host.StartSimulator("web1");
        using var variables = new EnvironmentVariables(
            ("OS_AUTH_URL", (string)simulator.AuthUrl), ("OS_TOKEN", (string)simulator.CreateToken()), ("OS_AUTH_TYPE", "token"),
                ("OS_PROJECT_NAME", "demo"));

        Assert.Equal("demo", (string)_host.Value("(Connect-NovaProject).ProjectName"));
    }

    [Fact]
    public void An_empty_environment_says_what_to_give()
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
    public void A_failed_attempt_ends_the_command_and_leaves_no_default(string script, string errorId)
    {
        _host.StartSimulator("web1");
        _host.Run("$null = Connect-NovaProject -Simulator $sim; $sim.ClearRequests()").AssertNoErrors();

        var error = _host.Run(script, ("bad", Credential("demo", "wrong"))).AssertTerminatingError(errorId);

        Assert.DoesNotContain("wrong", error.ToString(), StringComparison.Ordinal);
        _host.Run("Get-NovaServer").AssertTerminatingError("NovaNotConnected");
        Assert.Single(_host.Run("Get-NovaConnection").AssertNoErrors().Output);
    }

    [Fact]
    public void A_wrong_URL_of_Keystone_is_named_with_a_remedy_that_speaks_of_it()
    {
        _host.StartSimulator("web1");

        var error = _host.Run("Connect-NovaProject -AuthUrl http://127.0.0.1:$($sim.Port)/v4 -Credential $c",
            ("c", Credential("demo", "x"))).AssertTerminatingError("NovaEndpointNotFound");

        Assert.Matches(@"^Cannot connect: there is no Keystone v3 at http://127\.0\.0\.1:\d+/v4/v3 \(HTTP 404, req-\S+\)\.$",
            error.ToString());
        Assert.StartsWith("Check -AuthUrl", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void The_newest_is_the_default_and_an_older_one_can_be_made_so_again()
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
    public void An_object_of_a_closed_connection_names_its_cloud()
    {
        _host.StartSimulator("web1");
        _host.Run("$c = Connect-NovaProject -Simulator $sim; $server = Get-NovaServer web1; Disconnect-NovaProject $c; "
            + "$sim.ClearRequests()").AssertNoErrors();

        var error = _host.Run("$server | Start-NovaServer").AssertTerminatingError("NovaNotConnected");

        Assert.Contains("simulator", error.ToString(), StringComparison.Ordinal);
        Assert.Empty((System.Collections.IEnumerable)_host.Value("$sim").GetRequests());
    }

    [Fact]
    public async Task Ctrl_C_while_Keystone_is_silent_leaves_no_connection()
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
    public void A_closed_connection_stands_for_no_other()
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
    public void A_name_tag_means_the_connection_of_its_own_user()
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
    public void The_default_of_one_runspace_is_none_of_another()
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
    public void Disconnect_revokes_what_was_obtained_and_not_what_was_handed_in()
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
    public void A_token_that_could_not_be_revoked_is_told()
    {
        _host.StartSimulator("web1");
        _host.Run("$null = Connect-NovaProject -Simulator $sim; Stop-NovaSimulator $sim").AssertNoErrors();

        Assert.Matches(@"^Cannot revoke the token of connection 'simulator': .*[^.]\. The connection is closed, but the token is valid until it expires\.$", Assert.Single(_host.Run("Disconnect-NovaProject").AssertNoErrors().Warning));
    }

    [Theory]
    [InlineData("Get-NovaServer")]
    [InlineData("Start-NovaServer web1")]
    [InlineData("Wait-NovaServer web1")]
    public void A_connection_that_was_never_made_is_not_the_default(string command)
    {
        _host.StartSimulator("@{ web1 = 'SHUTOFF' }");
        _host.Run("$null = Connect-NovaProject -Simulator $sim; $sim.ClearRequests()").AssertNoErrors();

        var error = _host.Run($"$missing = $null; {command} -Connection $missing").TerminatingError!;

        Assert.Contains("-Connection is $null. Did the preceding Connect-NovaProject fail?", error.ToString(), StringComparison.Ordinal);
        Assert.Empty((System.Collections.IEnumerable)_host.Value("$sim").GetRequests());
    }

    [Fact]
    public void Each_runspace_has_a_default_of_its_own()
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
