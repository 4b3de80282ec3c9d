using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using NovaPS.Tests.Support;
using Xunit;

namespace NovaPS.Tests;

/// <summary>Tests Test-NovaConnection in a session: which cloud it tests, and its table.</summary>
[Collection(SharedEnvironment.Name)]
public sealed class TestConnectionTests : IDisposable
{
    private const string Closed = "Test-NovaConnection -AuthUrl http://127.0.0.1:1/v3 -UserId u -Password $password";

    private readonly ModuleHost _host = new();

    public TestConnectionTests() => _host.Run("$null", ("password", new System.Net.NetworkCredential("", "wrong").SecurePassword));

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData(80)]
    [InlineData(100)]
    [InlineData(120)]
    [InlineData(200)]
    public void Table_FitsTheWindow_AtEachWidth(int width)
    {
        _host.StartSimulator("3");

        var lines = _host.RenderText("Test-NovaConnection -Simulator $sim; " + Closed, width)
            .Split('\n').Where(l => !string.IsNullOrWhiteSpace(l)).ToList();

        Assert.Equal(["Step", "Result", "Detail"], lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.All(lines, l => Assert.True(l.Length < width, l));
        // The remedy of a failure is below it, and no word is split.
        var remedy = lines.FindIndex(l => l.Trim().StartsWith("-> Check the port,", StringComparison.Ordinal));
        Assert.True(remedy > 0, string.Join('\n', lines));
        Assert.All(lines.Skip(2), l => Assert.Matches("^(\\S.{15} (Ok|Skipped|Warning|Failed) |" + new string(' ', 25) + "\\S)", l));
        Assert.Contains("accepts no connection: connection refused.", string.Join(' ', lines.Select(l => l.Trim()))
            .Replace("  ", " ", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void Result_IsColored_WhenTheHostSupportsIt()
    {
        _host.StartSimulator("1");
        Assert.Contains("\u001b[31mFailed\u001b[0m", _host.RenderText(Closed, 80, color: true),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Test_UsesTheDefaultConnection_WhenNoCloudIsSpecified()
    {
        _host.StartSimulator("1");
        _host.Run("$c = Connect-NovaProject -Simulator $sim; $sim.ClearRequests()").AssertNoErrors();

        var rows = Rows("Test-NovaConnection");

        Assert.Equal("Skipped", rows["Login"].Result);
        Assert.DoesNotContain("POST", (string)_host.Value("(Get-NovaSimulatorRequest $sim).Method -join ' '"), StringComparison.Ordinal);
        Assert.Equal("Get-NovaServer works", (string)_host.Value("if (Get-NovaServer) { 'Get-NovaServer works' }"));
        Assert.Equal("Skipped", Rows("Test-NovaConnection -Connection $c")["Login"].Result);
        Assert.Equal("Skipped", Rows("Test-NovaConnection -Connection SIMULATOR")["Login"].Result);
        _host.Run("Test-NovaConnection -Connection nowhere").AssertTerminatingError("NovaNotConnected");
    }

    [Fact]
    public void Test_ReadsTheVariables_WhenAParameterSpecifiesMoreThanTheConnection()
    {
        using var variables = new EnvironmentVariables(("OS_CLOUD", "nowhere"), ("OS_CLIENT_CONFIG_FILE", "/does/not/exist"));
        _host.StartSimulator("1");
        _host.Run("$c = Connect-NovaProject -Simulator $sim").AssertNoErrors();

        var rows = Rows("Test-NovaConnection -Region RegionOne");

        Assert.Equal("Failed", rows["Configuration"].Result);
        Assert.Contains("no cloud 'nowhere'", rows["Configuration"].Detail, StringComparison.Ordinal);
        Assert.True((bool)_host.Value("(Get-NovaConnection).IsDefault"));
    }

    [Fact]
    public void Configuration_NamesFilesLinesAndParametersWithoutValues()
    {
        _host.StartSimulator("1");
        using var file = new CloudsFile(_host, $"""
            clouds:
              lab:
                auth:
                  auth_url: {_host.Value("$sim.AuthUrl")}
                  username: demo
                  password: {_host.Value("$sim.GetPassword()")}
                region_name: RegionOne
            """);

        var rows = Rows("Test-NovaConnection -Cloud lab -ProjectName demo");

        Assert.Equal("Ok", rows["Latency"].Result);
        var detail = rows["Configuration"].Detail;
        Assert.Contains("Cloud 'lab', specified by -Cloud.", detail, StringComparison.Ordinal);
        Assert.Contains("clouds.yaml: auth_url (line 4), username (5), password (6), region_name (7).", detail, StringComparison.Ordinal);
        Assert.Contains("Parameters: -ProjectName. Parameters override files.", detail, StringComparison.Ordinal);
        Assert.DoesNotContain((string)_host.Value("$sim.GetPassword()"), detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Test-NovaConnection -Cloud ''")]
    [InlineData("Test-NovaConnection -Cloud x -ProjectName a -ProjectId b")]
    [InlineData("Test-NovaConnection -AuthUrl k:5000 -UserId u -Password $password")]
    [InlineData("Test-NovaConnection -Endpoint https://n/v2.1 -ProjectId p -Token ' '")]
    [InlineData("Test-NovaConnection -Connection $null")]
    public void Test_ReportsAnError_WhenParametersAreInvalid(string script) =>
        _host.Run(script).AssertTerminatingError("NovaConnectInputInvalid");

    [Fact]
    public void Test_WritesNoError_WhenAStepFails()
    {
        Assert.Equal("Keystone TCP", (string)_host.Value($"({Closed} | Where-Object Result -eq Failed).Step"));
        Assert.True((bool)_host.Value($"$null = {Closed}; $?"));
        Assert.Empty(_host.Run("Get-NovaConnection").Output);
    }

    [Fact]
    public void Test_KeepsTypeAndValues_WhenItIsDeserialized() =>
        Assert.Equal("Failed NovaPS.NovaConnectionTest", (string)_host.Value($$"""
            $rows = {{Closed}}
            $copy = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($rows))
            $one = $copy | Where-Object Step -eq 'Keystone TCP'
            "$($one.Result) $($one.GetType().FullName)"
            """));

    private Dictionary<string, (string Result, string Detail)> Rows(string script) =>
        _host.Run(script).AssertNoErrors().Output.ToDictionary(o => Property(o, "Step"), o =>
            (Property(o, "Result"), Property(o, "Detail")));

    private static string Property(PSObject row, string name) => (string)row.Properties[name].Value;
}
