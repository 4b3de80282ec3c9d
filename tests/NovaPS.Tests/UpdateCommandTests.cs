using System;
using System.Collections;
using System.Linq;
using NovaPS.Client.Tests.Support;
using NovaPS.Tests.Support;
using Xunit;

namespace NovaPS.Tests;

/// <summary>Tests Set-NovaServer and Rename-NovaServer.</summary>
public sealed class UpdateCommandTests : IDisposable
{
    private readonly ModuleHost _host = new();
    private readonly dynamic _simulator;

    public UpdateCommandTests()
    {
        _simulator = _host.StartSimulator("""
            @{ Name = 'web1'; Status = 'ACTIVE'; Metadata = @{ role = 'web'; old = '1' }; Tags = 'a', 'b'; Description = 'old' },
            @{ Name = 'web2'; Status = 'SHUTOFF' }
            """);
        _host.Run("$null = Connect-NovaProject -Simulator $sim; $sim.ClearRequests()").AssertNoErrors();
    }

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData("-Metadata @{ role = 'web' } -AddTag a -RemoveTag z -Description old", "")]
    [InlineData("-Metadata @{ role = 'web'; n = 5; old = $null; none = $null }",
        """POST /metadata {"metadata": {"n": "5"}}|DELETE /metadata/old """)]
    [InlineData("-Metadata @{ old = $(if ($false) { 1 }); n = ('x' | Write-Output) }",
        """POST /metadata {"metadata": {"n": "x"}}|DELETE /metadata/old """)]
    [InlineData("-Metadata @{ 'a b:c' = 'ü\"' }", """POST /metadata {"metadata": {"a b:c": "ü\""}}""")]
    [InlineData("-Description $null", """PUT  {"server": {"description": null}}""")]
    [InlineData("-Tag b, a", "")]
    [InlineData("-Tag @()", """PUT /tags {"tags": []}""")]
    [InlineData("-AddTag b, c, 'd e' -RemoveTag a, z", "PUT /tags/c |PUT /tags/d%20e |DELETE /tags/a ")]
    [InlineData("-AddTag ö, b -RemoveTag a, z", """PUT /tags {"tags": ["b", "ö"]}""")]
    [InlineData("-AddTag .. -RemoveTag é", """PUT /tags {"tags": ["a", "b", ".."]}""")]
    [InlineData("-AddTag b -RemoveTag é", "")]
    public void Set_SendsOnlyWhatChanges(string parameters, string expected)
    {
        var id = (string)_host.Value("(Get-NovaServer web1).Id; $sim.ClearRequests()");

        var server = Assert.Single(_host.Run($"Set-NovaServer {id} {parameters}").AssertNoErrors().Output);

        Assert.Equal("NovaPS.NovaServer", server.TypeNames[0]);
        Assert.Equal(expected, string.Join("|", Changes().Select(r => $"{r.Method} {((string)r.Path).Split(id)[1]} {r.Body}")));
        Assert.Equal(expected.Length == 0 ? 1 : 2, Requests().Count(r => r.Method == "GET"));
    }

    [Fact]
    public void Set_CountsCharactersAsNovaDoes() => Assert.Equal(510, ((string)_host.Value(
        "(Set-NovaServer web1 -Description ([char]::ConvertFromUtf32(0x1F600) * 255)).Description")).Length);

    [Fact]
    public void Set_WritesTheServersAfterTheChange_FromThePipeline()
    {
        var servers = _host.Run("Get-NovaServer web* | Set-NovaServer -Metadata @{ stage = 'x' } -Tag t -Description new | "
            + "Sort-Object Name").AssertNoErrors().Output;

        Assert.Equal(["old=1, role=web, stage=x|t|new", "stage=x|t|new"],
            servers.Select(s => $"{s.Properties["Metadata"].Value}|{s.Properties["Tags"].Value}|{s.Properties["Description"].Value}"));
    }

    [Fact]
    public void Set_ListsTheAppliedParts_WhenOneFails()
    {
        _host.Run("Add-NovaSimulatorFault $sim -Method DELETE -StatusCode 500 -Count -1").AssertNoErrors();

        var error = _host.Run("Get-NovaServer web* | Set-NovaServer -Description new -Metadata @{ k = 'v'; old = $null } -AddTag c")
            .AssertError("NovaServiceError");

        Assert.StartsWith("Cannot change the metadata (old) of server 'web1' (", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("Applied: description, metadata (k). Not attempted: tag c.", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(("new", "k=v, old=1, role=web"), ((string)_host.Value("(Get-NovaServer web1).Description"),
            (string)_host.Value("\"$((Get-NovaServer web1).Metadata)\"")));
    }

    [Theory]
    [InlineData("-ResetAfterProcessing", 1)]
    [InlineData("-Reset", 2)]
    public void Rename_IsDone_WhenAResponseIsLost(string fault, int sent)
    {
        _host.Run($"Add-NovaSimulatorFault $sim -Method PUT {fault}").AssertNoErrors();

        Assert.Equal("www1", (string)_host.Value("(Rename-NovaServer web1 www1).Name"));

        Assert.Equal(sent, Changes().Count());
    }

    [Fact]
    public void Rename_ReportsAnUnknownOutcome_WhenEveryResponseIsLost()
    {
        var id = (string)_host.Value("(Get-NovaServer web1).Id");
        _host.Run("Add-NovaSimulatorFault $sim -Method PUT -Reset -Count -1").AssertNoErrors();

        var error = _host.Run($"Rename-NovaServer {id} www1").AssertError("NovaConnectionFailed");

        Assert.True(((dynamic)error.Exception).IsOutcomeUnknown);
        Assert.Contains("Get-NovaServer", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-Reset")]
    [InlineData("-StatusCode 503 -RetryAfter 0")]
    public void Rename_ReportsAnUnknownOutcome_WhenARefusalFollowsALostResponse(string fault)
    {
        var id = (string)_host.Value("(Get-NovaServer web1).Id");
        _host.Run($"Add-NovaSimulatorFault $sim -Method PUT {fault}; Add-NovaSimulatorFault $sim -Method PUT -StatusCode 409")
            .AssertNoErrors();

        Assert.True(((dynamic)_host.Run($"Rename-NovaServer {id} www1").AssertError("NovaServerInvalidState").Exception)
            .IsOutcomeUnknown);
    }

    [Theory]
    [InlineData("Get-NovaServer web* | Rename-NovaServer -NewName { $_.Name -replace 'web', 'www' }")]
    [InlineData("'ServerName,NewName', 'web1,www1', 'web2,www2' | ConvertFrom-Csv | Rename-NovaServer")]
    public void Rename_TakesOneNameForEachServer(string script)
    {
        Assert.Equal(["www1", "www2"], _host.Run($"({script}).Name | Sort-Object").AssertNoErrors().Output.Select(n => n.ToString()));
    }

    [Theory]
    [InlineData("", "-Description, -Metadata, -Tag")]
    [InlineData("-Tag a -AddTag b", "either -Tag")]
    [InlineData("-AddTag a -RemoveTag a", "in one of them")]
    [InlineData("-AddTag 'a,b'", "no comma or slash")]
    [InlineData("-Tag ''", "1 to 60 characters")]
    [InlineData("-Metadata @{ 'a/b' = 1 }", "letters, digits")]
    [InlineData("-Metadata @{ '.' = $null }", "but not removed")]
    [InlineData("-Metadata @{ a = 'x' * 256 }", "Shorten")]
    [InlineData("-Metadata @{ a = @{ b = 1 } }", "Specify a text")]
    [InlineData("-Metadata @{ a = 1, 2 }", "Specify a text")]
    [InlineData("-Metadata @{ a = [pscustomobject]@{ b = 1 } }", "Specify a text")]
    [InlineData("-Metadata (& { $m = @{ 1 = 'a' }; $m['1'] = 'b'; $m })", "Specify it once")]
    [InlineData("-Description \"a`nb\"", "Remove it")]
    public void Set_EndsBeforeAnythingIsSent_WhenAParameterIsInvalid(string parameters, string remedy)
    {
        var error = _host.Run($"Set-NovaServer web1 {parameters}")
            .AssertTerminatingError("NovaUpdateInputInvalid");

        Assert.Contains(remedy, error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(Requests());
    }

    [Theory]
    [InlineData("Set-NovaServer web1 -AddTag c -Description new -WhatIf", "PUT /servers/")]
    [InlineData("Set-NovaServer web1 -AddTag a -WhatIf", "no request, because nothing would change.")]
    [InlineData("Rename-NovaServer web1 x -WhatIf", "{\"server\": {\"name\": \"x\"}}")]
    public void WhatIf_ShowsTheRequests_AndSendsNothing(string script, string expected)
    {
        Assert.Contains(expected, _host.RenderText(script, width: 400), StringComparison.Ordinal);
        Assert.Empty(Changes());
    }

    [Fact]
    public void Set_IsRefused_WhenTheConnectionHasNoTags()
    {
        _host.Run("$null = Connect-NovaProject -Simulator $sim -Microversion 2.25").AssertNoErrors();

        _host.Run("Set-NovaServer web1 -RemoveTag a").AssertError("NovaRequestRefused");
        Assert.Single(_host.Run("Set-NovaServer web1 -Description d").AssertNoErrors().Output);
    }

    [Fact]
    public void Set_IsRefused_WhenTheEndpointIgnoresMicroversions()
    {
        using var cloud = new Cloud(r => r.Target == "/v2.1/"
            ? RawServer.Respond(200, """{"version": {"id": "v2.1", "version": "2.90", "min_version": "2.1"}}""")
            : Cloud.One(1, "web1", "ACTIVE"));

        // The response shows no tags, so it does not prove that the server does not have the tag.
        cloud.Host.Run($"Set-NovaServer {Cloud.Id(1)} -RemoveTag a").AssertError("NovaRequestRefused");
        Assert.DoesNotContain(cloud.Server.Requests, r => r.Line.StartsWith("DELETE", StringComparison.Ordinal));
    }

    [Fact]
    public void Set_IsAnError_WhenTheResponseDoesNotShowTheMetadata()
    {
        using var cloud = new Cloud(r => r.Target == "/v2.1/" ? RawServer.Respond(404) : Cloud.One(1, "web1", "ACTIVE"));

        var error = cloud.Host.Run($"Set-NovaServer {Cloud.Id(1)} -Metadata @{{ old = $null }}").AssertError("NovaProtocolError");

        Assert.Contains("the response does not show its metadata", error.ToString(), StringComparison.Ordinal);
        Assert.Single(cloud.Targets);
    }

    [Fact]
    public void Rename_ReportsAnUnknownOutcome_WhenAProxyRespondsInPlaceOfNova()
    {
        using var cloud = new Cloud(r => r.Target == "/v2.1/" ? RawServer.Respond(404)
            : r.Line.StartsWith("PUT", StringComparison.Ordinal) ? RawServer.Respond(200, "<html>") : Cloud.One(1, "web1", "ACTIVE"));

        var error = cloud.Host.Run($"Rename-NovaServer {Cloud.Id(1)} www1").AssertError("NovaProtocolError");

        Assert.True(((dynamic)error.Exception).IsOutcomeUnknown);
        Assert.Equal(2, cloud.Server.Requests.Count(r => r.Line.StartsWith("PUT", StringComparison.Ordinal)));
    }

    private System.Collections.Generic.IEnumerable<dynamic> Requests() => ((IEnumerable)_simulator.GetRequests()).Cast<dynamic>();

    private System.Collections.Generic.IEnumerable<dynamic> Changes() => Requests().Where(r => r.Method != "GET");
}
