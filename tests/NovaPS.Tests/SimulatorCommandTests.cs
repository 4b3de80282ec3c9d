using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using NovaPS.Tests.Support;
using Xunit;

namespace NovaPS.Tests;

/// <summary>Tests the commands for faults and recorded requests of a simulator.</summary>
public sealed class SimulatorCommandTests : IDisposable
{
    private readonly ModuleHost _host = new();
    private readonly dynamic _simulator;

    public SimulatorCommandTests()
    {
        _simulator = _host.StartSimulator("@{ web1 = 'SHUTOFF'; web2 = 'SHUTOFF'; 'db[1]' = 'SHUTOFF' } -StartDelay 0");
        _host.Run("$connection = Connect-NovaProject -Simulator $sim; $sim.ClearRequests()").AssertNoErrors();
    }

    public void Dispose() => _host.Dispose();

    [Fact]
    public void Fault_AppliesToTheNextRequestsAndCountsThem_WhenCountIsSpecified()
    {
        var fault =
            Fault("$fault = $sim | Add-NovaSimulatorFault -Action Start -Count 2 -StatusCode 409 -Body '{\"conflictingRequest\": "
            + "{\"code\": 409, \"message\": \"busy\"}}'; $fault");

        var result = _host.Run("Stop-NovaServer web1; Start-NovaServer web1, web2, 'db`[1`]'");

        Assert.Equal(["NovaServerInvalidState", "NovaServerInvalidState", "NovaServerInvalidState"], result.Errors.Select(Id));
        Assert.Equal(2, result.Errors.Count(e => e.Exception.Message.Contains("busy", StringComparison.Ordinal)));
        Assert.Single(result.Output);
        Assert.Equal(2, (int)fault.Hits);
    }

    [Theory]
    [InlineData("web1", "web1")]
    [InlineData("'w*'", "web1", "web2")]
    [InlineData("web1, web2", "web1", "web2")]
    [InlineData("'db`[1`]'", "db[1]")]
    [InlineData("'db[1]', web2", "db[1]", "web2")]
    [InlineData("'DB*', WEB2", "db[1]", "web2")]
    [InlineData("(Get-NovaServer web2)", "web2")]
    [InlineData("(Get-NovaServer web2).Id", "web2")]
    public void Fault_AppliesToTheSpecifiedServers(string server, params string[] hit)
    {
        _host.Run($"$fault = Add-NovaSimulatorFault $sim -Server {server} -Method POST -Count -1 -StatusCode 501").AssertNoErrors();

        var result = _host.Run("Get-NovaServer | Start-NovaServer");

        Assert.Equal(hit, result.Errors.Select(e => (string)((dynamic)e.TargetObject).Name).Order(StringComparer.Ordinal));
        Assert.All(result.Errors, e => Assert.Equal("NovaNotSupported", Id(e)));
    }

    [Fact]
    public void FailsOnHost_FailsTheStart()
    {
        _host.Run("$fault = Add-NovaSimulatorFault $sim -Server web1 -FailsOnHost").AssertNoErrors();

        _host.Run("Start-NovaServer web1 -Wait").AssertError("NovaServerActionFailed");
    }

    [Fact]
    public void StartSimulator_PassesItsOptionsToTheSimulator()
    {
        dynamic Started(string arguments) => _host.Value("$other = Start-NovaSimulator @{ a = 'ACTIVE' } " + arguments + """
            ; $c = Connect-NovaProject -Simulator $other -NotDefault; $uri = $other.Endpoint + '/servers/' + $other.GetServer('a').Id
            $h = @{ 'X-Auth-Token' = $other.CreateToken() }; $null = Invoke-RestMethod "$uri/action" -Method Post -Headers $h -Body '{"shelve": null}' -ContentType application/json
            $shelved = $other.GetServer('a').Status; $null = Invoke-RestMethod $uri -Method Delete -Headers $h
            "$shelved $($other.GetServer($other.GetServer('a').Id).Status)"; Stop-NovaSimulator $other
            """);
        Assert.Equal("SHELVED SOFT_DELETED", (string)Started("-ActionDelay 0 -NoShelveOffload -SoftDelete"));
    }

