using System;
using System.Collections;
using System.Linq;
using System.Management.Automation;
using NovaPS.Tests.Support;
using Xunit;

namespace NovaPS.Tests;

/// <summary>Tests what Remove-, Restore- and Checkpoint-NovaServer and Invoke-NovaServerRebuild do not share with other actions.</summary>
public sealed class RemoveCommandTests : IDisposable
{
    private const string Unknown = "00000000-0000-4000-8000-000000000000";

    private readonly ModuleHost _host = new();
    private readonly dynamic _simulator;

    public RemoveCommandTests()
    {
        _simulator = _host.StartSimulator("""
            ('web1', 'Web2', 'db[1]', 'db1' | ForEach-Object { @{ Name = $_; Status = 'ACTIVE' } }) -ActionDelay 0.1
            """);
        _host.Run("$null = Connect-NovaProject -Simulator $sim; $sim.ClearRequests()").AssertNoErrors();
    }

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData("Remove-NovaServer web1", "delete")]
    [InlineData("Invoke-NovaServerRebuild web1", "rebuild (its disk is replaced, and the data on it is lost)")]
    public void Command_Prompts_AndSendsNothingIfTheUserDeclines(string script, string operation)
    {
        _host.UserInterface.Choose("No");

        Assert.Empty(_host.Run(script).AssertNoErrors().Output);

        Assert.Matches($"operation \"{System.Text.RegularExpressions.Regex.Escape(operation)}\" on target \"server 'web1' \\(",
            _host.UserInterface.Questions.Single());
        Assert.DoesNotContain(Requests(), r => r.Method != "GET");
    }

    [Theory]
    [InlineData("Remove-NovaServer WEB2 -Confirm:$false", "Web2")]
    [InlineData("Remove-NovaServer WEB2 -Confirm:$false -Idempotent", "Web2")]
    [InlineData("Invoke-NovaServerRebuild WEB1 -Confirm:$false", "web1")]
    public void Name_IsNotFoundAndTheOtherIsRecommended_WhenOnlyTheCaseDiffers(string script, string other)
    {
        var error = _host.Run(script).AssertError("NovaServerNotFound");

        Assert.Contains("'" + other + "'", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.DoesNotContain(Requests(), r => r.Method != "GET");
    }

    [Fact]
    public void Brackets_AreNotAPattern_WhenServersAreDeleted()
    {
        Assert.Empty(_host.Run("Remove-NovaServer 'db[0-9]' -Confirm:$false").Output);
        Assert.Equal("db[1]", _host.Value("(Remove-NovaServer 'db[1]' -Wait -Confirm:$false).Name"));
        Assert.Equal(["db1", "web1", "Web2"], _host.Run("(Get-NovaServer).Name | Sort-Object").Output.Select(n => n.ToString()));
    }

    [Fact]
    public void Wait_WritesACopyOfTheLastKnownServer()
    {
        var result = _host.Run("$web1 = Get-NovaServer web1; $gone = $web1 | Remove-NovaServer -Wait -Confirm:$false; "
            + "$web1.Status, $gone.Status, $gone.Flavor, ($gone.Id -eq $web1.Id)").AssertNoErrors().Output.Select(o => o.ToString());

        Assert.Equal(["ACTIVE", "DELETED", "m1.nano", "True"], result);
    }

    [Theory]
    [InlineData("$id")]
    [InlineData("no-such-name")]
    public void MissingServer_IsAnError_AndASuccessWithIdempotent(string server)
    {
        _host.Run("$id = (Get-NovaServer web1).Id; Remove-NovaServer $id -Wait -Confirm:$false").AssertNoErrors();
        _host.Run($"Remove-NovaServer {server} -Confirm:$false").AssertError("NovaServerNotFound");

        dynamic action = _host.Value($"Remove-NovaServer {server} -Confirm:$false -Idempotent");
        dynamic gone = _host.Value($"Remove-NovaServer {server} -Confirm:$false -Idempotent -Wait");

        Assert.Equal((true, null, "delete"), ((bool)action.AlreadySatisfied, (string?)action.RequestId, (string)action.Action));
        var expected = (string)_host.Value(server == "$id" ? "$id" : "'no-such-name'");
        Assert.Equal(expected, server == "$id" ? (string)action.ServerId : (string)action.ServerName);
        Assert.Equal(("DELETED", expected), ((string)gone.Status, server == "$id" ? (string)gone.Id : (string)gone.Name));
    }

    [Fact]
    public void ServerOfAnotherProject_IsAnErrorWithIdempotent_BecauseNothingShowsThatItWasDeleted()
    {
        _host.Run("$server = Get-NovaServer web1; $login = [pscredential]::new('other', "
            + "[Net.NetworkCredential]::new('', $sim.GetPassword()).SecurePassword); "
            + "$null = Connect-NovaProject -AuthUrl $sim.AuthUrl -Credential $login -ProjectName other -Name other").AssertNoErrors();
        foreach (var server in new[] { "$server.Id", "$server", Unknown })
        {
            var error = _host.Run($"Remove-NovaServer {server} -Connection other -Idempotent -Confirm:$false")
                .AssertError("NovaServerNotFound");
            Assert.EndsWith(" The cloud shows no record that it existed in this project.", error.ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(Unknown, "could not be found")]
    [InlineData("no-such-name", "was not found in the project")]
    [InlineData(Unknown + " -Idempotent", "could not be found")]
    [InlineData("no-such-name -Idempotent", null)]
    public void WhatIf_ForecastsADeletion_WhenTheServerDoesNotExist(string arguments, string? error)
    {
        Assert.Empty(_host.Run($"Remove-NovaServer {arguments} -WhatIf").Output);
        var text = _host.RenderText($"Remove-NovaServer {arguments} -WhatIf", width: 400);

        Assert.Contains(error ?? "it does not exist: nothing to do, which -Idempotent treats as a success", text,
            StringComparison.Ordinal);
        Assert.DoesNotContain(Requests(), r => r.Method != "GET");
    }

    [Theory]
    [InlineData("Remove-NovaServer web1 -Confirm:$false")]
    [InlineData("Stop-NovaServer web1")]
    [InlineData("Set-NovaServer web1 -Metadata @{ a = 1 }")]
    public void LockedServer_IsRefusedWithTheReason(string script)
    {
        _host.Run("$null = Lock-NovaServer web1 -Reason \"until`nFriday\"").AssertNoErrors();

        var error = _host.Run(script).AssertError("NovaServerLocked");

        Assert.Contains(" The reason for the lock is 'until\\u000aFriday'.", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void DeletedServer_IsRestoredOrDeletedForGood_WhenTheCloudKeepsIt()
    {
        _host.StartSimulator("@{ a = 'SHUTOFF'; b = 'ACTIVE' } -SoftDelete -ActionDelay 0.1");

        var statuses = _host.Run("""
            $null = Connect-NovaProject -Simulator $sim
            $deleted = Get-NovaServer a | Remove-NovaServer -Wait -Confirm:$false
            $deleted.Status
            ($deleted | Remove-NovaServer -Confirm:$false -Idempotent -Wait).Status
            ($deleted | Restore-NovaServer -Wait).Status
            (Get-NovaServer b | Remove-NovaServer -Permanent -Wait -Confirm:$false).Status
            $again = Get-NovaServer a | Remove-NovaServer -Wait -Confirm:$false
            ($again | Remove-NovaServer -Permanent -Wait -Confirm:$false).Status
            ($again | Remove-NovaServer -Permanent -Wait -Confirm:$false -Idempotent).Status
            """).AssertNoErrors().Output.Select(o => o.ToString());

        Assert.Equal(["SOFT_DELETED", "SOFT_DELETED", "ACTIVE", "DELETED", "DELETED", "DELETED"], statuses);
    }

    [Fact]
    public void Restore_RecommendsAListOfDeletedServers_WhenNoServerHasTheName()
    {
        _host.StartSimulator("@{ gone = 'ACTIVE' } -SoftDelete -ActionDelay 0.1");
        _host.Run("$null = Connect-NovaProject -Simulator $sim; $null = Remove-NovaServer gone -Wait -Confirm:$false").AssertNoErrors();

        dynamic error = _host.Run("Restore-NovaServer gone").AssertError("NovaServerNotFound").Exception;

        Assert.Equal("ACTIVE", (string)_host.Value($"({error.RemedyCommand} | Restore-NovaServer -Wait).Status"));
    }

    [Fact]
    public void Checkpoint_TakesTheNameOfTheSnapshot_AndReturnsTheIdOfItsImage()
    {
        var result = _host.Run("""
            'web1', 'Web2' | Checkpoint-NovaServer -Name 'snap [1]' | ForEach-Object { $_.ServerName; $_.ImageId }
            [pscustomobject]@{ Name = 'db1' } | Checkpoint-NovaServer -Name s | ForEach-Object ServerName
            """).AssertNoErrors();

        Assert.Equal("db1", result.Output[^1].ToString());
        Assert.Equal(5, result.Output.Count);
        Assert.Equal(2, result.Output.Count(o => Guid.TryParse(o.ToString(), out _)));
        Assert.Equal(2, Requests().Count(r => ((string)r.Body).Contains("\"name\": \"snap [1]\"", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("Get-NovaServer web1, Web2 | Checkpoint-NovaServer -Name { \"$($_.Name)-weekly\" }", "web1-weekly", "Web2-weekly")]
    [InlineData("Get-NovaServer web1, Web2 | Checkpoint-NovaServer", "web1", "Web2")]
    public void Checkpoint_NamesEachSnapshot_WhenTheNameComesFromThePipeline(string script, params string[] names)
    {
        _host.Run(script).AssertNoErrors();

        foreach (var name in names)
            Assert.Single(Requests(), r => ((string)r.Body).Contains("{\"name\": \"" + name + "\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Checkpoint-NovaServer web1 -Name ' x'", "starts or ends with white space")]
    [InlineData("Checkpoint-NovaServer web1 -Name ''", "")]
    [InlineData("Rename-NovaServer web1 (\"a\" * 256)", "the limit is 255")]
    [InlineData("Rename-NovaServer web1 \"a`nb\"", "control character")]
    public void Name_IsRefusedBeforeAnythingIsSent_WhenNovaWouldRefuseIt(string script, string reason)
    {
        var error = _host.Run(script).AssertTerminatingError("ParameterArgumentValidationError");

        Assert.Contains(reason, error.ToString(), StringComparison.Ordinal);
        Assert.Empty(Requests());
    }

    [Fact]
    public void Rebuild_ShowsNoPassword_WhenOneIsSent()
    {
        var result = _host.Run("""
            $VerbosePreference = $DebugPreference = 'Continue'
            Invoke-NovaServerRebuild web1 -AdminPassword C4n4ry -WhatIf
            Invoke-NovaServerRebuild web1 -AdminPassword C4n4ry -Confirm:$false -Wait
            Invoke-NovaServerRebuild Web2 -AdminPassword C4n4ry -Confirm:$false -Image 00000000-0000-4000-8000-000000000000
            """);
        result.AssertError("NovaBadRequest");

        Assert.Contains(Requests(), r => ((string)r.Body).Contains("\"adminPass\"", StringComparison.Ordinal));
        Assert.DoesNotContain("C4n4ry", string.Join("\n", result.Verbose.Concat(result.Debug)
            .Concat(result.Errors.Select(e => e.ToString()))
            .Concat(result.Output.Select(o => PSSerializer.Serialize(o)))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "2.93", "NovaBadRequest")]
    [InlineData("-Image f5f88875-e6bb-4701-93be-d7af5172a48d", "2.92", "NovaRequestRefused")]
    [InlineData("-Image f5f88875-e6bb-4701-93be-d7af5172a48d", "2.93", null)]
    public void Rebuild_SendsNothing_WhenTheVolumeOfAServerWouldBeKept(string parameters, string microversion, string? errorId)
    {
        _host.StartSimulator("@{ Name = 'v1'; Status = 'ACTIVE'; ImageId = '' }");
        var result = _host.Run($"$null = Connect-NovaProject -Simulator $sim -Microversion {microversion}; "
            + $"Invoke-NovaServerRebuild v1 -Confirm:$false {parameters}");

        if (errorId is null)
            Assert.Single(result.AssertNoErrors().Output);
        else
            result.AssertError(errorId);
        Assert.Equal(errorId is null ? 1 : 0, (int)_host.Value("@($sim.GetRequests() | Where-Object Action -eq rebuild).Count"));
    }

    private System.Collections.Generic.IEnumerable<dynamic> Requests() => ((IEnumerable)_simulator.GetRequests()).Cast<dynamic>();
}
