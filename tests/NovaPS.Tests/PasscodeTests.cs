using System;
using NovaPS.Tests.Support;
using Xunit;

namespace NovaPS.Tests;

/// <summary>Tests Connect-NovaProject -Passcode with a simulator that requires a passcode.</summary>
[Collection(SharedEnvironment.Name)]
public sealed class PasscodeTests : IDisposable
{
    private readonly ModuleHost _host = new();

    public PasscodeTests()
    {
        _host.StartSimulator("web1 -RequirePasscode");
        _host.Run("$password = ConvertTo-SecureString $sim.GetPassword() -AsPlainText -Force; $credential = "
            + "[pscredential]::new('demo', $password); $to = @{ AuthUrl = $sim.AuthUrl; ProjectName = 'demo' }").AssertNoErrors();
    }

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData("-Credential $credential -Passcode $sim.GetPasscode()")]
    [InlineData("-Credential $credential -Passcode (' ' + $sim.GetPasscode().Insert(3, ' '))")]
    [InlineData("-Credential $credential -Passcode ([int] $sim.GetPasscode())")]
    [InlineData("-Credential $credential -Passcode (ConvertTo-SecureString $sim.GetPasscode() -AsPlainText -Force)")]
    [InlineData("-UserName demo -Password $password -Passcode $sim.GetPasscode()")]
    [InlineData("-UserId $sim.UserId -Password $password -Passcode $sim.GetPasscode()")]
    public void Connect_Succeeds_WhenThePasscodeIsSpecified(string arguments)
    {
        Assert.Equal("demo", (string)_host.Value($"(Connect-NovaProject @to {arguments}).UserName"));
        Assert.Equal("web1", (string)_host.Value("(Get-NovaServer).Name"));
        Assert.Single(Logins());
    }

    [Theory]
    [InlineData("-Credential $credential", "Keystone accepted the login method password, and also requires totp (HTTP 401, ",
        "Specify the current passcode with -Passcode.")]
    [InlineData("-UserName demo -Passcode $sim.GetPasscode()",
        "Keystone accepted the login method totp, and also requires password (HTTP 401, ",
        "Specify the password as well: with -Credential, or with -UserName and -Password.")]
    [InlineData("-Credential $credential -Passcode abcdef", "Check the user, password, passcode, ",
        "Check the credential")]
    public void Connect_NamesTheMissingMethod_WhenTheLoginIsIncomplete(string arguments, string message, string remedy)
    {
        var error = _host.Run($"Connect-NovaProject @to {arguments}").AssertTerminatingError("NovaUnauthorized");

        Assert.StartsWith("Cannot connect to ", error.ToString(), StringComparison.Ordinal);
        Assert.Contains(message, error.ToString(), StringComparison.Ordinal);
        Assert.StartsWith(remedy, error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("@to -Credential $credential -Passcode ' '", "The passcode is empty.")]
    [InlineData("@to -Credential $credential -Passcode $null", "-Passcode is empty.")]
    [InlineData("@to -Credential $credential -UserName demo -Passcode 123456", "-Credential and -UserName both specify the user.")]
    // The host cannot prompt for the credential.
    [InlineData("@to -Passcode 123456", "No credential was specified.")]
    public void Connect_SendsNothing_WhenThePasscodeCannotBeUsed(string arguments, string message)
    {
        var error = _host.Run($"Connect-NovaProject {arguments}").AssertTerminatingError("NovaConnectInputInvalid");

        Assert.Equal(message, error.ToString());
        Assert.Empty(Logins());
    }

    [Theory]
    [InlineData("OS_AUTH_TYPE", "v3multifactor", "OS_AUTH_METHODS", "v3password,v3totp", 1)]
    // This auth type does not send the passcode until Keystone requires it.
    [InlineData("OS_AUTH_TYPE", "password", "OS_X", "", 2)]
    public void Connect_UsesThePasscodeOfTheEnvironment_WhenTheLoginRequiresIt(string name1, string value1, string name2, string value2,
        int logins)
    {
        using var variables = Environment((name1, value1), (name2, value2), ("OS_PASSCODE", (string)_host.Value("$sim.GetPasscode()")));

        _host.Run("Connect-NovaProject").AssertNoErrors();

        Assert.Equal(logins, Logins().Length);
    }

    [Fact]
    public void Connect_PrefersTheParameter_WhenTheEnvironmentAlsoHasAPasscode()
    {
        using var variables = Environment(("OS_PASSCODE", "0"));

        _host.Run("Connect-NovaProject -Passcode $sim.GetPasscode()").AssertNoErrors();

        Assert.Single(Logins());
    }

    [Fact]
    public void Connection_FailsWithoutALogin_WhenItsTokenExpires()
    {
        _host.Run("$null = Connect-NovaProject -Simulator $sim; $sim.ExpireAllTokens()").AssertNoErrors();

        var error = _host.Run("Get-NovaServer").AssertTerminatingError("NovaUnauthorized");

        Assert.Equal("Connect again with a new passcode.", error.ErrorDetails.RecommendedAction);
        Assert.EndsWith("NovaPS cannot renew a connection that was opened with a passcode.", error.ToString(), StringComparison.Ordinal);
        Assert.Single(Logins());
        Assert.Empty(_host.Run("Disconnect-NovaProject").AssertNoErrors().Warning);
    }

    private EnvironmentVariables Environment(params (string, string)[] more) => new([
        ("OS_AUTH_URL", (string)_host.Value("$sim.AuthUrl")), ("OS_USERNAME", "demo"), ("OS_PASSWORD", (string)_host.Value(
            "$sim.GetPassword()")), ("OS_PROJECT_NAME", "demo"), .. more]);

    private object[] Logins() =>
        [.. _host.Run("$sim.GetRequests() | Where-Object { $_.Method -eq 'POST' -and $_.Path -like '*/auth/tokens' }").AssertNoErrors()
            .Output];
}