    [Fact]
    public void ResetAfterProcessing_StartsTheServer_WhenTheResponseIsLost()
    {
        _host.Run("$fault = Add-NovaSimulatorFault $sim -Action os-start -ResetAfterProcessing").AssertNoErrors();

        Assert.Equal("ACTIVE", (string)_host.Value("Start-NovaServer web1 -Wait").Status);
        Assert.Single(_host.Run("Get-NovaSimulatorRequest $sim -Action Start").Output);
    }

    [Fact]
    public void Reset_MakesTheClientSendTheRequestAgain()
    {
        var fault = Fault("($fault = Add-NovaSimulatorFault $sim -Action Start -Reset)");

        _host.Run("Start-NovaServer web1").AssertNoErrors();

        Assert.Equal(1, (int)fault.Hits);
        Assert.Equal([0, 202], _host.Run("Get-NovaSimulatorRequest $sim -Action Start").Output.Select(r =>
            (int)((dynamic)r.BaseObject).StatusCode));
    }

    [Fact]
    public void NoResponseAndTruncate_CauseATimeoutAndAProtocolError()
    {
        _host.Run("$short = Connect-NovaProject -Simulator $sim -RequestTimeout 1 -NotDefault; $fault = Add-NovaSimulatorFault $sim -Path "
            + "servers/detail -NoResponse -Count -1").AssertNoErrors();
        Assert.Equal("NovaRequestTimeout", Id(_host.Run("Get-NovaServer -Connection $short -ErrorAction Stop").TerminatingError!));

        _host.Run("Clear-NovaSimulatorFault $sim; $fault = Add-NovaSimulatorFault $sim -Path servers/detail -Truncate 10 -Count -1")
            .AssertNoErrors();
        Assert.Equal("NovaProtocolError", Id(_host.Run("Get-NovaServer -ErrorAction Stop").TerminatingError!));
    }

    [Fact]
    public void AddFault_SetsEveryProperty()
    {
        var fault =
            Fault("Add-NovaSimulatorFault $sim -Method get -Path 'servers/*?name' -StatusCode 302 -RetryAfter 7 -Headers @{ Location = "
            + "'http://x' } -Delay 1.5 -Count 3");

        Assert.Equal(("get", "servers/*?name", 302, 3, TimeSpan.FromSeconds(1.5)),
            ((string)fault.Method, (string)fault.PathContains, (int)fault.StatusCode, (int)fault.Count, (TimeSpan)fault.Delay));
        Assert.Equal(("7", "http://x"), ((string)fault.Headers["retry-after"], (string)fault.Headers["location"]));
        Assert.Equal(1.5, ((TimeSpan)Fault("Add-NovaSimulatorFault $sim -Delay 1.5").Delay).TotalSeconds);
    }

    [Theory]
    [InlineData("", "No fault was specified. Use -StatusCode")]
    [InlineData("-Action Start", "No fault was specified.")]
    [InlineData("-Reset:$false", "-Reset is $false")]
    [InlineData("-StatusCode 503 -Count 0", "-Count is 0")]
    [InlineData("-StatusCode 503 -Action Strat", "'Strat' is not a server action of Nova. If you mean 'Start', specify -Action Start.")]
    [InlineData("-StatusCode 503 -Action Start -Method GET", "An action is sent with POST, never with GET")]
    [InlineData("-FailsOnHost -Action Lock", "-FailsOnHost applies to actions that run on a compute host and to deletions only")]
    [InlineData("-FailsOnHost -Method GET", "-FailsOnHost applies to actions that run on a compute host")]
    [InlineData("-StatusCode 503 -Server web3",
        "The simulator has no server 'web3', so the fault would affect no request. If you mean 'web1'")]
    [InlineData("-StatusCode 503 -Server 5", "Cannot interpret '5' (System.Int32) as a server. Specify the id")]
    [InlineData("-StatusCode 503 -Server 73c0e7d9-f1ac-4250-a9f6-6c167d53c37a", "The simulator has no server '73c0")]
    public void AddFault_ReportsAnError_WhenTheFaultCouldNeverApply(string arguments, string message)
    {
        var error = _host.Run("Add-NovaSimulatorFault $sim " + arguments).AssertTerminatingError("NovaSimulatorInputInvalid");

        Assert.StartsWith(message, ScriptResult.Text(error), StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.InvalidArgument, error.CategoryInfo.Category);
        Assert.Empty((Array)_simulator.GetFaults());
    }

