using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text.RegularExpressions;
using NovaPS.Tests.Support;
using Xunit;

namespace NovaPS.Tests;

/// <summary>Tests tab completion.</summary>
public sealed class CompletionTests : IDisposable
{
    private const string Twin = "00000000-0000-4000-8000-00000000000";

    private readonly ModuleHost _host = new();
    private readonly dynamic _simulator;

    public CompletionTests() => _simulator = _host.StartSimulator($$"""
        @(@{ Name = 'web1'; Status = 'SHUTOFF'; Tags = 'blue' }, @{ Name = 'Web2'; Status = 'ACTIVE' }, @{ Name = 'db1'; Status = 'ACTIVE' }
          @{ Name = "it's here"; Status = 'ACTIVE' }, @{ Name = '123'; Status = 'ACTIVE' }, @{ Name = 'a[1]'; Status = 'ACTIVE' }
          @{ Name = 'twin'; Status = 'ACTIVE'; Id = '{{Twin}}1' }, @{ Name = 'twin'; Status = 'ERROR'; Id = '{{Twin}}2' })
        """);

    public void Dispose() => _host.Dispose();

    [Fact]
    public void Completion_OffersMatchingServersWithTheirStatus_WhenPartOfANameIsTyped()
    {
        Connect();

        var matches = Complete("Start-NovaServer we");

        Assert.Equal(["web1", "Web2"], matches.Select(m => m.CompletionText));
        Assert.Matches("^web1: SHUTOFF, [0-9a-f-]{36}$", matches[0].ToolTip);
        Assert.Equal(["web1", "Web2"], Complete("Get-NovaServer -Name we").Select(m => m.CompletionText));
    }

    [Theory]
    [InlineData("it", "'it''s here'")]
    [InlineData("12", "'123'")]
    [InlineData("a", "'a`[1`]'")]
    public void Completion_QuotesTheName_WhenItHasSpecialCharacters(string typed, string completed)
    {
        Connect();

        Assert.Equal(completed, Assert.Single(Complete("Wait-NovaServer " + typed)).CompletionText);
        Assert.Single(_host.Run("Get-NovaServer " + completed).AssertNoErrors().Output);
    }

    [Theory]
    [InlineData("Get-NovaServer -Flavor m1.", "m1.huge m1.nano m1.small m1.tiny", "m1.huge: 2000 vCPUs, 878.91 GiB RAM, 1 GiB disk")]
    [InlineData("Get-NovaFlavor m1.n", "m1.nano", "m1.nano: 1 vCPU, 64 MiB RAM, 1 GiB disk")]
    [InlineData("Get-NovaServer -Image deb", "debian-12", "debian-12: *")]
    [InlineData("Get-NovaServer -Image a", "'a b'", "a b: *")]
    [InlineData("Get-NovaServer -Image twin", "* *", "twin: *")]
    [InlineData("Get-NovaServer -AvailabilityZone n", "nova", "nova")]
    [InlineData("Get-NovaServer -Tag b", "blue", "blue")]
    [InlineData("Set-NovaServer web1 -RemoveTag ", "blue", "blue")]
    [InlineData("Get-NovaServerAction -User ", "me", "me")]
    [InlineData("Get-NovaServerAction -Connection admin -User d", "demo", "demo")]
    [InlineData("Get-NovaServer -ComputeHost s", "", "")]
    [InlineData("Get-NovaServer -Project o", "", "")]
    [InlineData("Get-NovaServer -Project d", "demo", "demo")]
    [InlineData("Get-NovaServer -Connection admin -Project o", "other", "other")]
    [InlineData("Get-NovaServer -Connection admin -ComputeHost s", "simulator", "simulator")]
    public void Completion_OffersWhatTheCloudHas_ForAFilter(string line, string completions, string toolTip)
    {
        Connect();
        _host.Run("""
            'a b', 'twin', 'twin' | ForEach-Object { $null = $sim.AddImage($_) }
            $null = Connect-NovaProject -AuthUrl $sim.AuthUrl -ProjectName demo -Name admin -NotDefault -Credential (
                [pscredential]::new('admin', (ConvertTo-SecureString $sim.GetPassword() -AsPlainText -Force)))
            """).AssertNoErrors();

        var matches = Complete(line);

        string Hide(string text) => Regex.Replace(text, "'?[0-9a-f]{8}-[0-9a-f-]{27}'?", "*");
        Assert.Equal(completions, string.Join(' ', matches.Select(m => Hide(m.CompletionText))));
        Assert.Equal(toolTip, matches.Select(m => Hide(m.ToolTip)).FirstOrDefault() ?? string.Empty);
    }

