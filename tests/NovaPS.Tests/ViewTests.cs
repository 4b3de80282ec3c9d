using System;
using System.Linq;
using System.Threading.Tasks;
using NovaPS.Tests.Support;
using Xunit;

namespace NovaPS.Tests;

/// <summary>Tests tables, colors and the text of objects.</summary>
public sealed class ViewTests : IDisposable
{
    private const string Green = "\u001b[32m";

    private readonly ModuleHost _host = new();

    public ViewTests()
    {
        _host.StartSimulator("""
            @(@{ Name = 'db1'; Id = '00000000-0000-4000-8000-000000000001'; Status = 'ACTIVE'; Addresses = @{ private = '10.0.0.11', 'fd00::11' } }
              @{ Name = 'web1'; Id = '00000000-0000-4000-8000-000000000002'; Status = 'SHUTOFF'; Addresses = @{ private = '10.0.0.21' }; Metadata = @{ wave = '1'; role = 'web' }; Tags = 'a', 'b' }
              @{ Name = 'a-really-long-server-name.example.com'; Status = 'ERROR' }) -StartDelay 0
            """);
        _host.Run("$connection = Connect-NovaProject -Simulator $sim").AssertNoErrors();
    }

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData(80, "Name Status IPAddress")]
    [InlineData(120, "Name Status IPAddress Flavor Created")]
    [InlineData(200, "Name Status IPAddress Flavor Created Id Addresses")]
    public void ServerTable_ShowsMore_InAWiderWindow(int width, string columns) =>
        AssertTable("Get-NovaServer", width, columns);

    [Theory]
    [InlineData(80, "Action ServerName StartTime Result")]
    [InlineData(120, "Action ServerName StartTime Result Duration User")]
    [InlineData(160, "Action ServerName StartTime Result Duration User ServerId")]
    public void ActionTable_ShowsMore_InAWiderWindow(int width, string columns)
    {
        var text = AssertTable("Start-NovaServer 00000000-0000-4000-8000-000000000002", width, columns);

        // The name is not known.
        Assert.Contains("00000000-0000-4000-8000-000000000002", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(80, "Event StartTime FinishTime Result ComputeHost")]
    [InlineData(120, "Event StartTime FinishTime Result ComputeHost Details")]
    public void EventTable_ShowsTheResultOfEachEvent(int width, string columns)
    {
        // A culture that separates times with dots.
        var text =
            AssertTable("[Threading.Thread]::CurrentThread.CurrentCulture = 'fi-FI'; (Start-NovaServer web1 | Wait-NovaServer | "
            + "Get-NovaServerAction -Action start | Get-NovaServerAction).Events", width, columns);

        Assert.Matches(@"compute_start_instance +\S+ \S+ \d\d:\d\d:\d\d +Success", text);
    }

    [Fact]
    public void List_SortsByName_WhenServersWereCreatedInTheSameSecond()
    {
        _host.StartSimulator("@(foreach ($name in 'c', 'A', 'b') { @{ Name = $name; Created = '2026-11-24T16:54:00Z' } }), "
            + "@{ Name = 'z'; Created = '2026-11-24T16:54:01Z' }");

        Assert.Equal("z A b c", (string)_host.Value("$c = Connect-NovaProject -Simulator $sim; (Get-NovaServer).Name -join ' '"));
    }

    [Fact]
    public void Status_ShowsTheTaskOrTheFault()
    {
        _host.Run("$sim.SetStatus('web1', 'ERROR', 'No valid host was found.'); $null = Stop-NovaServer db1").AssertNoErrors();

        var text = _host.RenderText("Get-NovaServer", width: 80);

        Assert.Matches(@"(?m)^web1 +ERROR \(No valid host was found\.\)", text);
        Assert.Matches(@"(?m)^db1 +ACTIVE \(powering-off\) +10\.0\.0\.11", text);
    }

    [Theory]
    [InlineData("fd00::1 fixed 6, 10.0.0.1 fixed 4", "10.0.0.1")]
    [InlineData("10.0.0.1 fixed 4, 2001:db8::1 floating 6, 203.0.113.7 floating 4", "203.0.113.7")]
    [InlineData("10.0.0.1 fixed 4, 2001:db8::1 floating 6", "2001:db8::1")]
    [InlineData("fd00::1", "fd00::1")]
    [InlineData("", null)]
    public void IPAddress_IsFloatingFirstAndIPv4First(string addresses, string? expected) => Assert.Equal(expected, _host.Run("""
        [NovaPS.NovaServer]@{ Addresses = @($addresses -split ', ' | Where-Object { $_ } | ForEach-Object {
            $ip, $type, $version = -split $_
            [NovaPS.NovaServerAddress]@{ IPAddress = $ip; Type = $type; Version = $version } }) } | ForEach-Object IPAddress
        """, ("addresses", addresses)).AssertNoErrors().Output.SingleOrDefault()?.BaseObject);

    [Fact]
    public void Status_IsColored_WhenTheHostSupportsIt()
    {
        var text = _host.RenderText("Get-NovaServer", width: 80, color: true);

        Assert.Contains(Green + "ACTIVE\u001b[0m", text, StringComparison.Ordinal);
        Assert.Contains("\u001b[31mERROR\u001b[0m", text, StringComparison.Ordinal);
        Assert.Contains(" SHUTOFF ", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("1", false)]
    public async Task Status_IsColored_UnlessNoColorIsSet(string? noColor, bool isColored)
    {
        var (_, output, _) = await PowerShellProcess.RunAsync(PowerShellProcess.NovaPSShell, ["-NoProfile", "-Command",
            "$PSStyle.OutputRendering = 'Ansi'; [NovaPS.NovaServer]::new('a', 'web1', 'ACTIVE')"], [new("NO_COLOR", noColor)]);

        Assert.Contains("ACTIVE", output, StringComparison.Ordinal);
        Assert.Equal(isColored, output.Contains(Green + "ACTIVE", StringComparison.Ordinal));
    }

    [Fact]
    public void Addresses_PairFloatingWithFixed()
    {
        var text = (string)_host.Value("""
            $net = { param($ip, $type, $version, $mac) [NovaPS.NovaServerAddress]@{ Network = 'net'; IPAddress = $ip; Type = $type; Version = $version; MacAddress = $mac } }
            [NovaPS.Formatting.FormatHelpers]::Addresses([NovaPS.NovaServer]@{ Addresses = @((& $net 'fd00::1' fixed 6 b), (& $net '10.0.0.1' fixed 4 a), (& $net '203.0.113.7' floating 4 a), (& $net '203.0.113.8' floating 4 x)) })
            """);

        Assert.Equal("10.0.0.1 (203.0.113.7), fd00::1, (203.0.113.8)", text);
    }

    [Fact]
    public void ToString_ReturnsReadableText_ForPropertiesOfAServer() =>
        Assert.Equal("10.0.0.21|role=web, wave=1|a, b|10.0.0.21|", (string)_host.Value(
            "$s = Get-NovaServer web1; $s.Addresses.ToString() + '|' + $s.Metadata + '|' + $s.Tags.ToString() + '|' + "
                + "$s.FixedIPs.ToString() + '|' + $s.FloatingIPs.ToString()"));

    [Fact]
    public void Server_CanBeCreated_FromHashtables()
    {
        Assert.Equal("10.0.0.1 wave=1 q, r start: Success", (string)_host.Value("""
            $s = [NovaPS.NovaServer]@{ Name = 'y'; Metadata = @{ wave = 1 }; Tags = 'q', 'r'; Addresses = @(@{ IPAddress = '10.0.0.1' }) }
            $a = [NovaPS.NovaServerAction]@{ Action = 'start'; Events = @(@{ Event = 'start'; Result = 'Success' }) }
            $s.Addresses.ToString() + ' ' + $s.Metadata + ' ' + $s.Tags.ToString() + ' ' + $a.Events.ToString()
            """));
    }

    [Fact]
    public void ServerTable_IsShown_WhenTheServerHasNoValues()
    {
        var text =
            _host.RenderText("Set-StrictMode -Version Latest; $s = [NovaPS.NovaServer]::new(); $s.Addresses = $null; $s.Tags = $null; "
            + "$s.Metadata = $null; $s; $s.FixedIPs.Count", width: 200);

        Assert.Contains("Addresses", text, StringComparison.Ordinal);
        Assert.EndsWith("\n0", text.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public void ServerTable_ShowsTheId_WhenTheServerHasNoName() =>
        Assert.StartsWith("00000000-0000-400",
            _host.RenderText("[NovaPS.NovaServer]::new('00000000-0000-4000-8000-000000000001', '', 'DELETED')", 80).Trim().Split('\n')[^1],
            StringComparison.Ordinal);

    private string AssertTable(string script, int width, string columns)
    {
        var lines = _host.RenderText(script, width).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(l => !string.IsNullOrWhiteSpace(l)).ToList();

        Assert.Equal(columns, string.Join(' ', lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        Assert.All(lines, line => Assert.True(line.Length <= width, line));
        return string.Join('\n', lines);
    }
}
