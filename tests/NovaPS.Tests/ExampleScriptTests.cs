using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using NovaPS.Tests.Support;
using Xunit;

namespace NovaPS.Tests;

/// <summary>Tests the scripts in Examples.</summary>
[Collection(SharedEnvironment.Name)]
public sealed class ExampleScriptTests : IDisposable
{
    private const string Fleet =
        "@{ Name = 'app1'; Status = 'SHUTOFF'; Metadata = @{ wave = '10' } }, @{ Name = 'db1'; Status = 'SHUTOFF'; Metadata = @{ wave = "
        + "'2' } }, "
        + "@{ Name = 'db2'; Status = 'ACTIVE'; Metadata = @{ wave = '2' } }, @{ Name = 'web1'; Status = 'SHUTOFF'; Metadata = @{ wave = "
            + "'web' } }, @{ Name = 'alone'; Status = 'SHUTOFF' }";

    private readonly ModuleHost _host = new();
    private readonly EnvironmentVariables _variables = new();
    private readonly string _log = Path.GetTempFileName();
    private CloudsFile? _clouds;

    public void Dispose()
    {
        _clouds?.Dispose();
        _variables.Dispose();
        _host.Dispose();
        File.Delete(_log);
    }

    [Fact]
    public void StartFleet_WritesOneRowPerServer_WhenItStartsWaves()
    {
        Connect(Fleet);

        var result = Run("Start-ServerFleet.ps1").AssertNoErrors();

        Assert.Equal(["2 db1 Started ACTIVE", "2 db2 AlreadyRunning ACTIVE", "10 app1 Started ACTIVE", "web web1 Started ACTIVE"],
            Rows(result));
        Assert.Equal(["db", "db", "app1", "web1"], Starts().Select(s => s.StartsWith("db", StringComparison.Ordinal) ? "db" : s));
        Assert.Equal(["Wave 2: servers 2, failed 0.", "Wave 10: servers 1, failed 0.", "Wave web: servers 1, failed 0."],
            result.Information);
        Assert.Equal(0, ExitCode());
    }

    [Fact]
    public void StartFleet_StartsAWave_WhenThePreviousOneIsActive()
    {
        Connect(Fleet, "-StartDelay 0.1");

        Run("Start-ServerFleet.ps1", "-Wave 2, web").AssertNoErrors();

        // Between the last start of one wave and the first start of the next, the script polled the servers.
        var requests =
            _host.Run("$sim.GetRequests() | Where-Object { $_.Path -match '/servers' } | "
                + "ForEach-Object { $_.Method + ' ' + $_.Path }").Output.Select(o => (string)o.BaseObject).ToList();
        var starts = requests.Select((r, i) => (Request: r, Index: i)).Where(r => r.Request.StartsWith("POST", StringComparison.Ordinal))
            .Select(r => r.Index).ToList();
        Assert.Equal(3, starts.Count);
        Assert.Contains(requests[starts[1]..starts[2]], r => r.StartsWith("GET", StringComparison.Ordinal)
            && !r.Contains("alone", StringComparison.Ordinal));
        Assert.Equal("web1", Starts()[^1]);
    }

    [Fact]
    public void StartFleet_KeepsTheOrderAndWarnsOfUnknownWaves_WhenWavesAreSpecified()
    {
        Connect(Fleet);

        var result = Run("Start-ServerFleet.ps1", "-Wave web, 10, WEB, web").AssertNoErrors();

        Assert.Equal(["web web1 Started ACTIVE", "10 app1 Started ACTIVE"], Rows(result));
        Assert.Equal(["web1", "app1"], Starts());
        Assert.Equal("No server has the metadata wave=WEB.", Assert.Single(result.Warning));
    }

    [Theory]
    [InlineData(0, 2, "NotSent")]
    [InlineData(1, 1, "Started")]
    public void StartFleet_StopsTheRollout_WhenFailuresExceedTheLimit(int maxFailures, int exitCode, string others)
    {
        Connect(Fleet);
        Fault("ServerName = 'db1'; FailsOnHost = $true");

        var result = Run("Start-ServerFleet.ps1", $"-MaxFailures {maxFailures}");

        var error = result.AssertError("NovaServerActionFailed");
        var failed = Assert.Single(result.Output, o => (string)o.Properties["Result"].Value == "Failed");
        Assert.Equal("NovaServerActionFailed", failed.Properties["ErrorId"].Value);
        Assert.Equal((string)((dynamic)error.Exception).RequestId, failed.Properties["RequestId"].Value);
        var status = others == "NotSent" ? "SHUTOFF" : "ACTIVE";
        Assert.Equal(["2 db1 Failed SHUTOFF", "2 db2 AlreadyRunning ACTIVE", $"10 app1 {others} {status}", $"web web1 {others} {status}"],
            Rows(result));
        Assert.Equal(others == "NotSent" ? ["The rollout was stopped: failed 1, -MaxFailures 0. Servers not requested: 2."] : [],
            result.Warning);
        Assert.Equal(exitCode, ExitCode());
    }