    [Theory]
    [InlineData("-StatusCode 503 -FailsOnHost")]
    [InlineData("-Reset -NoResponse")]
    [InlineData("-Reset -Body x")]
    [InlineData("-NoResponse -Delay 1")]
    public void AddFault_ReportsAnError_WhenParametersConflict(string arguments) =>
        _host.Run("Add-NovaSimulatorFault $sim " + arguments).AssertTerminatingError("AmbiguousParameterSet");

    [Fact]
    public void ClearFault_RemovesFaults_UnlessWhatIfIsSpecified()
    {
        Assert.Empty(_host.Run("Add-NovaSimulatorFault $sim -StatusCode 500 -WhatIf").AssertNoErrors().Output);
        Assert.Empty((Array)_simulator.GetFaults());
        _host.Run("$fault = Add-NovaSimulatorFault $sim -StatusCode 500 -Count -1; Clear-NovaSimulatorFault $sim -WhatIf").AssertNoErrors();
        Assert.Single((Array)_simulator.GetFaults());

        Assert.Empty(_host.Run("$sim | Clear-NovaSimulatorFault").AssertNoErrors().Output);
        _host.Run("Get-NovaServer").AssertNoErrors();
    }

    [Theory]
    [InlineData("", 5)]
    [InlineData("-Method post", 3)]
    [InlineData("-Method GET, POST", 5)]
    [InlineData("-Action Start", 2)]
    [InlineData("-Action os-START, Stop", 3)]
    [InlineData("-Path servers/detail", 2)]
    [InlineData("-Path '*/action'", 3)]
    [InlineData("-Path 'name=*1'", 1)]
    [InlineData("-Server web1", 1)]
    [InlineData("-Server 'WEB*'", 3)]
    [InlineData("-Server 'web*' -Action Start", 2)]
    [InlineData("-Server (Get-NovaServer web2)", 2)]
    [InlineData("-Server nosuch", 0)]
    public void GetRequest_FiltersByEachParameter(string arguments, int count)
    {
        _host.Run("Start-NovaServer web1, web2 | Out-Null").AssertNoErrors();
        _host.Run("Stop-NovaServer (Get-NovaSimulatorRequest $sim -Server web2).ServerId").AssertNoErrors();
        var detail = arguments.Contains("Get-NovaServer", StringComparison.Ordinal) ? "-Server $web2" : arguments;

        Assert.Equal(count, _host.Run("$web2 = [NovaPS.NovaServer]::new($sim.GetServer('web2').Id); Get-NovaSimulatorRequest $sim "
            + detail).AssertNoErrors().Output.Count);
    }

    [Fact]
    public void GetRequest_ReportsAnError_WhenActionOrServerIsInvalid()
    {
        _host.Run("Get-NovaSimulatorRequest $sim -Action Strat").AssertTerminatingError("NovaSimulatorInputInvalid");
        _host.Run("Get-NovaSimulatorRequest $sim -Server 5").AssertTerminatingError("NovaSimulatorInputInvalid");
    }

