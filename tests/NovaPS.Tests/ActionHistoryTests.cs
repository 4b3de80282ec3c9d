using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using NovaPS.Tests.Support;
using Xunit;

namespace NovaPS.Tests;

/// <summary>
/// Tests Get-NovaServerAction against a simulator. web1 and fail1 were started two days ago; today, in this order: demo stopped web2 and
/// started web1 again, admin stopped and deleted gone1, other stopped its own server other1, and a start of fail1 failed.
/// </summary>
public sealed class ActionHistoryTests : IDisposable
{
    private readonly ModuleHost _host = new();
    private readonly dynamic _simulator;

    public ActionHistoryTests()
    {
        _simulator = _host.StartSimulator("""
            @(@{ Name = 'web1'; Status = 'SHUTOFF' }; @{ Name = 'web2'; Status = 'ACTIVE' }; @{ Name = 'fail1'; Status = 'SHUTOFF' }
              @{ Name = 'gone1'; Status = 'ACTIVE' }; @{ Name = 'idle1'; Status = 'ACTIVE' }) -StartDelay 0 -StopDelay 0
            """);
        _host.Run("""
            function Connect([string] $User, [string] $Project = 'demo') {
                $secret = [Net.NetworkCredential]::new('', $sim.GetPassword()).SecurePassword
                $credential = [pscredential]::new($User, $secret)
                Connect-NovaProject -AuthUrl $sim.AuthUrl -Credential $credential -ProjectName $Project -Name $User
            }
            function Act([string] $User, [string] $Command, [string] $Server, [string] $Project = 'demo') {
                $connection = Connect $User $Project
                $null = & $Command -Server $Server -Connection $connection
                $sim.Advance(10)
                Disconnect-NovaProject $connection
            }
            $other = [NovaPS.Simulator.NovaSimulatorServer] @{ Name = 'other1'; Status = 'ACTIVE'; ProjectId = $sim.OtherProjectId }
            $null = $sim.AddServer($other)
            Act demo Start-NovaServer web1
            Act demo Stop-NovaServer web1
            $sim.Advance([timespan]::FromDays(2))
            Act demo Stop-NovaServer web2
            Act demo Start-NovaServer web1
            Act admin Stop-NovaServer gone1
            $gone = $sim.GetServer('gone1').Id
            $sim.RemoveServer('gone1')
            $sim.Advance(10)
            Act other Stop-NovaServer other1 other
            $sim.AddFault([NovaPS.Simulator.NovaSimulatorFault] @{ ServerName = 'fail1'; FailsOnHost = $true })
            Act demo Start-NovaServer fail1
            $demo = Connect demo
            $sim.ClearRequests()
            """).AssertNoErrors();
    }

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData("Get-NovaServerAction web1")]
    [InlineData("Get-NovaServer web1 | Get-NovaServerAction")]
    [InlineData("Get-NovaServerAction web1, fail1 -Action start, stop -Detailed | Where-Object ServerName -eq web1")]
    public void OneServer_IsReadWithResultsAndDurations(string script)
    {
        var rows = Run(script).Where(r => r.Action != "create").ToList();

        Assert.Equal(["start Success 00:00:00 me demo", "stop Success 00:00:00 me demo", "start Success 00:00:00 me demo"],
            rows.Select(r => $"{r.Action} {r.Result} {r.Duration} {r.User} {r.Project}"));
        Assert.Equal("compute_start_instance: Success", rows[0].Events[0].ToString());
    }

    [Fact]
    public void Records_AreReadOnlyOfTheWantedActions()
    {
        var rows = Run("Get-NovaServerAction web1 -Action start -Since ([datetime] $sim.GetServer('web1').Updated).AddHours(-1)");

        Assert.Equal("Success", Assert.Single(rows).Result);
        var id = (string)rows[0].ServerId;
        Assert.Equal([$"/servers/{id}/os-instance-actions", $"/servers/{id}/os-instance-actions/{rows[0].RequestId}"],
            Requests("/os-instance-actions"));
        Assert.Empty(Requests("^/v3/(users|projects)"));
    }

    [Fact]
    public void SeveralServers_AreListedWithoutRecords()
    {
        var rows = Run("Get-NovaServer web1, fail1 | Get-NovaServerAction -Action start");

        Assert.Equal(["fail1 Error", "web1 ", "web1 "], rows.Select(r => $"{r.ServerName} {r.Result}").Order(StringComparer.Ordinal));
        Assert.Equal(2, Requests("/os-instance-actions").Count);
    }

    [Fact]
    public void Project_IsReadNewestFirst_WithDeletedServers()
    {
        var rows = Run("Get-NovaServerAction");

        Assert.Equal(["start fail1 Error", "delete gone1 ", "stop gone1 ", "start web1 ", "stop web2 "],
            rows.Select(r => $"{r.Action} {r.ServerName} {r.Result}"));
        Assert.Single(Requests("/servers/detail"));
        Assert.Equal(4, Requests("/os-instance-actions").Count);
        Assert.Equal(["start fail1"], Run("Get-NovaServerAction -Failed").Select(r => $"{r.Action} {r.ServerName}"));
        Assert.Equal("Error Success Success Success Success",
            string.Join(" ", Run("Get-NovaServerAction -Detailed").Select(r => r.Result)));
    }

    [Fact]
    public void Users_AreIds_WhenAMemberMayNotSeeTheirNames()
    {
        var users = Run("Get-NovaServerAction").Concat(Run("Get-NovaServerAction")).Select(r => $"{r.User} {r.Project}").ToList();

        Assert.Equal(4, users.Count(u => Regex.IsMatch(u, "^[0-9a-f]{32} demo$")));
        Assert.Equal(6, users.Count(u => u == "me demo"));
        Assert.Single(Requests("^/v3/users"));
        Assert.Empty(Requests("^/v3/projects"));
    }

    [Fact]
    public void Users_AreNames_WhenAnAdministratorReads()
    {
        var rows = Run("""
            $admin = Connect admin
            $sim.ClearRequests()
            Get-NovaServerAction -AllProjects
            Get-NovaServerAction -AllProjects
            """);

        Assert.Equal(["fail1 demo demo", "other1 other other", "gone1 me demo", "gone1 me demo", "web1 demo demo", "web2 demo demo"],
            rows.Take(6).Select(r => $"{r.ServerName} {r.User} {r.Project}"));
        Assert.Equal(2, Requests("^/v3/users").Count);
        Assert.Single(Requests("^/v3/projects"));
        Assert.Equal(["other1", "gone1", "gone1"],
            Run("Get-NovaServerAction -AllProjects -User OTH*, me").Select(r => (string)r.ServerName));
        Assert.Equal(["gone1", "gone1"], Run("Get-NovaServerAction -User me").Select(r => (string)r.ServerName));
        Assert.Equal(["other1 other other", "web1 demo demo"], Run("Get-NovaServer -AllProjects | Where-Object Name -in other1, web1 | "
            + "Sort-Object Name").Select(s => $"{s.Name} {s.User} {s.Project}"));
    }

    [Theory]
    [InlineData("-User nosuch", "admin", "NovaResourceNotFound", "User 'nosuch' was not found.", "Specify the id")]
    [InlineData("-User x*", "admin", "NovaResourceNotFound", "User 'x*' was not found.", "Specify the id")]
    [InlineData("-User othr", "admin", "NovaResourceNotFound", "User 'othr' was not found.", "If you mean 'other', specify -User other.")]
    [InlineData("-User other", "demo", "NovaForbidden", "identity:list_users", "Specify the id")]
    [InlineData("-User o*", "demo", "NovaForbidden", "identity:list_users", "Specify the id")]
    [InlineData("-AllProjects", "demo", "NovaForbidden", "all_tenants", "Connect as an administrator")]
    public void Error_EndsTheCommand_WhenTheCloudDoesNotShowIt(string arguments, string user, string id, string message, string remedy)
    {
        var error = _host.Run($"$null = Connect {user}; Get-NovaServerAction {arguments}").AssertTerminatingError(id);

        Assert.Contains(message, error.ToString(), StringComparison.Ordinal);
        Assert.Contains(remedy, error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void FirstServer_IsCountedAsNotSent_WhenAnErrorStopsTheCommand()
    {
        var error = _host.Run("$null = Connect demo; Get-NovaServerAction ((Get-NovaServer web1), 5) -ErrorAction Stop")
            .AssertTerminatingError("NovaServerInputInvalid");

        Assert.Contains("1 input was not sent.", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Get-NovaServerAction -Action strt", "If you mean 'start', specify -Action start.")]
    [InlineData("Get-NovaServerAction web1, web2 -Action stop, Strat", "If you mean 'start', specify -Action start.")]
    public void MistypedAction_IsAnErrorAfterTheResults(string script, string remedy)
    {
        var result = _host.Run(script);

        Assert.StartsWith(remedy, result.AssertError("NovaActionInputInvalid").ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(script.Contains("stop", StringComparison.Ordinal) ? 2 : 0, result.Output.Count);
    }

    [Theory]
    [InlineData("zzz")]
    [InlineData("str*")]
    [InlineData("reboot")]
    public void Action_IsNoError_WhenItMayBeOneOfALaterNova(string action) => Assert.Empty(Run("Get-NovaServerAction -Action " + action));

    [Fact]
    public void RequestId_IsFoundInTheProject_AndShownWithItsEvents()
    {
        var id = (string)Run("Get-NovaServerAction -Failed")[0].RequestId;

        var text = _host.RenderText($"Get-NovaServerAction -RequestId {id}", width: 80);

        Assert.Matches(@"(?s)ServerName : fail1.*Result +: Error.*Events +: [:\d]{8} compute_start_instance: Error\n", text);
        _host.Run("Get-NovaServerAction -RequestId req-00000000-0000-4000-8000-000000000000").AssertError("NovaServerNotFound");
        Assert.Equal("Error", Assert.Single(Run("$file = New-TemporaryFile; "
            + $"Get-NovaServerAction fail1 -RequestId {id} | Export-Clixml $file; Import-Clixml $file; Remove-Item $file")).Result);
    }

    [Fact]
    public void DeletedServers_AreCountedInAWarning_WhenTheCloudHidesTheirRecords()
    {
        var result = _host.Run("""
            $old = Connect-NovaProject -Simulator $sim -Microversion 2.20 -Name old
            Get-NovaServerAction
            """).AssertNoErrors();

        Assert.Contains("1 deleted", Assert.Single(result.Warning), StringComparison.Ordinal);
        Assert.DoesNotContain("gone1", result.Output.Select(r => r.Properties["ServerName"].Value));
    }

    [Fact]
    public void FailedRequest_IsAnErrorOfItsServer_AndTheOthersAreWritten()
    {
        _host.Run("""
            $fault = @{ Method = 'GET'; PathContains = 'os-instance-actions'; StatusCode = 500 }
            $sim.AddFault([NovaPS.Simulator.NovaSimulatorFault] $fault)
            """).AssertNoErrors();

        var result = _host.Run("Get-NovaServerAction");

        Assert.Matches(@"^Cannot get the actions of server '\w+' \(", result.AssertError("NovaServiceError").ToString());
        Assert.Equal(3, result.Output.Select(r => r.Properties["ServerName"].Value).Distinct().Count());
    }

    [Fact]
    public void EmptyPipeline_ReadsNothing()
    {
        Assert.Empty(Run("@() | Get-NovaServerAction; Get-NovaServerAction -Server @()"));
        Assert.Empty(Requests("."));
    }

    private List<dynamic> Run(string script) =>
        [.. _host.Run(script).AssertNoErrors().Output.Select(o => (dynamic)o.BaseObject)];

    /// <summary>The paths of the requests that match, below the version of the API.</summary>
    private List<string> Requests(string pattern) => [.. ((IEnumerable<dynamic>)_simulator.GetRequests())
        .Select(r => (string)r.Path).Where(p => Regex.IsMatch(p, pattern)).Select(p => Regex.Replace(p, "^/v2.1", string.Empty))];
}