    [Fact]
    public void StartFleet_AddsUpFailures_WhenSeveralWavesFail()
    {
        Connect(Fleet);
        Fault("ServerName = 'db1'; Method = 'POST'; StatusCode = 403");
        Fault("ServerName = 'app1'; Method = 'POST'; StatusCode = 403");

        var result = Run("Start-ServerFleet.ps1", "-MaxFailures 1");

        Assert.Equal(["2 db1 Failed SHUTOFF", "2 db2 AlreadyRunning ACTIVE", "10 app1 Failed SHUTOFF", "web web1 NotSent SHUTOFF"],
            Rows(result));
        Assert.Equal(["NovaForbidden", "NovaForbidden"], result.Output.Select(o => (string)o.Properties["ErrorId"].Value)
            .Where(id => id.Length > 0));
        Assert.Equal(2, ExitCode());
    }

    [Fact]
    public void StartFleet_WritesARowPerServer_WhenTheConnectionFails()
    {
        Connect(Fleet);
        Fault("ServerName = 'app1'; Method = 'POST'; StatusCode = 401; Count = -1");

        var result = Run("Start-ServerFleet.ps1", "-MaxFailures 5 -ErrorAction Stop").AssertNoErrors();

        Assert.Contains("NovaUnauthorized", Assert.Single(result.Warning), StringComparison.Ordinal);
        Assert.Equal(["2 db1 Started ACTIVE", "2 db2 AlreadyRunning ACTIVE", "10 app1 NotSent SHUTOFF", "web web1 NotSent SHUTOFF"],
            Rows(result));
        Assert.Equal(2, ExitCode());
    }

    [Fact]
    public void StartFleet_KeepsTheRequestId_WhenTheConnectionFailsAfterAStart()
    {
        Connect("@{ Name = 'db1'; Status = 'SHUTOFF'; Metadata = @{ wave = '1' } }");
        Fault("Method = 'GET'; ServerName = 'db1'; StatusCode = 401; Count = -1");

        var row = Assert.Single(Run("Start-ServerFleet.ps1").Output);

        Assert.Equal("Failed NovaUnauthorized", $"{row.Properties["Result"].Value} {row.Properties["ErrorId"].Value}");
        Assert.StartsWith("req-", (string)row.Properties["RequestId"].Value, StringComparison.Ordinal);
    }

    [Fact]
    public void StartFleet_StartsOnlyStoppedServers_WhenItRunsAgain()
    {
        Connect(Fleet);
        Fault("ServerName = 'db1'; FailsOnHost = $true");
        Assert.Equal(["db1 Failed"], Run("Start-ServerFleet.ps1", "-MaxFailures 9").Output.Where(o =>
            (string)o.Properties["Result"].Value == "Failed").Select(o => $"{o.Properties["Server"].Value} Failed"));

        Assert.Equal(["2 db1 Started ACTIVE", "2 db2 AlreadyRunning ACTIVE", "10 app1 AlreadyRunning ACTIVE",
            "web web1 AlreadyRunning ACTIVE"], Rows(Run("Start-ServerFleet.ps1").AssertNoErrors()));
        Assert.Equal(0, ExitCode());
    }

    [Theory]
    [InlineData("Start-ServerFleet.ps1", "")]
    [InlineData("Stop-ServerByMetadata.ps1", "wave 2")]
    public void WhatIf_SendsNothingAndWritesThePlan(string script, string arguments)
    {
        Connect(Fleet);

        var result = Run(script, arguments + " -WhatIf").AssertNoErrors();

        Assert.NotEmpty(result.Output);
        Assert.All(result.Output, o => Assert.Equal("NotSent", o.Properties["Result"].Value));
        Assert.Empty(Starts());
        Assert.Equal(0, ExitCode());
    }

