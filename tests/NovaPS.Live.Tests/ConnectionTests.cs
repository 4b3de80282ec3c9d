using System;
using System.Management.Automation;
using System.Net;
using System.Net.Http;
using Xunit;

namespace NovaPS.Live.Tests;

/// <summary>Tests the ways to connect to a real cloud, and connections that are refused.</summary>
public sealed class ConnectionTests : LiveCloud
{
    [LiveFact]
    public void Connect_Succeeds_WithAPasswordAndAProjectNameOrId()
    {
        var id = (string)Host.Value("$connection.ProjectId");
        foreach (var project in new[] { "-ProjectName " + Variable("OS_PROJECT_NAME"), "-ProjectId " + id })
        {
            var connection = Host.Value($"Connect-NovaProject -AuthUrl {Variable("OS_AUTH_URL")} -Credential $credential {project}",
                ("credential", Credential("OS_")));
            Assert.Equal(id, (string)connection.ProjectId);
            Assert.Equal(Servers[0], (string)Host.Value("(Get-NovaServer $servers[0]).Name"));
        }
    }

    [LiveFact]
    public void Connect_Succeeds_WithATokenAndEachFormOfTheEndpoint()
    {
        var project = (string)Host.Value("$connection.ProjectId");
        var root = new Uri((string)Host.Value("$connection.Endpoint")).GetLeftPart(UriPartial.Authority);
        foreach (var path in new[] { "/v2.1", "/v2.1/" + project, "/v2/" + project, "" })
        {
            Host.Run($"$null = Connect-NovaProject -Endpoint {root}{path} -ProjectId {project} -Token $token", ("token", NewToken()))
                .AssertNoErrors();
            Assert.Equal("ACTIVE", (string)Host.Value("(Start-NovaServer $servers[0] | Wait-NovaServer).Status"));
            Assert.Equal("SHUTOFF", (string)Host.Value("(Stop-NovaServer $servers[0] | Wait-NovaServer).Status"));
        }
    }

    [LiveFact]
    public void Connect_LeavesNoDefaultConnection_WhenThePasswordIsWrong()
    {
        Host.Run($"Connect-NovaProject -AuthUrl {Variable("OS_AUTH_URL")} -Credential $bad -ProjectName {Variable("OS_PROJECT_NAME")}",
            ("bad", new System.Management.Automation.PSCredential(Variable("OS_USERNAME"),
                new NetworkCredential("", "wrong").SecurePassword))).AssertTerminatingError("NovaUnauthorized");
        Host.Run("Get-NovaServer").AssertTerminatingError("NovaNotConnected");
    }

    [LiveFact]
    public void Command_Ends_WhenTheProjectOrTheTokenIsWrong()
    {
        var root = new Uri((string)Host.Value("$connection.Endpoint")).GetLeftPart(UriPartial.Authority);
        var id = FirstId;
        const string Wrong = "895f0b8574504834bd6249d91dbd5a9c";

        Host.Run($"$null = Connect-NovaProject -Endpoint {root}/v2/{Wrong} -ProjectId {Wrong} -Token $token", ("token", NewToken()))
            .AssertNoErrors();
        Host.Run($"Start-NovaServer {id}").AssertTerminatingError("NovaProjectMismatch");
        Host.Run($"$null = Connect-NovaProject -Endpoint {root}/v2.1 -ProjectId {Wrong} -Token nonsense").AssertNoErrors();
        Host.Run($"Start-NovaServer {id}").AssertTerminatingError("NovaUnauthorized");
    }

