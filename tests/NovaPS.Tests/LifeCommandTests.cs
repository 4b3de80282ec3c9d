using System;
using System.Collections;
using System.Linq;
using NovaPS.Tests.Support;
using Xunit;

namespace NovaPS.Tests;

/// <summary>Tests what single action commands do beyond ActionCommandTests: choices, lookups, passwords and a second action.</summary>
public sealed class LifeCommandTests : IDisposable
{
    private readonly ModuleHost _host = new();
    private readonly dynamic _simulator;

    public LifeCommandTests()
    {
        _simulator = _host.StartSimulator("@{ web1 = 'ACTIVE'; web2 = 'SHUTOFF' } -ActionDelay 0.1 -StopDelay 0.1");
        _host.Run("$null = Connect-NovaProject -Simulator $sim; $sim.ClearRequests()").AssertNoErrors();
    }

    public void Dispose() => _host.Dispose();

    [Fact]
    public void AutoConfirm_WritesTheConfirmedServers()
    {
        var servers = _host.Run("'web1', 'web2' | Resize-NovaServer -Flavor m1.small -AutoConfirm").AssertNoErrors().Output;

        Assert.Equal(["web1 ACTIVE m1.small", "web2 SHUTOFF m1.small"], servers
            .Select(s => $"{s.Properties["Name"].Value} {s.Properties["Status"].Value} {s.Properties["Flavor"].Value}")
            .Order(StringComparer.Ordinal));
        Assert.Equal(2, Sent("confirmResize"));
        // The name of the flavor is looked up once.
        Assert.Equal(1, (int)_host.Value("@($sim.GetRequests() | Where-Object Path -Match '/flavors/').Count"));
    }

