using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Net;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using NovaPS.Client.Tests.Support;
using NovaPS.Tests.Support;
using Xunit;

namespace NovaPS.Tests;

/// <summary>
/// Tests a cloud whose texts have escape sequences, line breaks, bidirectional marks and zero-width characters: none of them is written to
/// the terminal, and the objects keep all of them.
/// </summary>
public sealed class HostileTextTests : IDisposable
{
    private const string Evil = "e\u001b]0;x\u0007\u001b[2J\u202ev\u200bil\r\nx\u009b2J";
    private const string Shown = "e\\u001b]0;x\\u0007\\u001b[2J\\u202ev\\u200bil\\u000d\\u000ax\\u009b2J";

    private static readonly string Id = Support.Cloud.Id(1);

    private readonly ModuleHost _host = new();
    private readonly RawServer _cloud = new(Respond);

    public HostileTextTests() => _host.Run($"$connection = Connect-NovaProject -AuthUrl {_cloud.Url} -Token $token -ProjectName p",
        ("token", new NetworkCredential("", "token-of-the-user").SecurePassword), ("evil", Evil)).AssertNoErrors();

    public void Dispose()
    {
        _host.Dispose();
        _cloud.Dispose();
    }

    [Theory]
    [InlineData("$connection")]
    [InlineData("$connection | Format-List")]
    [InlineData("$connection | Format-Wide")]
    [InlineData("$connection | Format-Custom")]
    [InlineData("\"$connection\"")]
    [InlineData("$connection; Get-NovaServer")]
    [InlineData("Get-NovaServer; Get-NovaServerAction -Server $id; $connection")]
    [InlineData("$connection; $server = Get-NovaServer; $server.Addresses; $server.Fault")]
    [InlineData("Get-NovaServer")]
    [InlineData("Get-NovaServer | Format-List")]
    [InlineData("Get-NovaServer | Format-Wide")]
    [InlineData("Get-NovaServer | Format-Custom")]
    [InlineData("\"$(Get-NovaServer)\"")]
    [InlineData("(Get-NovaServer).Addresses")]
    [InlineData("(Get-NovaServer).Addresses | Format-List")]
    [InlineData("(Get-NovaServer).Fault")]
    [InlineData("Get-NovaServerAction -Server $id")]
    [InlineData("Get-NovaServerAction -Server $id | Format-List")]
    [InlineData("Get-NovaServerAction -Server $id | Get-NovaServerAction | ForEach-Object Events")]
    [InlineData("Get-NovaServerAction -Server $id | Get-NovaServerAction | ForEach-Object Events | Format-List")]
    [InlineData("Get-NovaServer | Start-NovaServer -WhatIf")]
    [InlineData("Get-NovaServer | Start-NovaServer -Verbose")]
    [InlineData("Get-NovaServer | Start-NovaServer; $Error[0] | Format-List * -Force; $Error[0].Exception | Format-List * -Force")]
    [InlineData("$ErrorView = 'NormalView'; Get-NovaServer | Start-NovaServer")]
    [InlineData("Get-Error -Newest 1")]
    [InlineData("Get-NovaServer | Wait-NovaServer -Timeout 0")]
    [InlineData("Start-NovaServer $evil")]
    [InlineData("Get-NovaServer $evil")]
    [InlineData("Connect-NovaProject -Cloud $evil")]
    [InlineData("Connect-NovaProject -AuthUrl $url -Token $token -ProjectName p -Region $evil")]
    [InlineData("Disconnect-NovaProject $connection -WhatIf")]
    [InlineData("Disconnect-NovaProject $connection")]
    public void Terminal_GetsNoControlCharacters(string script)
    {
        var text = _host.RenderText("$id = '" + Id + "'; $url = '" + _cloud.Url + "'; " + script, width: 400, color: true);

        AssertClean(text);
        // A connection is named by the host, and the table of actions has no text that the cloud can choose.
        if (!Regex.IsMatch(script, "^(\"?\\$connection($|\"| . Format-[WC])|Disconnect|Get-Error|Get-NovaServerAction -Server .id$)"))
            Assert.Contains("\\u001b]0;x\\u0007", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Objects_KeepTheOriginalText()
    {
        var server = _host.Value("Get-NovaServer");

        Assert.Equal((Evil, Evil, Evil), ((string)server.Name, (string)server.Status, (string)server.Metadata[Evil]));
        Assert.Contains(Shown, (string)server.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ConvertTo-Json -Depth 1")]
    [InlineData("ConvertTo-Csv")]
    [InlineData("Select-Object *")]
    [InlineData("Get-Member")]
    public void Objects_HaveNoPropertyThatOnlyViewsUse(string command)
    {
        var text = _host.RenderText("(Get-NovaServer), $connection | " + command);

        Assert.DoesNotMatch("(?m)(^|[\\s\",])Nova(Server|Connection)\"?\\s*(:|,|$|CodeProperty)", text);
    }

    [Fact]
    public void Completions_HaveNoControlCharactersAndNameTheServer()
    {
        var servers = Complete("Start-NovaServer ");
        var regions = Complete($"Connect-NovaProject -AuthUrl {_cloud.Url} -Region ");

        Assert.Equal(Id, Assert.Single(servers).CompletionText);
        Assert.Equal(Evil, (string)_host.Value(Assert.Single(regions).CompletionText));
        foreach (var match in servers.Concat(regions))
            AssertClean(match.CompletionText + match.ListItemText + match.ToolTip);
    }

    [Fact]
    public void Views_CleanEveryTextProperty()
    {
        var document = XDocument.Load(Path.Combine(ModuleHost.ModuleDirectory, "NovaPS.Format.ps1xml"));
        foreach (var view in document.Descendants("View"))
        {
            var name = view.Descendants("TypeName").First().Value.Split('#')[0];
            var type = AppDomain.CurrentDomain.GetAssemblies().Where(a => a.GetName().Name!.StartsWith("NovaPS.", StringComparison.Ordinal))
                .Select(a => a.GetType(name)).First(t => t is not null)!;
            foreach (var property in view.Descendants("PropertyName").Where(p => p.Value != "IsDefault"
                && p.Parent!.Name != "ItemSelectionCondition"))
            {
                var shown = type.GetProperty(property.Value)!.PropertyType;
                Assert.True((Nullable.GetUnderlyingType(shown) ?? shown).IsPrimitive, name + "." + property.Value + " is shown as it is");
            }

            Assert.Empty(view.Descendants("GroupBy"));
            Assert.All(view.Descendants("ScriptBlock").Where(b => b.Parent!.Name != "ItemSelectionCondition"), b =>
                Assert.Matches(@"^\[NovaPS\.Formatting\.(FormatHelpers|SimulatorViews)\]::\w+\([^()]*\)$", b.Value));
        }
    }

    [Fact]
    public void Commands_WriteOnlyThroughNovaCmdlet()
    {
        Assert.All(AppDomain.CurrentDomain.GetAssemblies().Single(a => a.GetName().Name == "NovaPS").GetTypes()
            .Where(t => t.IsSubclassOf(typeof(Cmdlet)) && t.Name != "NovaCmdlet"), type =>
        {
            var bases = Enumerable.Range(0, 9).Aggregate(new[] { type }.ToList(), (all, _) =>
                all[^1].BaseType is { } next ? [.. all, next] : all);
            Assert.Contains(bases, t => t.Name == "NovaCmdlet");
        });
        foreach (var file in Directory.EnumerateFiles(Path.Combine(ModuleHost.RepositoryDirectory, "src", "NovaPS"), "*.cs",
            SearchOption.AllDirectories).Where(f => !f.EndsWith("NovaCmdlet.cs", StringComparison.Ordinal)
                && !Regex.IsMatch(f, @"[\\/](bin|obj)[\\/]")))
            Assert.DoesNotMatch(@"base\.(Write|Should)|CommandRuntime|Host\.UI\.Write|ShouldContinue|WriteInformation|\bConsole\.",
                File.ReadAllText(file));
    }

    [Theory]
    [InlineData("-Debug")]
    [InlineData("-Debug -Verbose")]
    public void Debug_NeverPrompts(string switches)
    {
        foreach (var script in new[] { $"Connect-NovaProject -AuthUrl {_cloud.Url} -Token $token -ProjectName p", "Get-NovaServer" })
        {
            var result = _host.Run(script + " " + switches).AssertNoErrors();

            Assert.NotEmpty(result.Debug);
            Assert.NotEmpty(result.Output);
            if (script[0] == 'C')
                Assert.NotEmpty(result.Verbose);
        }
        Assert.NotEmpty(_host.Run("Start-NovaServer no-such* " + switches).AssertNoErrors().Warning);

        Assert.Empty(_host.UserInterface.Questions);
    }

    private static void AssertClean(string text) => Assert.DoesNotMatch(@"[^\P{Cc}\n]|[\u2028-\u202e\u200b]",
        Regex.Replace(text, @"\u001b\[[0-9;]*m", string.Empty));

    private CompletionResult[] Complete(string input) =>
        [.. ((CommandCompletion)_host.Value($"TabExpansion2 -inputScript $line -cursorColumn {input.Length}", ("line", input))).CompletionMatches];

    private static string Respond(RawRequest request)
    {
        var evil = Newtonsoft.Json.JsonConvert.ToString(Evil);
        var server = $$"""
            {"id": "{{Id}}", "name": {{evil}}, "status": {{evil}}, "OS-EXT-STS:task_state": {{evil}}, "OS-EXT-STS:vm_state": {{evil}},
             "flavor": {"original_name": {{evil}}, "id": {{evil}}}, "image": {"id": {{evil}}}, "metadata": { {{evil}}: {{evil}} }, "key_name": {{evil}},
             "tags": [{{evil}}], "description": {{evil}}, "OS-EXT-AZ:availability_zone": {{evil}}, "hostId": {{evil}}, "locked_reason": {{evil}},
             "OS-EXT-SRV-ATTR:host": {{evil}}, "fault": {"code": 500, "message": {{evil}}, "created": "2026-11-23T22:56:48Z"},
             "addresses": { {{evil}}: [{"addr": {{evil}}, "version": 4, "OS-EXT-IPS:type": {{evil}}, "OS-EXT-IPS-MAC:mac_addr": {{evil}}}] } }
            """;
        var action = $$"""
            {"action": "start", "request_id": "req-1", "start_time": "2026-11-23T22:56:48.000000", "message": {{evil}}, "user_id": {{evil}},
             "project_id": {{evil}}, "instance_uuid": "{{Id}}", "events": [{"event": {{evil}}, "result": {{evil}}, "host": {{evil}}, "details": {{evil}},
             "start_time": "2026-11-23T22:56:48.000000", "finish_time": "2026-11-23T22:56:49.000000"}]}
            """;
        var path = request.Target.Split('?')[0];
        return (request.Line.Split(' ')[0], path) switch
        {
            ("POST", "/v3/auth/tokens") => RawServer.Respond(201, $$$"""
                {"token": {"expires_at": "2030-01-01T00:00:00.000000Z", "user": {"name": {{{evil}}}}, "project": {"id": "p", "name": {{{evil}}}},
                 "catalog": [{"type": "compute", "endpoints": [{"interface": "public", "region_id": {{{evil}}}, "url": "http://{{{request.Header("Host")}}}/v2.1"}]}]}}
                """, "X-Subject-Token: token-of-the-cloud\r\n"),
            ("POST", _) => RawServer.Respond(409, $$$"""{"conflictingRequest": {"message": {{{evil}}}, "code": 409}}""",
                "X-OpenStack-Request-Id: req-\u001b[2J\r\n"),
            (_, "/v2.1/servers/detail") => RawServer.Respond(200, $$"""{"servers": [{{server}}]}"""),
            _ when path.EndsWith("/os-instance-actions", StringComparison.Ordinal) =>
                RawServer.Respond(200, $$"""{"instanceActions": [{{action}}]}"""),
            _ when path.Contains("/os-instance-actions/", StringComparison.Ordinal) =>
                RawServer.Respond(200, $$"""{"instanceAction": {{action}}}"""),
            _ when path.EndsWith("/servers/" + Id, StringComparison.Ordinal) => RawServer.Respond(200, $$"""{"server": {{server}}}"""),
            _ when path.EndsWith("/v2.1/", StringComparison.Ordinal) => RawServer.Respond(404),
            _ => RawServer.Respond(500, $$$"""{"computeFault": {"message": {{{evil}}}, "code": 500}}"""),
        };
    }
}