    [LiveFact]
    public void Disconnect_DoesNotRevokeTheToken_WhenTheUserSuppliedIt()
    {
        var token = NewToken();
        var endpoint = (string)Host.Value("$connection.Endpoint");
        Host.Run($"$null = Connect-NovaProject -Endpoint {endpoint} -ProjectId $connection.ProjectId -Token $token; Disconnect-NovaProject",
            ("token", token)).AssertNoErrors();

        using var response = Send(HttpMethod.Get, endpoint + "/servers?limit=1", token, null);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [LiveFact("NOVAPS_LIVE_APPCRED_APPLICATION_CREDENTIAL_ID", "NOVAPS_LIVE_APPCRED_APPLICATION_CREDENTIAL_SECRET")]
    public void ApplicationCredential_ConnectsToItsOwnProject()
    {
        var credential = new PSCredential(Variable("NOVAPS_LIVE_APPCRED_APPLICATION_CREDENTIAL_ID"),
            new NetworkCredential("", Variable("NOVAPS_LIVE_APPCRED_APPLICATION_CREDENTIAL_SECRET")).SecurePassword);
        var bad = new PSCredential(credential.UserName, new NetworkCredential("", "wrong").SecurePassword);
        var none = new PSCredential(new string('0', 32), credential.Password);

        Assert.Equal(Variable("OS_PROJECT_NAME"),
            (string)Host.Value($"(Connect-NovaProject -AuthUrl {Variable("OS_AUTH_URL")} -ApplicationCredential $app).ProjectName",
            ("app", credential)));
        Assert.Equal(Servers[0], (string)Host.Value("(Get-NovaServer $servers[0]).Name"));
        foreach (var refused in new[] { bad, none })
            Host.Run($"Connect-NovaProject -AuthUrl {Variable("OS_AUTH_URL")} -ApplicationCredential $app", ("app", refused))
                .AssertTerminatingError("NovaUnauthorized");
    }

    [LiveFact]
    public void Token_IsExchangedForAProjectToken_AndStaysValid()
    {
        var token = NewToken();
        var connect = $"Connect-NovaProject -AuthUrl {Variable("OS_AUTH_URL")} -Token $token -ProjectName {Variable("OS_PROJECT_NAME")}";
        Host.Run($"$null = {connect}; Disconnect-NovaProject; $null = {connect}; $null = Get-NovaServer $servers[0]", ("token", token))
            .AssertNoErrors();

        Send(HttpMethod.Delete, Variable("OS_AUTH_URL") + "/auth/tokens", token, null, subject: token).EnsureSuccessStatusCode().Dispose();
        Host.Run(connect).AssertTerminatingError("NovaUnauthorized");
    }

    [LiveFact]
    public void Command_ReportsUnauthorized_WhenTheTokenIsRevokedAndCannotBeRenewed()
    {
        var endpoint = (string)Host.Value("$connection.Endpoint");
        var token = NewToken();
        Host.Run($"$null = Connect-NovaProject -Endpoint {endpoint} -ProjectId $connection.ProjectId -Token $token", ("token", token))
            .AssertNoErrors();
        Send(HttpMethod.Delete, Variable("OS_AUTH_URL") + "/auth/tokens", token, null, subject: token).EnsureSuccessStatusCode().Dispose();

        var error = Host.Run("Get-NovaServer").AssertTerminatingError("NovaUnauthorized");

        Assert.Contains("cannot renew", error.ToString(), StringComparison.Ordinal);
    }

    [LiveFact]
    public void Test_ReportsNoFailure_WhenTheCloudIsHealthy()
    {
        foreach (var test in new[] { "Test-NovaConnection", "Disconnect-NovaProject; Test-NovaConnection" })
        {
            var rows = Host.Run(test).AssertNoErrors().Output;
            Assert.DoesNotContain(rows, r => (string)r.Properties["Result"].Value == "Failed");
            Assert.Contains(rows, r => (string)r.Properties["Step"].Value == "Latency" && (string)r.Properties["Result"].Value == "Ok");
        }
    }

    [LiveFact]
    public void Test_FailsAtTheLogin_WhenThePasswordIsWrong()
    {
        var rows = Host.Run($"Test-NovaConnection -AuthUrl {Variable("OS_AUTH_URL")} -Credential $bad -ProjectName {Variable("OS_PROJECT_NAME")}",
            ("bad", new PSCredential(Variable("OS_USERNAME"), new NetworkCredential("", "wrong").SecurePassword))).AssertNoErrors().Output;
        Assert.Equal("Login", Assert.Single(rows, r => (string)r.Properties["Result"].Value == "Failed").Properties["Step"].Value);
    }

    [LiveFact]
    public void Error_ListsTheProjectsOfTheUser_WhenNoneIsSpecified()
    {
        var error = Host.Run($"Connect-NovaProject -AuthUrl {Variable("OS_AUTH_URL")} -Credential $credential",
            ("credential", Credential("OS_"))).AssertTerminatingError("NovaConnectInputInvalid");
        Assert.Contains("has a role in: " + Variable("OS_PROJECT_NAME"), error.ToString(), StringComparison.Ordinal);
    }

    [LiveFact("NOVAPS_LIVE_OTHER_PROJECT_NAME")]
    public void Connect_IsRefused_WhenTheUserHasNoRoleInTheProject() =>
        Host.Run($"Connect-NovaProject -AuthUrl {Variable("OS_AUTH_URL")} -Credential $credential -ProjectName {Variable("NOVAPS_LIVE_OTHER_PROJECT_NAME")}", ("credential", Credential("OS_")))
            .AssertTerminatingError("NovaUnauthorized");

    [LiveFact("NOVAPS_LIVE_CLOUDS")]
    public void Connect_Succeeds_WithEachCloudOfCloudsYaml()
    {
        foreach (var cloud in new[] { "demo", "appcred", "reader" })
        {
            Assert.Equal(cloud, (string)Host.Value($"(Connect-NovaProject -Cloud {cloud}).Name"));
            Assert.Equal(Servers[0], (string)Host.Value("(Get-NovaServer $servers[0]).Name"));
        }
    }

    [LiveFact]
    public void Microversion_IsNegotiatedOrPinned_AndIsNullOnV2()
    {
        var root = new Uri((string)Host.Value("$connection.Endpoint")).GetLeftPart(UriPartial.Authority);
        Assert.Matches(@"^2\.\d+$", (string)Host.Value("$connection.Microversion"));
        Assert.False((bool)Host.Value("(Get-NovaServer $servers[0]).Locked"));

        var connect =
            $"Connect-NovaProject -AuthUrl {Variable("OS_AUTH_URL")} -Credential $credential -ProjectName {Variable("OS_PROJECT_NAME")} ";
        Assert.Equal("2.8", (string)Host.Value($"({connect} -Microversion 2.8).Microversion", ("credential", Credential("OS_"))));
        Assert.Null(Host.Run("(Get-NovaServer $servers[0]).Locked").AssertNoErrors().Output[0]);
        Host.Run(connect + "-Microversion 2.999").AssertTerminatingError("NovaMicroversionNotSupported");
        Assert.Null((string?)Host.Value(connect + $"-Endpoint {root}/v2/$($connection.ProjectId)").Microversion);
        Assert.Equal(Servers[0], (string)Host.Value("(Get-NovaServer $servers[0]).Name"));
        Assert.Equal(root + "/v2.1", (string)Host.Value(connect + $"-Endpoint {root}").Endpoint);
    }
}