    [Theory]
    [InlineData("Start-ServerFleet.ps1", "-MetadataKey none")]
    [InlineData("Stop-ServerByMetadata.ps1", "none x")]
    public void Scripts_ReportNoError_WhenNoServerMatches(string script, string arguments)
    {
        Connect(Fleet);

        Assert.Empty(Run(script, arguments).AssertNoErrors().Output);
        Assert.Empty(Starts());
        Assert.Equal(0, ExitCode());
    }

    [Theory]
    [InlineData("Start-ServerFleet.ps1", "")]
    [InlineData("Stop-ServerByMetadata.ps1", "wave 2")]
    [InlineData("Restart-ServerFleet.ps1", "db*")]
    [InlineData("Suspend-ServerByMetadata.ps1", "wave 2 night.csv")]
    public void Scripts_ReportAnError_WhenNotConnected(string script, string arguments) =>
        Run(script, arguments).AssertTerminatingError("NovaNotConnected");

    [Fact]
    public void StopByMetadata_KeepsMarkedServers_WhenItStopsTheOthers()
    {
        Connect("@{ Name = 'a'; Metadata = @{ schedule = 'office' } }, @{ Name = 'b'; Metadata = @{ schedule = 'office'; 'keep-running' = "
            + "'true' } }, "
            + "@{ Name = 'c'; Metadata = @{ schedule = 'office'; 'keep-running' = 'false' } }, @{ Name = 'd'; Metadata = @{ schedule = "
                + "'Office' } }, "
            + "@{ Name = 'e'; Status = 'SHUTOFF'; Metadata = @{ schedule = 'office' } }, @{ Name = 'f'; Metadata = @{ schedule = 'office' "
                + "} }");
        Fault("ServerName = 'f'; FailsOnHost = $true");

        var result = Run("Stop-ServerByMetadata.ps1", "schedule office");

        result.AssertError("NovaServerActionFailed");
        Assert.Equal(["a Stopped SHUTOFF", "b Kept ACTIVE", "c Stopped SHUTOFF", "f Failed ACTIVE"],
            result.Output.Select(o => $"{o.Properties["Server"].Value} {o.Properties["Result"].Value} {o.Properties["Status"].Value}"));
        Assert.Equal("schedule=office: Failed 1, Kept 1, Stopped 2.", Assert.Single(result.Information));
        Assert.Equal(1, ExitCode());
        Assert.Equal(["a", "c", "f"], Starts().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void StopByMetadata_WritesARowPerServer_WhenTheConnectionFails()
    {
        Connect(Fleet);
        Fault("Method = 'POST'; PathContains = '/action'; StatusCode = 401; Count = -1");

        var result = Run("Stop-ServerByMetadata.ps1", "wave 2 -ErrorAction Stop").AssertNoErrors();

        Assert.StartsWith("The connection failed: ", Assert.Single(result.Warning), StringComparison.Ordinal);
        Assert.Equal("db2 NotSent NovaUnauthorized",
            $"{Assert.Single(result.Output).Properties["Server"].Value} {result.Output[0].Properties["Result"].Value} {result.Output[0].Properties["ErrorId"].Value}");
        Assert.Equal(1, ExitCode());
    }

    [Theory]
    [InlineData("", "$sim.UserName", "$sim.GetPassword()", "db1", 0)]
    [InlineData("-ApplicationCredential", "$sim.ApplicationCredentialId", "$sim.GetApplicationCredentialSecret()", "db1", 0)]
    [InlineData("-MaxFailures 9", "$sim.UserName", "$sim.GetPassword()", "fault", 1)]
    [InlineData("", "$sim.UserName", "$sim.GetPassword()", "fault", 2)]
    [InlineData("", "$sim.UserName", "'C4n4ry-wrong'", "", 2)]
    public void StartFleetTask_ConnectsWithASecretStartsAndDisconnects(string arguments, string user, string password, string row,
        int exitCode)
    {
        Connect(Fleet);
        if (row == "fault")
            Fault("ServerName = 'db1'; FailsOnHost = $true");

        var (result, log) = RunTask(arguments, user, password);

        result.AssertNoErrors();
        Assert.Equal(exitCode, ExitCode());
        Assert.EndsWith($"The exit code is {exitCode}.\n", log, StringComparison.Ordinal);
        Assert.Equal(row.Length > 0, log.Contains("2 db1 ", StringComparison.Ordinal));
        Assert.Equal(exitCode > 0, log.Contains(" ERROR ", StringComparison.Ordinal));
        // The connection of the test is still open, and that of the task is closed.
        Assert.Single(_host.Run("Get-NovaConnection").Output);
        var secret = (string)_host.Value(password);
        Assert.DoesNotContain(secret, log + string.Join(' ', result.Output) + string.Join(' ', result.Information.Concat(result.Warning))
            + _host.RenderText("$Error"), StringComparison.Ordinal);
    }

    [Fact]
    public void StartFleetTask_DoesNotShowTheSecret_WhenItIsNotACredential()
    {
        Connect(Fleet);
        _host.Run("function Get-Secret { param($Name, $Vault) 'C4n4ry' }").AssertNoErrors();

        Task("").AssertNoErrors();

        var log = File.ReadAllText(_log);
        Assert.Contains("The secret 'nova' is not a PSCredential. Store one with Set-Secret nova (Get-Credential).", log,
            StringComparison.Ordinal);
        Assert.DoesNotContain("C4n4ry", log, StringComparison.Ordinal);
        Assert.Equal(2, ExitCode());
    }

    [Fact]
    public void Scripts_ConnectAndDisconnect_WhenACloudIsSpecified()
    {
        Connect(Fleet);

        Assert.Equal(4, Run("Start-ServerFleet.ps1", "-Cloud prod").AssertNoErrors().Output.Count);
        Assert.Equal(2, Run("Stop-ServerByMetadata.ps1", "wave 2 -Cloud prod").AssertNoErrors().Output.Count);
        Assert.Single(Run("Stop-ServerByMetadata.ps1", "wave 10 -Cloud prod -WhatIf").AssertNoErrors().Output);
        Assert.Single(_host.Run("Get-NovaConnection").Output);
    }

    [Theory]
    [InlineData("Start-ServerFleet.ps1", "")]
    [InlineData("Stop-ServerByMetadata.ps1", "wave 2")]
    [InlineData("Restart-ServerFleet.ps1", "db*")]
    [InlineData("Suspend-ServerByMetadata.ps1", "wave 2 night.csv")]
    public void Scripts_EndAndKeepTheDefault_WhenTheCloudIsUnknown(string script, string arguments)
    {
        Connect(Fleet);
        using var files = new CloudsFile(_host,
            "clouds:\n  prod:\n    auth: {auth_url: 'http://127.0.0.1:1/v3', username: a, password: b, project_name: c}\n");
        var result = Run(script, arguments + " -Cloud typo");

        Assert.Contains("typo", result.AssertTerminatingError("NovaConnectInputInvalid").ToString(), StringComparison.Ordinal);
        Assert.Empty(result.Output);
        Assert.Equal(0, (int)_host.Value("@($sim.GetRequests() | Where-Object { $_.Path -match '/action' }).Count"));
    }

    [Theory]
    [InlineData("Start-ServerFleet.ps1", "-MetadataKey nix", "No server has the metadata key 'nix'.")]
    [InlineData("Stop-ServerByMetadata.ps1", "nix 1", "No ACTIVE server has the metadata nix=1.")]
    [InlineData("Suspend-ServerByMetadata.ps1", "nix 1 night.csv", "No ACTIVE server has the metadata nix=1.")]
    [InlineData("Restart-ServerFleet.ps1", "nix*", "No ACTIVE server matches nix*.")]
    public void Scripts_Warn_WhenNoServerHasTheMetadata(string script, string arguments, string warning)
    {
        Connect(Fleet);

        Assert.Equal(warning, Assert.Single(Run(script, arguments).AssertNoErrors().Warning));
    }

    [Theory]
    [InlineData("./nowhere/report.csv")]
    [InlineData("./")]
    public void StartFleet_StartsNothing_WhenTheReportCannotBeWritten(string path)
    {
        Connect(Fleet);

        var error = Run("Start-ServerFleet.ps1", $"-ReportPath '{path}'").TerminatingError!.ToString();

        Assert.Contains(path.TrimStart('.'), error, StringComparison.Ordinal);
        Assert.Empty(Starts());
    }

    [Fact]
    public void Scripts_SortRowsByName_WhenTheCloudListsThemInAnotherOrder()
    {
        Connect("@('c', 'a', 'b' | ForEach-Object { @{ Name = $_; Metadata = @{ wave = '1' } } })");

        Assert.Equal(["a", "b", "c"], Run("Start-ServerFleet.ps1")
            .AssertNoErrors().Output.Select(o => (string)o.Properties["Server"].Value));
        Assert.Equal(["a", "b", "c"], Run("Stop-ServerByMetadata.ps1", "wave 1")
            .AssertNoErrors().Output.Select(o => (string)o.Properties["Server"].Value));
    }

    [Theory]
    [InlineData("''")]
    [InlineData("$null")]
    [InlineData("'2', ''")]
    public void StartFleet_StartsNothing_WhenAWaveIsEmpty(string wave)
    {
        Connect(Fleet);

        Assert.Contains("Wave", Run("Start-ServerFleet.ps1", "-Wave " + wave).TerminatingError!.ToString(), StringComparison.Ordinal);
        Assert.Empty(Starts());
    }

    [Fact]
    public void StartFleet_WarnsOfNothing_WhenTheLastWaveFails()
    {
        Connect(Fleet);
        Fault("ServerName = 'web1'; FailsOnHost = $true");

        var result = Run("Start-ServerFleet.ps1");

        result.AssertError("NovaServerActionFailed");
        Assert.Empty(result.Warning);
        Assert.Equal(1, ExitCode());
    }

    [Fact]
    public void Scripts_HaveHelpForEveryParameter()
    {
        foreach (var script in Scripts)
        {
            var ast = System.Management.Automation.Language.Parser.ParseFile(script, out _, out _);
            var help = ast.GetHelpContent();
            Assert.Equal(ast.ParamBlock.Parameters.Select(p => p.Name.VariablePath.UserPath.ToUpperInvariant())
                .Order(StringComparer.Ordinal), help.Parameters.Keys.Order(StringComparer.Ordinal));
            Assert.NotEmpty(help.Examples);
            Assert.Matches(@"^[A-Z].+\.\s*$", help.Synopsis);
        }
    }

    private static IEnumerable<string> Scripts => Directory.EnumerateFiles(Path.Combine(ModuleHost.ModuleDirectory, "Examples"), "*-*.ps1");

    private static IEnumerable<string> Rows(ScriptResult result) =>
        result.Output.Select(o =>
            $"{o.Properties["Wave"].Value} {o.Properties["Server"].Value} {o.Properties["Result"].Value} {o.Properties["Status"].Value}");

    private void Connect(string servers, string arguments = "-StartDelay 0 -StopDelay 0")
    {
        var simulator = _host.StartSimulator($"@({servers}) {arguments}");
        _clouds = new CloudsFile(_host, $$"""
            clouds:
              prod: {auth: {auth_url: {{simulator.AuthUrl}}, username: demo, password: {{simulator.GetPassword()}}, project_name: demo} }
              bare: {auth: {auth_url: {{simulator.AuthUrl}}, username: demo, project_name: demo} }
            """);
        _host.Run("$null = Connect-NovaProject -Simulator $sim; $sim.ClearRequests()").AssertNoErrors();
    }

    private void Fault(string properties) => _host.Run($"$sim.AddFault([NovaPS.Simulator.NovaSimulatorFault] @{{ {properties} }})")
        .AssertNoErrors();

    private ScriptResult Run(string script, string arguments = "") =>
        _host.Run($"& '{ModuleHost.ModuleDirectory}/Examples/{script}' {arguments}");

    private int ExitCode() => (int)_host.Value("$LASTEXITCODE");

    /// <summary>The names of the servers in action requests, in the order of the requests.</summary>
    private List<string> Starts() =>
        [.. _host.Run("foreach ($r in $sim.GetRequests()) { if ($r.Path -like '*/action') { $sim.GetServer($r.Path.Split('/')[-2]).Name } "
        + "}").Output.Select(o => (string)o.BaseObject)];

    private (ScriptResult Result, string Log) RunTask(string arguments, string user, string password)
    {
        _host.Run($$"""
            function Get-Secret {
                param($Name, $Vault)
                $text = {{password}}
                $secure = [securestring]::new()
                foreach ($c in $text.ToCharArray()) { $secure.AppendChar($c) }
                [pscredential]::new({{user}}, $secure)
            }
            """).AssertNoErrors();
        var result = Task(arguments);
        return (result, File.ReadAllText(_log).ReplaceLineEndings("\n"));
    }

    private ScriptResult Task(string arguments) => Run("Start-ServerFleetTask.ps1",
        $"-Cloud bare -SecretName nova -Vault box -LogPath '{_log}' {arguments}");
}
