using System;
using System.Net;
using System.Net.Http;
using Xunit;

namespace NovaPS.Live.Tests;

/// <summary>The ways into a real cloud, and those that are none.</summary>
public sealed class ConnectionTests : LiveCloud
{
    [LiveFact]
    public void A_password_with_the_project_by_name_and_by_id()
    {
        var id = (string)Host.Value("$connection.ProjectId");
        foreach (var project in new[] { "-ProjectName " + Variable("OS_PROJECT_NAME"), "-ProjectId " + id })
        {
            var connection = Host.Value($"Connect-NovaProject -AuthUrl {Variable("OS_AUTH_URL")} -Credential $credential {project}", ("credential", Credential("OS_")));
            Assert.Equal(id, (string)connection.ProjectId);
            Assert.Equal(Servers[0], (string)Host.Value("(Get-NovaServer $servers[0]).Name"));
        }
    }

    [LiveFact]
    public void A_token_with_each_form_of_the_endpoint()
    {
        var project = (string)Host.Value("$connection.ProjectId");
        var root = new Uri((string)Host.Value("$connection.Endpoint")).GetLeftPart(UriPartial.Authority);
        foreach (var path in new[] { "/v2.1", "/v2.1/" + project, "/v2/" + project, "" })
        {
            Host.Run($"$null = Connect-NovaProject -Endpoint {root}{path} -ProjectId {project} -Token $token", ("token", NewToken())).AssertNoErrors();
            Assert.Equal("ACTIVE", (string)Host.Value("(Start-NovaServer $servers[0] | Wait-NovaServer).Status"));
            Assert.Equal("SHUTOFF", (string)Host.Value("(Stop-NovaServer $servers[0] | Wait-NovaServer).Status"));
        }
    }

    [LiveFact]
    public void A_wrong_password_leaves_no_default()
    {
        Host.Run($"Connect-NovaProject -AuthUrl {Variable("OS_AUTH_URL")} -Credential $bad -ProjectName {Variable("OS_PROJECT_NAME")}",
            ("bad", new System.Management.Automation.PSCredential(Variable("OS_USERNAME"), new NetworkCredential("", "wrong").SecurePassword))).AssertTerminatingError("NovaUnauthorized");
        Host.Run("Get-NovaServer").AssertTerminatingError("NovaNotConnected");
    }

    [LiveFact]
    public void The_wrong_project_in_the_URL_and_a_bad_token_end_the_command()
    {
        var root = new Uri((string)Host.Value("$connection.Endpoint")).GetLeftPart(UriPartial.Authority);
        var id = FirstId;
        const string Wrong = "895f0b8574504834bd6249d91dbd5a9c";

        Host.Run($"$null = Connect-NovaProject -Endpoint {root}/v2/{Wrong} -ProjectId {Wrong} -Token $token", ("token", NewToken())).AssertNoErrors();
        Host.Run($"Start-NovaServer {id}").AssertTerminatingError("NovaProjectMismatch");
        Host.Run($"$null = Connect-NovaProject -Endpoint {root}/v2.1 -ProjectId {Wrong} -Token nonsense").AssertNoErrors();
        Host.Run($"Start-NovaServer {id}").AssertTerminatingError("NovaUnauthorized");
    }

    [LiveFact]
    public void Disconnect_leaves_a_token_that_was_handed_in_as_it_is()
    {
        var token = NewToken();
        var endpoint = (string)Host.Value("$connection.Endpoint");
        Host.Run($"$null = Connect-NovaProject -Endpoint {endpoint} -ProjectId $connection.ProjectId -Token $token; Disconnect-NovaProject", ("token", token)).AssertNoErrors();

        using var answer = Send(HttpMethod.Get, endpoint + "/servers?limit=1", token, null);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