    [Fact]
    public void Completion_OffersTheOtherServers_WhenOneHasNoName()
    {
        Connect();
        _simulator.AddServer("", "ACTIVE");

        Assert.Contains("web1", Complete("Start-NovaServer ").Select(m => m.CompletionText));
    }

    [Fact]
    public void Completion_UsesIds_WhenServersShareAName()
    {
        Connect();

        var matches = Complete("Stop-NovaServer twin");

        Assert.Equal([Twin + "1", Twin + "2"], matches.Select(m => m.CompletionText));
        Assert.All(matches, m => Assert.Equal("twin", m.ListItemText));
    }

    [Fact]
    public void Completion_UsesTheCachedList_WhenMoreIsTyped()
    {
        Connect();
        _simulator.ClearRequests();

        Complete("Start-NovaServer w");
        Complete("Start-NovaServer web");

        Assert.Single(((IEnumerable)_simulator.GetRequests()).Cast<dynamic>(), r =>
            r.Path.EndsWith("/servers/detail", StringComparison.Ordinal));
    }

    [Fact]
    public void Completion_OffersServersOfTheConnection_WhenOneIsSpecified()
    {
        Connect();
        _host.Run("$other = Start-NovaSimulator @{ web9 = 'ACTIVE' }; $there = Connect-NovaProject -Simulator $other -NotDefault")
            .AssertNoErrors();
        try
        {
            Assert.Equal(["web9"], Complete("Start-NovaServer -Connection $there -Server we").Select(m => m.CompletionText));
        }
        finally
        {
            _host.Run("Stop-NovaSimulator $other").AssertNoErrors();
        }
    }

    [Fact]
    public void Completion_OffersNothing_WhenTheConnectionIsNotKnownYet()
    {
        Connect();

        Assert.Empty(Complete("Start-NovaServer -Connection (Get-NovaConnection)[0] -Server we"));
    }

    [Fact]
    public void Completion_OffersNothing_WhenNotConnectedOrTheCloudFails()
    {
        Assert.Empty(Complete("Start-NovaServer we"));
        Connect();
        _host.Run("$null = Add-NovaSimulatorFault $sim -StatusCode 500").AssertNoErrors();
        Assert.Empty(Complete("Start-NovaServer we"));
        _host.Run("$null = Add-NovaSimulatorFault $sim -NoResponse").AssertNoErrors();
        Assert.Empty(Complete("Start-NovaServer we"));
        Assert.Empty(_host.Run("$Error | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] -and $_.FullyQualifiedErrorId "
            + "-like 'Nova*' }").Output);
    }

    [Fact]
    public void Completion_OffersConditionsAndStatuses()
    {
        Assert.Contains("Tcp:22", Complete("Wait-NovaServer web1 -For T").Select(m => m.CompletionText));
        Assert.Contains("SHUTOFF", Complete("Get-NovaServer -Status sh").Select(m => m.CompletionText));
    }

    [Fact]
    public void Completion_OffersActionsOfRecordsAndOfRequests_AndServersOfTheSimulator()
    {
        Assert.Equal(["live-migration", "live_migration_cancel", "live_migration_force_complete", "lock"],
            Complete("Get-NovaServerAction web1 -Action l").Select(m => m.CompletionText));
        Assert.Equal(["VNCConsole"], Complete("Add-NovaSimulatorFault $sim -Action V").Select(m => m.CompletionText));
        Assert.Equal(["Web2", "web1"], Complete("Add-NovaSimulatorFault $sim -StatusCode 503 -Server we").Select(m => m.CompletionText));
        Assert.Empty(Complete("Add-NovaSimulatorFault -StatusCode 503 -Server we"));
    }

    private void Connect() => _host.Run("$null = Connect-NovaProject -Simulator $sim").AssertNoErrors();

    private List<CompletionResult> Complete(string line) =>
        [.. _host.Run("[System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches",
            ("line", line)).AssertNoErrors().Output
            .Select(o => (CompletionResult)o.BaseObject).Where(m => m.ResultType == CompletionResultType.ParameterValue)];
}