    [Fact]
    public void Requests_HaveNoSecret_WhenTheyAreShownOrSaved()
    {
        _host.Run("$app = [pscredential]::new($sim.ApplicationCredentialId, [Net.NetworkCredential]::new('', "
            + "$sim.GetApplicationCredentialSecret()).SecurePassword)").AssertNoErrors();
        _host.Run("$c1 = Connect-NovaProject -Simulator $sim; $c2 = Connect-NovaProject -AuthUrl $sim.AuthUrl -ApplicationCredential "
            + "$app; $c3 = Connect-NovaProject -AuthUrl $sim.AuthUrl -Token $sim.CreateToken() -ProjectName demo; Get-NovaServer | "
            + "Out-Null; Disconnect-NovaProject $c1, $c2, $c3").AssertNoErrors();
        var requests = ((Array)_simulator.GetRequests()).Cast<dynamic>().ToList();
        Assert.Contains(requests, r => ((string)r.Body).Contains("application_credential", StringComparison.Ordinal));
        Assert.Contains(requests, r => ((string)r.Body).Contains("\"token\":{\"id\":\"***\"", StringComparison.Ordinal));
        Assert.Contains(requests, r => ((IDictionary<string, string>)r.Headers).TryGetValue("x-subject-token", out var token)
            && token == "***");

        var text =
            string.Join('\n',
            requests.SelectMany(r =>
            new object[] { r, r.Body, r.RawHead, System.Text.Encoding.UTF8.GetString(r.BodyBytes), string.Join('\n', r.RawHeaders),
            string.Join('\n', ((IDictionary<string, string>)r.Headers).Values) }));
        text += string.Join('\n', requests.Select(r => PSSerializer.Serialize(r, 5))) + _host.RenderText("Get-NovaSimulatorRequest $sim")
            + _host.RenderText("$sim");

        Assert.Contains("X-Auth-Token: ***", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("gAAAA", text, StringComparison.Ordinal);
        Assert.DoesNotContain((string)_simulator.GetPassword(), text, StringComparison.Ordinal);
        Assert.DoesNotContain((string)_simulator.GetApplicationCredentialSecret(), text, StringComparison.Ordinal);
    }

    [Fact]
    public void Views_FitIn80Columns()
    {
        _host.Run("Start-NovaServer web1 | Out-Null").AssertNoErrors();

        var text = _host.RenderText("Add-NovaSimulatorFault $sim -Server web1 -Action Start -StatusCode 503 -RetryAfter 5 -Count -1",
            width: 80) + _host.RenderText("Get-NovaSimulatorRequest $sim", width: 80);

        Assert.Matches(@"(?m)^    0   all os-start web1 +503, Retry-After 5$", text);
        Assert.Matches(@"(?m)^GET +200 +/servers/detail\?name=\^\[Ww\]\[Ee\]\[Bb\]1\$ *$", text);
        Assert.Matches(@"(?m)^POST +202 \{""os-start"": null\} +/servers/web1/action *$", text);
        Assert.All(text.Split('\n'), line => Assert.True(line.TrimEnd().Length <= 80, line));
    }

    [Fact]
    public void Simulator_HasConsoleOutputAndFloatingAddresses_WhenAScriptSetsThem()
    {
        var server =
            _host.Value("$web3 = @{ Name = 'web3'; ConsoleOutput = 'boot'; Addresses = @{ private = '10.0.0.5', @{ Address = "
            + "'203.0.113.7'; Type = 'floating' } } }; $sim.AddServer([NovaPS.Simulator.NovaSimulatorServer]$web3)");
        Assert.Equal("boot", (string)server.ConsoleOutput);

        _host.Run("$sim.SetConsoleOutput('web3', \"boot`nlogin:\")").AssertNoErrors();

        Assert.Equal("boot\nlogin:", (string)_simulator.GetServer("web3").ConsoleOutput);
        Assert.Equal(["10.0.0.5 fixed", "203.0.113.7 floating"],
            _host.Run("(Get-NovaServer web3).Addresses | ForEach-Object { \"$($_.IPAddress) $($_.Type)\" }")
            .AssertNoErrors().Output.Select(o => (string)o.BaseObject));
        _host.Run("Start-NovaSimulator @{ Name = 'a'; Addresses = @{ net = @{ Adress = '10.0.0.5' } } }")
            .AssertTerminatingError("NovaSimulatorInputInvalid");
    }

    [Theory]
    [InlineData("3L", "server-1 SHUTOFF, server-2 SHUTOFF, server-3 SHUTOFF")]
    [InlineData("([byte] 1)", "server-1 SHUTOFF")]
    [InlineData("0", "")]
    [InlineData("([pscustomobject] @{ Name = 'a'; Status = 'ERROR' }), 'b'", "a ERROR, b SHUTOFF")]
    [InlineData("@{ a = @{ Status = 'SHUTOFF'; Locked = $true } }", "a SHUTOFF locked")]
    [InlineData("@{ a = [pscustomobject] @{ Status = 'SHUTOFF'; Locked = $true } }", "a SHUTOFF locked")]
    [InlineData("@{ a = $null }", "a SHUTOFF")]
    [InlineData("([pscustomobject] @{ Name = 'a'; Status = 'ACTIVE'; Locked = 'False'; Id = '' })", "a ACTIVE")]
    [InlineData("([pscustomobject] @{ Name = 'a'; Locked = 'True'; Metadata = [pscustomobject] @{ wave = '1' } })",
        "a ACTIVE locked wave=1")]
    [InlineData("([pscustomobject] @{ Name = 'a'; Addresses = [pscustomobject] @{ net = @([pscustomobject] @{ IPAddress = '203.0.113.7'; "
        + "Type = 'floating' }) } })", "a ACTIVE 203.0.113.7")]
    public void StartSimulator_AcceptsServersInEachForm(string servers, string expected) =>
        Assert.Equal(expected, (string)_host.Value($$"""
            $other = Start-NovaSimulator {{servers}}
            Stop-NovaSimulator $other
            [string]::Join(', ', @($other.GetServers() | ForEach-Object {
                $parts = @($_.Name, $_.Status)
                if ($_.Locked) { $parts += 'locked' }
                foreach ($key in $_.Metadata.Keys) { $parts += $key + '=' + $_.Metadata[$key] }
                foreach ($key in $_.Addresses.Keys) { $parts += $_.Addresses[$key][0].Address }
                $parts -join ' '
            }))
            """));

    [Theory]
    [InlineData("(-1)", "-1 is not a number of servers. Specify 0 or more.")]
    [InlineData("-1", "'-1' is neither a number of servers nor a name. Specify 0 or more")]
    [InlineData("'-1'", "'-1' is neither a number of servers nor a name. Specify 0 or more")]
    [InlineData("' '", "A server has no name, or its name is empty. Specify a number, names")]
    [InlineData("''", "A server has no name")]
    [InlineData("@{ '' = 'SHUTOFF' }", "A server has no name")]
    [InlineData("([pscustomobject] @{ Status = 'SHUTOFF' })", "A server has no name")]
    [InlineData("@{ Name = 'x'; Foo = 'y' }",
        "'Foo' is not a property of a server. A hashtable or an object that describes 'x' can have Id, Name, Status, ")]
    [InlineData("@{ name = 'SHUTOFF'; web = 'ACTIVE' }",
        "'web' is not a property of a server. A hashtable or an object that describes 'SHUTOFF' can have Id, Name")]
    [InlineData("@{ a = @{ Name = 'b' } }", "The server 'a' has another Name in its hashtable: 'b'. Omit that Name.")]
    [InlineData("@{ a = 5 }", "The server 'a' has a System.Int32 where its status should be. Specify a status or a hashtable")]
    [InlineData("@{ a = 'FOO' }", "The server 'a' cannot be 'FOO': Nova has no such status. Specify one of: ACTIVE, ")]
    [InlineData("@{ Name = 'a'; Locked = 'maybe' }", "The server 'a' cannot have 'maybe' as Locked. Specify a value of type Boolean.")]
    [InlineData("@{ Name = 'a'; Created = 'maybe' }", "The server 'a' cannot have 'maybe' as Created. Specify a value of type DateTime.")]
    [InlineData("(& { [Threading.Thread]::CurrentThread.CurrentCulture = 'de-DE'; 1.5 })",
        "Cannot interpret '1.5' (System.Double) as servers. Specify a number, names")]
    public void StartSimulator_ReportsAnErrorWithARemedy_WhenServersAreInvalid(string servers, string message)
    {
        var error = _host.Run("Start-NovaSimulator " + servers).AssertTerminatingError("NovaSimulatorInputInvalid");

        Assert.StartsWith(message, ScriptResult.Text(error), StringComparison.Ordinal);
    }

    [Fact]
    public void StartSimulator_ReportsThePort_WhenItIsInUse() =>
        Assert.Matches(@"^Port \d+ of 127\.0\.0\.1 is not available: .*[^.]\. Specify another port with -Port, or omit -Port\.$",
            ScriptResult.Text(_host.Run("Start-NovaSimulator -Port $sim.Port").AssertTerminatingError("NovaSimulatorPortInUse")));

    [Theory]
    [InlineData("3600", 3600)]
    [InlineData("0.5", 0.5)]
    [InlineData("([timespan]::FromHours(1))", 3600)]
    public void Advance_AcceptsSecondsOrATimeSpan(string time, double seconds)
    {
        _host.Run("$now = [datetime]::new(2026, 1, 1); $o = [NovaPS.Simulator.NovaSimulatorOptions]@{ StartDelay = [timespan]::FromSeconds("
            + FormattableString.Invariant($"{seconds}")
            + ") }; $other = [NovaPS.Simulator.NovaSimulator]::new($o); $null = $other.AddServer('a', 'SHUTOFF'); $there = "
            + "Connect-NovaProject -Simulator $other; $null = Start-NovaServer a -Connection $there").AssertNoErrors();

        Assert.Equal("powering-on  ",
            (string)_host.Value($"$first = $other.GetServer('a').TaskState; $other.Advance({time}); $second = $other.GetServer('a').TaskState; $other.Stop(); \"$first $second \""));
    }

    [Theory]
    [InlineData("-5")]
    [InlineData("[double]::NaN")]
    [InlineData("[timespan]::FromSeconds(-5)")]
    [InlineData("[timespan]::MaxValue")]
    public void Advance_ReportsAnError_WhenTheTimeIsOutOfRange(string time) =>
        Assert.Contains("The time cannot be advanced by", _host.Run($"$sim.Advance({time})")
            .AssertTerminatingError("ArgumentException").Exception.Message, StringComparison.Ordinal);

    [Fact]
    public void Fault_AppliesToAllServersOfAName()
    {
        _host.Run("$null = $sim.AddServer('web1', 'SHUTOFF'); $null = Add-NovaSimulatorFault $sim -Server web1 -StatusCode 501 -Count -1")
            .AssertNoErrors();

        Assert.Equal(2, _host.Run("Get-NovaServer web* | Start-NovaServer").Errors.Count);
    }

    [Fact]
    public void WhatIf_DescribesTheFaultAndItsRequests()
    {
        var text =
            _host.RenderText("Add-NovaSimulatorFault $sim -Server 'db`[1`]' -Action Start -Path servers/ -Reset -Count 2 -WhatIf; "
            + "Add-NovaSimulatorFault $sim -StatusCode 503 -Count -1 -WhatIf", 250);

        Assert.Contains("add a fault for the next 2 requests (os-start, server db[1], path servers/): reset", text,
            StringComparison.Ordinal);
        Assert.Contains("add a fault for all requests: 503", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Path_TreatsABracketLiterally()
    {
        _host.Run("$fault = Add-NovaSimulatorFault $sim -Path 'name=^db\\[' -Count -1 -StatusCode 501").AssertNoErrors();

        Assert.Empty(_host.Run("Get-NovaSimulatorRequest $sim -Path '['").AssertNoErrors().Output);
        Assert.Empty(_host.Run("Get-NovaSimulatorRequest $sim -Path '[^/'").AssertNoErrors().Output);
    }

    [Fact]
    public void GetAction_SendsNothing_WhenABracketIsNotClosed()
    {
        var error = _host.Run("Get-NovaServerAction web1, web2 -Action 'st[' -Connection $connection")
            .AssertTerminatingError("NovaActionInputInvalid");

        Assert.Equal(ErrorCategory.InvalidArgument, error.CategoryInfo.Category);
        Assert.StartsWith("-Action 'st[' has a bracket that is not closed.", error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty((Array)_simulator.GetRequests());
    }

    [Fact]
    public void GetRequest_AcceptsEveryActionOfNova()
    {
        foreach (var action in new[] { "AddFixedIp", "removeFixedIp", "ChangePassword", "ResetNetwork", "os-getVNCConsole", "VNCConsole",
            "SPICEConsole", "RDPConsole", "SerialConsole" })
            _host.Run("Get-NovaSimulatorRequest $sim -Action " + action).AssertNoErrors();
    }

    [Fact]
    public void Views_ShowTheWholePath_WhenTheWindowIsWideEnough()
    {
        _host.Run("Start-NovaServer 00000000-0000-4000-8000-000000000001 -ErrorAction SilentlyContinue").AssertNoErrors();

        Assert.Matches(@"(?m)^POST +404 \{""os-start"": null\} +/servers/00000000-0000-4000-8000-000000000001/action *$",
            _host.RenderText("Get-NovaSimulatorRequest $sim", width: 120));
    }

    private static string Id(ErrorRecord error) => error.FullyQualifiedErrorId.Split(',')[0];

    private dynamic Fault(string script) => Assert.Single(_host.Run(script).AssertNoErrors().Output).BaseObject;
}
