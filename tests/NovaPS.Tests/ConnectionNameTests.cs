using System;
using System.Linq;
using NovaPS.Tests.Support;
using Xunit;

namespace NovaPS.Tests;

/// <summary>Tests the names of connections, and which connection a new one replaces.</summary>
[Collection(SharedEnvironment.Name)]
public sealed class ConnectionNameTests : IDisposable
{
    private const string CreateCredential = """
        function New-Credential($name, $secret) { [pscredential]::new($name, (ConvertTo-SecureString $secret -AsPlainText -Force)) }
        $c = New-Credential demo $sim.GetPassword()
        $r = New-Credential reader $sim.GetPassword()
        $ac = New-Credential $sim.ApplicationCredentialId $sim.GetApplicationCredentialSecret()

        """;

    private readonly ModuleHost _host = new();
    private readonly dynamic _simulator;

    public ConnectionNameTests() => _simulator = _host.StartSimulator("@{ web1 = 'SHUTOFF' } -StartDelay 0");

    public static TheoryData<string> Commands => new()
    {
        "(Get-NovaServer web1 -Connection ONE).Name",
        "(Start-NovaServer web1 -Connection one).ServerName",
        "(Wait-NovaServer web1 -Status Shutoff -Connection 'one').Name",
        "(Get-NovaServerAction web1 -Action create -Connection one).ServerName",
        "(Get-NovaConnection one | Get-NovaServer).Name",
        "(Get-NovaServer web1 -Connection (Get-NovaConnection one)).Name",
    };

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData("-Simulator $sim", "simulator")]
    [InlineData("-Simulator $sim -Name ' My cloud '", "My cloud")]
    [InlineData("-AuthUrl $sim.AuthUrl -Credential $c -ProjectName demo", "demo@127.0.0.1")]
    [InlineData("-AuthUrl $sim.AuthUrl -Token $sim.CreateToken() -ProjectName demo", "demo@127.0.0.1")]
    [InlineData("-Endpoint $sim.Endpoint -ProjectId $sim.ProjectId -Token t", "PROJECT@127.0.0.1")]
    [InlineData("", "demo@127.0.0.1")]
    public void Connect_DerivesAName_WhenNoneIsSpecified(string arguments, string expected)
    {
        using var variables = new EnvironmentVariables(
            ("OS_AUTH_URL", (string)_simulator.AuthUrl), ("OS_USERNAME", "demo"), ("OS_PASSWORD", (string)_simulator.GetPassword()),
            ("OS_PROJECT_NAME", "demo"));

        var name = (string)_host.Value(CreateCredential + $"(Connect-NovaProject {arguments}).Name");

        Assert.Equal(expected.Replace("PROJECT", ((string)_simulator.ProjectId)[..8], StringComparison.Ordinal), name);
        Assert.Equal(name, (string)_host.Value("(Get-NovaConnection $name).Name", ("name", name.ToUpperInvariant())));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Commands_AcceptAConnectionName(string script)
    {
        _host.Run("$null = Connect-NovaProject -Simulator $sim -Name one -NotDefault").AssertNoErrors();

        Assert.Equal("web1", (string)_host.Value(script));
    }

    [Theory]
    [InlineData("Get-NovaServer -Connection nosuch")]
    [InlineData("Start-NovaServer web1 -Connection nosuch")]
    [InlineData("Wait-NovaServer web1 -Connection nosuch")]
    [InlineData("Get-NovaServerAction web1 -Connection nosuch")]
    [InlineData("Connect-NovaProject -Connection nosuch")]
    [InlineData("Get-NovaConnection nosuch -ErrorAction Stop")]
    [InlineData("Disconnect-NovaProject nosuch -ErrorAction Stop")]
    public void Commands_ListTheOpenNames_WhenNoConnectionHasTheName(string script)
    {
        _host.Run("$null = Connect-NovaProject -Simulator $sim -Name one; $null = Connect-NovaProject -Simulator $sim -Name two")
            .AssertNoErrors();

        var error = _host.Run(script).AssertTerminatingError("NovaNotConnected");

        Assert.Contains("onnection 'nosuch' is not open in this session; the open connections are 'one', 'two'.", error.ToString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Get_QueriesEveryConnection_WhenSeveralAreSpecified()
    {
        _host.Run("$null = Connect-NovaProject -Simulator $sim -Name one; $two = Connect-NovaProject -Simulator $sim -Name two")
            .AssertNoErrors();

        Assert.Equal("one two", (string)_host.Value("\"$((Get-NovaServer web1 -Connection one, $two).Connection.Name)\""));
        Assert.Equal("one two", (string)_host.Value("\"$((Get-NovaServer -Connection one, two).Connection.Name)\""));
        Assert.Equal("one two", (string)_host.Value("\"$((Get-NovaConnection | Get-NovaServer).Connection.Name)\""));
        Assert.Equal(2, _host.Run("Get-NovaServerAction web1 -Action create -Connection one, two").AssertNoErrors().Output.Count);
        Assert.NotNull(_host.Run("Start-NovaServer web1 -Connection one, two").TerminatingError);
        var mixed = _host.Run("Get-NovaServer web1 -Connection x, one, y");
        Assert.Equal(["x", "y"], mixed.Errors.Select(e => e.ToString().Split('\'')[1]));
        Assert.Single(mixed.Output);
    }

    [Fact]
    public void Disconnect_AcceptsNamesAndPatterns()
    {
        _host.Run("'one', 'two', 'other' | ForEach-Object { $null = Connect-NovaProject -Simulator $sim -Name $_ }").AssertNoErrors();

        _host.Run("Disconnect-NovaProject o*").AssertNoErrors();

        Assert.Equal("two", (string)_host.Value("(Get-NovaConnection).Name"));
        _host.Run("Get-NovaConnection TW* | Disconnect-NovaProject").AssertNoErrors();
        Assert.Empty(_host.Run("Get-NovaConnection; Get-NovaConnection x*").AssertNoErrors().Output);
    }

    [Fact]
    public void Connect_ReplacesTheConnectionAndKeepsItsObjectsUsable_WhenTheLoginIsTheSame()
    {
        _host.Run("$a = Connect-NovaProject -Simulator $sim; $server = Get-NovaServer web1; $b = Connect-NovaProject -Simulator $sim")
            .AssertNoErrors();

        Assert.Equal("False True True", (string)_host.Value("\"$($a.IsOpen) $($b.IsOpen) $($b.IsDefault)\""));
        Assert.Equal("simulator", (string)_host.Value("(Get-NovaConnection).Name"));
        Assert.Single(_host.Run("Get-NovaSimulatorRequest $sim -Method DELETE").Output);
        _host.Run("$null = $server | Start-NovaServer -Wait; $null = Get-NovaServer -Connection $a").AssertNoErrors();
        _host.Run("Disconnect-NovaProject $a").AssertNoErrors();
        Assert.Empty(_host.Run("Get-NovaConnection").Output);
    }

    [Theory]
    [InlineData("-Simulator $sim -Name one", "-Simulator $sim -Name ONE", 1)]
    [InlineData("-Simulator $sim -Name one", "-Simulator $sim -Name two", 2)]
    [InlineData("-Simulator $sim", "-Simulator $other", 2)]
    [InlineData("-Simulator $sim -Name one", "-Simulator $other -Name one", 1)]
    [InlineData("-Simulator $sim -Name simulator", "-Simulator $sim", 1)]
    [InlineData("-AuthUrl $sim.AuthUrl -Credential $c -ProjectName demo", "-AuthUrl $sim.AuthUrl -Credential $r -ProjectName demo", 2)]
    [InlineData("-AuthUrl $sim.AuthUrl -Credential $c -ProjectName demo", "-AuthUrl $sim.AuthUrl -ApplicationCredential $ac", 2)]
    [InlineData("-AuthUrl $sim.AuthUrl -ApplicationCredential $ac", "-AuthUrl $sim.AuthUrl -ApplicationCredential $ac", 1)]
    [InlineData("-Endpoint $sim.Endpoint -ProjectId p -Token t", "-Endpoint $sim.Endpoint -ProjectId p -Token t", 1)]
    [InlineData("-Endpoint $sim.Endpoint -ProjectId p -Token t", "-Endpoint $sim.Endpoint -ProjectId p -Token u", 2)]
    public void Connect_ReplacesAConnection_OnlyWhenNameOrLoginAreTheSame(string first, string second, int count)
    {
        _host.Run(CreateCredential + $$"""
            $other = Start-NovaSimulator
            $null = Connect-NovaProject {{first}}
            $b = Connect-NovaProject {{second}}
            Stop-NovaSimulator $other
            """).AssertNoErrors();

        var names = _host.Run("(Get-NovaConnection).Name").AssertNoErrors().Output.Select(o => o.ToString()).ToList();
        Assert.Equal(count, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.Equal(count, names.Count);
        Assert.True((bool)_host.Value("$b.IsDefault"));
    }

    [Fact]
    public void Connect_RefusesObjectsOfTheOldProject_WhenTheNameIsUsedAgain()
    {
        _host.Run("$other = Start-NovaSimulator; $null = Connect-NovaProject -Simulator $sim -Name one; $server = Get-NovaServer web1; "
            + "$null = Connect-NovaProject -Simulator $other -Name one -NotDefault").AssertNoErrors();

        Assert.Matches(@"^Connection 'one' \(\S+\) is not open in this session\.$", _host.Run("$server | Start-NovaServer")
            .AssertTerminatingError("NovaNotConnected").ToString());
        Assert.Equal("Not connected: the default connection 'one' was replaced by one to another project or as another user.",
            _host.Run("Get-NovaServer; Stop-NovaSimulator $other").AssertTerminatingError("NovaNotConnected").ToString());
        _host.Run("Stop-NovaSimulator $other").AssertNoErrors();
    }

    [Fact]
    public void Connect_DelaysTheRevocation_WhenACommandUsesTheConnection()
    {
        _host.Run("$null = Connect-NovaProject -Simulator $sim").AssertNoErrors();

        var result = _host.Run("""
            'web1' | Get-NovaServer | ForEach-Object {
                $null = Connect-NovaProject -Simulator $sim
                @(Get-NovaSimulatorRequest $sim -Method DELETE).Count
            }
            """).AssertNoErrors();

        Assert.Equal("0", Assert.Single(result.Output).ToString());
        Assert.True(System.Threading.SpinWait.SpinUntil(
            () => _host.Run("Get-NovaSimulatorRequest $sim -Method DELETE").Output.Count == 1, TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public void Connect_KeepsTheOldConnection_WhenTheNewLoginFails()
    {
        _host.Run("$a = Connect-NovaProject -Simulator $sim -Name one; "
            + "$null = Add-NovaSimulatorFault $sim -Path auth/tokens -StatusCode 401").AssertNoErrors();

        _host.Run("Connect-NovaProject -Simulator $sim -Name one").AssertTerminatingError("NovaUnauthorized");

        Assert.True((bool)_host.Value("$a.IsOpen"));
        var error = _host.Run("Get-NovaServer").AssertTerminatingError("NovaNotConnected");
        Assert.Equal("Not connected: the last Connect-NovaProject failed; connection 'one' stays open, but is no longer the default.",
            error.ToString());
        Assert.Contains("Connect-NovaProject -Connection one", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        _host.Run("$null = Connect-NovaProject -Connection one; $null = Get-NovaServer").AssertNoErrors();
    }

    [Theory]
    [InlineData("Start-NovaServer web1 -Connection one, two")]
    [InlineData("Wait-NovaServer web1 -Connection (Get-NovaConnection)")]
    public void Commands_ReportAnError_WhenTheyAcceptOneConnectionOnly(string script)
    {
        _host.Run("$null = Connect-NovaProject -Simulator $sim -Name one; $null = Connect-NovaProject -Simulator $sim -Name two")
            .AssertNoErrors();

        var error = _host.Run(script).AssertTerminatingError("ParameterArgumentTransformationError");

        Assert.Contains("Specify one connection.", error.ToString(), StringComparison.Ordinal);
        Assert.Equal("web1", (string)_host.Value("(Start-NovaServer web1 -Connection @('one')).ServerName"));
    }

    [Fact]
    public void Commands_ReportWhyThereIsNoDefault_WhenItWasDisconnected()
    {
        _host.Run("$null = Connect-NovaProject -Simulator $sim -Name one; Disconnect-NovaProject").AssertNoErrors();

        Assert.Equal("Not connected: the default connection 'one' was closed with Disconnect-NovaProject.",
            _host.Run("Get-NovaServer").AssertTerminatingError("NovaNotConnected").ToString());
    }

    [Theory]
    [InlineData("-Name ''", "-Name is empty")]
    [InlineData("-Name 'a*'", "is not a connection name")]
    [InlineData("-Name \"a`e[2J\"", "is not a connection name")]
    public void Connect_ReportsAnError_WhenTheNameIsInvalid(string argument, string expected)
    {
        var error = _host.Run("Connect-NovaProject -Simulator $sim " + argument).AssertTerminatingError("NovaConnectInputInvalid");

        Assert.Contains(expected, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Connect_AppendsANumber_WhenTheDerivedNameIsTaken()
    {
        _host.Run("$null = Connect-NovaProject -Simulator $sim; $other = Start-NovaSimulator; "
            + "1..2 | ForEach-Object { $null = Connect-NovaProject -Simulator $other }; Stop-NovaSimulator $other").AssertNoErrors();

        Assert.Equal(["simulator", "simulator-2"], _host.Run("(Get-NovaConnection).Name").Output.Select(o => o.ToString()));
    }

    [Fact]
    public void Disconnect_ClearsTheTokenAndTheRequestIds()
    {
        _host.Run("$c = Connect-NovaProject -Simulator $sim; $a = Start-NovaServer web1 -Wait; Disconnect-NovaProject").AssertNoErrors();

        const System.Reflection.BindingFlags Inner = System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic
            | System.Reflection.BindingFlags.Public;
        object Get(object from, string name) => from.GetType().GetProperty(name, Inner)!.GetValue(from)!;
        var client = Get(_host.Value("$c"), "Client");
        Assert.Equal("", Get(Get(Get(client, "Tokens"), "Current"), "Value"));
        var ids = Get(client, "IssuedRequestIds");
        Assert.Empty((System.Collections.IEnumerable)ids.GetType().GetField("_order", Inner)!.GetValue(ids)!);
        Assert.Empty((System.Collections.IEnumerable)_host.Value("$global:NovaPSConnections").ToString());
    }

    [Fact]
    public void Completion_OffersOpenConnections()
    {
        _host.Run("$null = Connect-NovaProject -Simulator $sim -Name 'my one'; $null = Connect-NovaProject -Simulator $sim -Name two")
            .AssertNoErrors();

        foreach (var command in new[] { "Get-NovaServer -Connection ", "Start-NovaServer web1 -Connection ", "Disconnect-NovaProject ",
            "Get-NovaConnection ", "Connect-NovaProject -Connection " })
        {
            Assert.Equal(["'my one'", "two"], _host.Run("(TabExpansion2 $line $line.Length).CompletionMatches.CompletionText",
                ("line", command)).AssertNoErrors().Output.Select(o => o.ToString()));
        }

        Assert.Equal("web1", (string)_host.Value("(TabExpansion2 $line $line.Length).CompletionMatches.CompletionText",
            ("line", "Start-NovaServer -Connection 'my one' -Server we")));
    }

    [Fact]
    public void DeserializedConnection_RefersToTheOneOfItsName_WhenSeveralAreToOneProject()
    {
        _host.Run("$null = Connect-NovaProject -Simulator $sim -Name one; $null = Connect-NovaProject -Simulator $sim -Name two")
            .AssertNoErrors();

        Assert.Equal("one", (string)_host.Value("""
            $text = [System.Management.Automation.PSSerializer]::Serialize((Get-NovaServer web1 -Connection one), 3)
            (Get-NovaServer ([System.Management.Automation.PSSerializer]::Deserialize($text))).Connection.Name
            """));
    }

    [Fact]
    public void Connect_UsesTheCloudNameWithANumber_WhenTheNameIsTaken()
    {
        using var variables = new EnvironmentVariables();
        using var file = new CloudsFile(_host, $$"""
            clouds:
              prod:
                auth: { auth_url: "{{_simulator.AuthUrl}}", username: demo, password: "{{_simulator.GetPassword()}}", project_name: demo }
            """);
        _host.Run("$null = Connect-NovaProject -Cloud prod; $null = Connect-NovaProject -Cloud prod -NotDefault").AssertNoErrors();
        Assert.Equal("prod", (string)_host.Value("(Get-NovaConnection).Name"));

        _host.Run("Disconnect-NovaProject; $null = Connect-NovaProject -Simulator $sim -Name prod; 1..2 | ForEach-Object { $null = "
            + "Connect-NovaProject -Cloud prod -Credential ([pscredential]::new('reader', (ConvertTo-SecureString $sim.GetPassword() "
            + "-AsPlainText -Force))) }").AssertNoErrors();

        Assert.Equal(["prod", "prod-2"], _host.Run("(Get-NovaConnection).Name").Output.Select(o => o.ToString()));
    }
}