    [Theory]
    [InlineData("-Action confirmResize -FailsOnHost", "NovaServerFaulted", "The preceding resize is completed (req-")]
    [InlineData("-Action confirmResize -StatusCode 403", "NovaForbidden", "The preceding resize is completed (req-")]
    [InlineData("-Action resize -FailsOnHost", "NovaServerFaulted", "The confirmResize was not sent.")]
    [InlineData("-Action resize -StatusCode 403", "NovaForbidden", "Cannot resize server 'web1'")]
    public void AutoConfirm_ReportsWhichPartFailed(string fault, string errorId, string text)
    {
        _host.Run("$null = Add-NovaSimulatorFault $sim " + fault).AssertNoErrors();

        var result = _host.Run("Resize-NovaServer web1 m1.small -AutoConfirm -Timeout 60");

        Assert.Contains(text, result.AssertError(errorId).ToString(), StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Fact]
    public void AutoConfirm_WritesTheResize_WhenTheConnectionFailsBeforeTheConfirmation()
    {
        _host.Run("$null = Add-NovaSimulatorFault $sim -Action confirmResize -StatusCode 401 -Count -1").AssertNoErrors();

        var result = _host.Run("Resize-NovaServer web1 m1.small -AutoConfirm -Timeout 60");

        result.AssertTerminatingError("NovaUnauthorized");
        var action = Assert.Single(result.Output);
        Assert.Equal("resize", action.Properties["Action"].Value);
        Assert.StartsWith("req-", (string)action.Properties["RequestId"].Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Resize_ReportsTheRecord_WhenNoHostHasRoom()
    {
        Assert.EndsWith("The server is ACTIVE. The confirmResize was not sent.",
            _host.Run("Resize-NovaServer web1 m1.huge -AutoConfirm").AssertError("NovaServerActionFailed").ToString(),
            StringComparison.Ordinal);
        Assert.Equal(0, Sent("confirmResize"));
    }

    [Fact]
    public void Resize_ReportsAnErrorPerServer_WhenTheFlavorDoesNotExist()
    {
        var result = _host.Run("'web1', 'web2' | Resize-NovaServer -Flavor m1.smal");

        Assert.Equal(["Cannot resize server 'web1'", "Cannot resize server 'web2'"],
            result.Errors.Select(e => e.ToString().Split(" (")[0]).Order(StringComparer.Ordinal));
        Assert.All(result.Errors, e => Assert.EndsWith(": flavor 'm1.smal' was not found.", e.ToString(), StringComparison.Ordinal));
        Assert.All(result.Errors, e => Assert.Contains("m1.small", (string)((dynamic)e.Exception).Remedy, StringComparison.Ordinal));
        Assert.Equal(0, Sent("resize"));
    }

    [Fact]
    public void WhatIf_ShowsBothActions_WhenAutoConfirmIsSet() => Assert.Contains(
        """{"resize": {"flavorRef": "2"}}, then {"confirmResize": null}; it is ACTIVE""",
        _host.RenderText("Resize-NovaServer web1 m1.small -AutoConfirm -WhatIf", width: 400), StringComparison.Ordinal);

    [Fact]
    public void Resume_ReportsWhichActionItSelected()
    {
        _simulator.SetStatus("web1", "SUSPENDED");

        var result = _host.Run("Resume-NovaServer web1, web2 -Verbose");

        Assert.Equal("resume", Assert.Single(result.Output).Properties["Action"].Value);
        Assert.Contains(result.Verbose, v => v.EndsWith(" is SUSPENDED. Sending resume.", StringComparison.Ordinal));
        Assert.Contains("it is SHUTOFF", result.AssertError("NovaServerInvalidState").ToString(), StringComparison.Ordinal);
        Assert.Contains("it is SHUTOFF: the action requires PAUSED, ", _host.RenderText("Resume-NovaServer web2 -WhatIf", width: 400),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Resume_SendsOneRequest_WhenTheObjectHasTheStatus()
    {
        _host.Run("$sim.SetStatus('web1', 'PAUSED'); $server = Get-NovaServer web1; $sim.ClearRequests()").AssertNoErrors();

        Assert.Equal("unpause", _host.Value("($server | Resume-NovaServer).Action"));
        Assert.Single((IEnumerable)_simulator.GetRequests());

        // The object is older than the state.
        _host.Run("$sim.SetStatus('web1', 'SHELVED_OFFLOADED')").AssertNoErrors();
        Assert.Equal("unshelve", _host.Value("($server | Resume-NovaServer).Action"));
    }

    [Theory]
    [InlineData("-AdminPassword C4n4ry-pw")]
    [InlineData("-AdminPassword (ConvertTo-SecureString C4n4ry-pw -AsPlainText -Force)")]
    public void Rescue_ShowsThePasswordNowhere(string password)
    {
        var id = (string)_host.Value("(Get-NovaServer web1).ImageId");
        var command = $"Enable-NovaServerRescue web1 -Image {id} {password}";
        var preview = _host.RenderText(command + " -WhatIf", width: 500);
        // The response echoes the password, as a proxy that shows the request would.
        _host.Run("$null = Add-NovaSimulatorFault $sim -Action rescue -StatusCode 400 -Body "
            + "'{\"badRequest\": {\"code\": 400, \"message\": \"adminPass C4n4ry-pw is too short\"}}'").AssertNoErrors();
        var echo = _host.Run(command).AssertError("NovaBadRequest");

        var result = _host.Run(command + " -Wait -Verbose -Debug").AssertNoErrors();

        Assert.Contains("""{"rescue": {"adminPass": "***", "rescue_image_ref": """, preview, StringComparison.Ordinal);
        Assert.Contains("adminPass *** is too short", echo.ToString(), StringComparison.Ordinal);
        Assert.Equal("RESCUE", Assert.Single(result.Output).Properties["Status"].Value);
        Assert.DoesNotContain("C4n4ry", preview + echo + string.Join(' ', result.Verbose.Concat(result.Debug)), StringComparison.Ordinal);
    }

    private int Sent(string action) => (int)_host.Value($"@($sim.GetRequests() | Where-Object Body -Match '\"{action}\"').Count");
}
