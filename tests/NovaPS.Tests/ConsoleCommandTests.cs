using System;
using System.Collections;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using NovaPS.Client.Tests.Support;
using NovaPS.Tests.Support;
using Xunit;

namespace NovaPS.Tests;

/// <summary>Tests Get-NovaServerConsole.</summary>
public sealed class ConsoleCommandTests : IDisposable
{
    private readonly ModuleHost _host = new();
    private readonly dynamic _simulator;

    public ConsoleCommandTests()
    {
        _simulator = _host.StartSimulator("""
            @{ Name = 'web1'; Status = 'ACTIVE'; ConsoleOutput = "one`ntwo`tx`nweb1 login: " },
            @{ Name = 'web2'; Status = 'ACTIVE'; ConsoleOutput = '' }
            """);
        _host.Run("$null = Connect-NovaProject -Simulator $sim").AssertNoErrors();
    }

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData("Get-NovaServerConsole web1", "one|two\tx|web1 login: ")]
    [InlineData("Get-NovaServerConsole web1 -Tail 2", "two\tx|web1 login: ")]
    [InlineData("Get-NovaServer web* | Get-NovaServerConsole -Tail 1", "web1 login: ")]
    public void Console_WritesOneStringPerLine(string script, string expected) =>
        Assert.Equal(expected, string.Join("|", _host.Run(script).AssertNoErrors().Output.Select(o => (string)o.BaseObject)));

    [Theory]
    [InlineData("", "ab")]
    [InlineData("-Raw", "a\u202eb\u0085")]
    public void Console_RemovesControlCharacters_UnlessRaw(string parameter, string expected)
    {
        // Nova leaves C1 control characters.
        _simulator.SetConsoleOutput("web2", "a\u202eb\u0085\n");

        Assert.Equal(expected, (string)_host.Value("Get-NovaServerConsole web2 " + parameter));
    }

    [Fact]
    public async Task Follow_WritesNewLines_UntilItIsStopped()
    {
        _simulator.SetConsoleOutput("web1", "one\ntwo\nlogin: ");
        using var running = _host.Start("Get-NovaServerConsole web1 -Follow -Tail 2");
        await TestWait.UntilAsync(() => running.Output.Count == 1, "the last finished line");
        _simulator.SetConsoleOutput("web1", "one\ntwo\nlogin: root\nfour\n");
        await TestWait.UntilAsync(() => running.Output.Count == 3, "the new lines");

        var result = running.Stop();

        Assert.True(result.WasStopped);
        Assert.Equal(["two", "login: root", "four"], result.Output.Select(o => (string)o.BaseObject));
    }

    [Fact]
    public void Follow_RefusesASecondServer()
    {
        var result = _host.Run("Get-NovaServerConsole (Get-NovaServer web1, web2) -Follow | Select-Object -First 1");

        Assert.Equal("NovaConsoleInputInvalid", result.Errors.Single().FullyQualifiedErrorId.Split(',')[0]);
        Assert.Equal("one", Assert.Single(result.Output).ToString());
    }

    [Fact]
    public void Url_IsReturnedByTheMethodAlone()
    {
        var result = _host.Run("$DebugPreference = $VerbosePreference = 'Continue'; Get-NovaServerConsole web1 -Url").AssertNoErrors();

        var console = Assert.Single(result.Output);
        var url = (string)((dynamic)console.BaseObject).GetUrl();
        Assert.Contains("token", url, StringComparison.Ordinal);
        var token = url.Split("%3D")[1];
        Assert.DoesNotContain(token, string.Join("\n", result.Verbose.Concat(result.Debug)) + PSSerializer.Serialize(console, 5) + console,
            StringComparison.Ordinal);
        Assert.DoesNotContain("token%3D", _host.RenderText(
            "$c = Get-NovaServerConsole web1 -Url; $c; $c | Format-List * -Force; $c | ConvertTo-Json -Depth 3"), StringComparison.Ordinal);
    }

    [Fact]
    public void Url_IsRedacted_WhenTheCloudQuotesItsTokenLater()
    {
        var token = ((string)_host.Value("($c = Get-NovaServerConsole web1 -Url).GetUrl()")).Split("%3D")[1];
        _host.Run("Add-NovaSimulatorFault $sim -Path /servers/detail -StatusCode 500 -Body $body",
            ("body", "{\"computeFault\": {\"code\": 500, \"message\": \"no console " + token + "\"}}")).AssertNoErrors();

        Assert.Contains("no console ***", _host.Run("Get-NovaServer").AssertTerminatingError("NovaServiceError").ToString(),
            StringComparison.Ordinal);
    }

    // The help passes the URL to Start-Process, which also runs programs.
    [Theory]
    [InlineData("file:///bin/sh")]
    [InlineData("/bin/sh")]
    [InlineData("calc.exe")]
    [InlineData("https://h/\\u001b[2J")]
    [InlineData("https://h/\\\" -x")]
    public void Url_IsRefused_WhenABrowserCannotOpenIt(string url)
    {
        _host.Run("Add-NovaSimulatorFault $sim -Path remote-consoles -StatusCode 200 -Body $body",
            ("body", "{\"remote_console\": {\"url\": \"" + url + "\"}}")).AssertNoErrors();

        _host.Run("Get-NovaServerConsole web1 -Url").AssertError("NovaProtocolError");
    }

    [Theory]
    [InlineData("-Type serial", "Unavailable console type serial", 1)]
    [InlineData("", "These types were tried: novnc, spice-html5, serial, webmks, rdp-html5.", 5)]
    [InlineData("-Connection old", "These types were tried: novnc, spice-html5, serial, webmks, rdp-html5.", 4)]
    public void Url_IsAnError_WhenTheCloudOffersNoConsole(string parameters, string expected, int requests)
    {
        if (!parameters.Contains("-Type", StringComparison.Ordinal))
        {
            _host.Run("$null = Connect-NovaProject -Simulator $sim -Microversion 2.7 -Name old -NotDefault; "
                + "Add-NovaSimulatorFault $sim -Path remote-consoles -Count -1 -StatusCode 400 -Body '"
                + "{\"badRequest\": {\"code\": 400, \"message\": \"Unavailable console type x.\"}}'").AssertNoErrors();
        }

        var error = _host.Run("Get-NovaServerConsole " + _simulator.GetServer("web1").Id + " -Url " + parameters)
            .AssertError("NovaBadRequest");

        Assert.Contains(expected, error.ToString(), StringComparison.Ordinal);
        Assert.Equal(requests, Requests().Count(r => ((string)r.Path).EndsWith("remote-consoles", StringComparison.Ordinal)));
    }

    private System.Collections.Generic.IEnumerable<dynamic> Requests() => ((IEnumerable)_simulator.GetRequests()).Cast<dynamic>();
}
