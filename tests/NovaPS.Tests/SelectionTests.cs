using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using NovaPS.Tests.Support;
using Xunit;

namespace NovaPS.Tests;

/// <summary>Tests which inputs identify a server, and the requests that they cause.</summary>
public sealed class SelectionTests : IDisposable
{
    private readonly Cloud _cloud = new(request => request.Line.StartsWith("POST", StringComparison.Ordinal) ? Cloud.Accepted
        : request.Target.Contains("detail", StringComparison.Ordinal)
            ? Cloud.List((1, "web1", "SHUTOFF"), (2, "web2", "ACTIVE"), (3, "db1", "SHUTOFF"), (4, "twin", "SHUTOFF"),
            (5, "twin", "SHUTOFF"))
        : Cloud.One(request.Target[^1] - '0', "web1", "SHUTOFF"));

    public static TheoryData<string> Ids => new()
    {
        "'00000000-0000-4000-8000-000000000001' | Start-NovaServer",
        "Start-NovaServer '00000000-0000-4000-8000-000000000001'",
        "Start-NovaServer -Id '00000000-0000-4000-8000-000000000001'",
        "[guid]'00000000-0000-4000-8000-000000000001' | Start-NovaServer",
        "[NovaPS.NovaServer]::new('00000000-0000-4000-8000-000000000001', 'web1', 'SHUTOFF') | Start-NovaServer",
        "[NovaPS.NovaServerAction]::new('stop', '00000000-0000-4000-8000-000000000001') | Start-NovaServer",
        "[pscustomobject]@{ ServerId = '00000000-0000-4000-8000-000000000001'; Other = 5 } | Start-NovaServer",
        "[pscustomobject]@{ Id = '00000000-0000-4000-8000-000000000001'; Name = 'whatever' } | Start-NovaServer",
    };

    public void Dispose() => _cloud.Dispose();

    [Theory]
    [MemberData(nameof(Ids))]
    public void Start_SendsOneRequest_WhenTheInputHasAnId(string script)
    {
        var action = Assert.Single(_cloud.Host.Run(script).AssertNoErrors().Output);

        Assert.Equal(Cloud.Id(1), action.Properties["ServerId"].Value);
        Assert.Equal("start", action.Properties["Action"].Value);
        Assert.Equal("req-1", action.Properties["RequestId"].Value);
        Assert.Equal("/servers/" + Cloud.Id(1) + "/action", Assert.Single(_cloud.Targets));
    }

    [Fact]
    public void Start_QueriesTheFirstNameAndListsOnce_WhenThereAreSeveralNames()
    {
        var actions = _cloud.Host.Run("'web1', 'db1', 'web2' | Start-NovaServer").AssertNoErrors().Output;

        Assert.Equal(["web1", "db1", "web2"], actions.Select(a => a.Properties["ServerName"].Value)
            .Order(Comparer<object>.Create((a, b) => Array.IndexOf(["web1", "db1", "web2"], a) - Array.IndexOf(["web1", "db1", "web2"],
            b))));
        Assert.Equal(["/servers/detail?name=" + Query("web1"), "/servers/detail"],
            _cloud.Targets.Where(t => t.Contains("detail", StringComparison.Ordinal)));
    }

    [Fact]
    public void Start_WarnsOfAPattern_WhenNoServerMatches()
    {
        Assert.Equal(2, _cloud.Host.Run("Start-NovaServer WEB*").AssertNoErrors().Output.Count);
        Assert.Equal("/servers/detail?name=" + Query("web*"), _cloud.Targets.First());
        foreach (var command in new[] { "Start-NovaServer", "Wait-NovaServer" })
        {
            var result = _cloud.Host.Run(command + " zz*").AssertNoErrors();
            Assert.Empty(result.Output);
            Assert.Equal("No server of connection 'b72dc114@127.0.0.1' matches 'zz*'.", Assert.Single(result.Warning));
        }
    }

    [Theory]
    [InlineData("Get-NovaServer zz*")]
    [InlineData("Get-NovaServerAction zz*")]
    public void Get_ReportsAPatternWithVerbose_WhenNoServerMatches(string script)
    {
        var result = _cloud.Host.Run(script + " -Verbose 4>&1").AssertNoErrors();

        Assert.Contains("No server of connection 'b72dc114@127.0.0.1' matches 'zz*'.", result.Output.Select(o => o.ToString()));
        Assert.Empty(result.Warning);
    }

    [Fact]
    public void Start_NamesTheServer_WhenTheLookupFails()
    {
        using var cloud = new Cloud(_ => Cloud.Refuse(403, "forbidden", "Policy does not allow it."));

        Assert.StartsWith("Cannot look up server 'web1': Policy does not allow it (HTTP 403, req-9).",
            cloud.Host.Run("Start-NovaServer web1").AssertError("NovaForbidden").ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[pscustomobject]@{ Name = 'web1' }")]
    [InlineData("[pscustomobject]@{ Id = $id; Name = 'other' }")]
    public void Start_AcceptsACustomObject_WhenItWasDeserialized(string input)
    {
        var custom = "([System.Management.Automation.PSSerializer]::Deserialize("
            + $"[System.Management.Automation.PSSerializer]::Serialize({input})))";

        Assert.Equal(Cloud.Id(1), Assert.Single(_cloud.Host.Run($"Start-NovaServer {custom}", ("id", Cloud.Id(1)))
            .AssertNoErrors().Output).Properties["ServerId"].Value);
        Assert.Equal(Cloud.Id(1), Assert.Single(_cloud.Host.Run($"{custom} | Start-NovaServer")
            .AssertNoErrors().Output).Properties["ServerId"].Value);
    }

    [Fact]
    public void Start_RefusesADeserializedObject_WhenItIsNotACustomObject() =>
        _cloud.Host.Run("[System.Management.Automation.PSSerializer]::Deserialize("
                + "[System.Management.Automation.PSSerializer]::Serialize([System.Diagnostics.Process]::GetCurrentProcess(), 1)) "
                + "| Start-NovaServer")
            .AssertError("NovaServerInputInvalid");

    [Fact]
    public void Start_ListsTheIds_WhenSeveralServersHaveTheName()
    {
        var error = _cloud.Host.Run("Start-NovaServer twin").AssertError("NovaServerNameAmbiguous");

        Assert.Contains(Cloud.Id(4) + ", " + Cloud.Id(5), error.ToString(), StringComparison.Ordinal);
        Assert.Empty(_cloud.Posts);
    }

    [Theory]
    [InlineData("5", "Cannot interpret '5' (System.Int32) as a server.")]
    [InlineData("''", "empty")]
    [InlineData("' '", "empty")]
    [InlineData("$null", "null")]
    [InlineData("[System.Diagnostics.Process]::GetCurrentProcess()", "System.Diagnostics.Process")]
    [InlineData("[pscustomobject]@{ Foo = 1 }", "no ServerId, Id, ServerName, Server, VMName, Name or ComputerName")]
    [InlineData("[pscustomobject]@{ Id = 5 }", "'5'")]
    [InlineData("@{ Id = 5 }", "'5'")]
    [InlineData("@{ Name = '' }", "The object's Name is empty. Specify a NovaServer")]
    [InlineData("@{ }", "The object has no properties.")]
    [InlineData("[pscustomobject]@{ Os = 'x'; 'It''s host' = 'web1' }",
        "Its properties are Os, It's host. Rename the property that has the server: "
        + "Select-Object @{ Name = 'ServerName'; Expression = 'It''s host' }")]
    [InlineData("('{\"host\": \"web1\"}' | ConvertFrom-Json)", "Expression = 'host' }")]
    [InlineData("$(class Foo { $Vm = 'web1' }; [Foo]::new())", "Its properties are Vm. Rename")]
    [InlineData("$($t = [Data.DataTable]::new(); $null = $t.Columns.Add('Machine'), $t.Rows.Add('web1'); $t.Rows[0])",
        "Its properties are Machine. Rename")]
    [InlineData("('{\"server\": {\"name\": \"web1\"}}' | ConvertFrom-Json)",
        "The object's Server is not text, but System.Management.Automation.PSCustomObject. Pass the value of the property: "
        + "ForEach-Object Server")]
    [InlineData("[pscustomobject]@{ ServerId = 'web1'; Name = 'web1' }",
        "'web1' is not a server id, which is a UUID. If it is a name, use the property ServerName.")]
    [InlineData("(& { [Threading.Thread]::CurrentThread.CurrentCulture = 'de-DE'; 1.5 })",
        "'1.5' (System.Double) as a server. Specify a NovaServer, an id or a name. To pass such a value as a name")]
    [InlineData("$true", "'True' (System.Boolean)")]
    [InlineData("[char]'a'", "'a' (System.Char)")]
    [InlineData("[timespan]::Zero", "System.TimeSpan")]
    [InlineData("[uri]'http://x'", "System.Uri")]
    [InlineData("[version]'1.2'", "System.Version")]
    [InlineData("([xml]'<server name=\"web1\"/>').server", "System.Xml.XmlElement")]
    [InlineData("[securestring]::new()", "Cannot interpret an object of type System.Security.SecureString as a server. Specify")]
    [InlineData("(Get-Command Get-Item)", "as a server. If its Name is the name of a server, pass only that: ForEach-Object Name")]
    [InlineData("[System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize("
        + "(Get-Item .), 1))", "Deserialized.System.IO.DirectoryInfo")]
    [InlineData("[NovaPS.NovaServer]::new()", "The NovaServer has no Id.")]
    [InlineData("[NovaPS.NovaServerAction]::new()", "The NovaServerAction has no ServerId.")]
    [InlineData("[NovaPS.NovaServer]::new('web1')", "'web1' is not a server id")]
    [InlineData("[NovaPS.NovaServerAddress]::new()", "an object of type NovaPS.NovaServerAddress")]
    [InlineData("@{ Name = 'web1'; VMName = 'db1' }", "VMName is 'db1', and its Name is 'web1'. Select the property that has the server: "
        + "Select-Object VMName")]
    [InlineData("@{ Id = [guid]::NewGuid(); Server = [guid]::Empty }", "its Server is '00000000-0000-0000-0000-000000000000'")]
    [InlineData("@{ Name = 'web1', 'web2' }", "Name is not text")]
    [InlineData("[System.Diagnostics.ProcessStartInfo]::new('web1')", "System.Diagnostics.ProcessStartInfo")]
    [InlineData("(Get-Item .)", "System.IO.DirectoryInfo")]
    [InlineData("$connection", "A connection is not a server")]
    [InlineData("[NovaPS.NovaServerFault]@{ Message = 'web1' }", "NovaPS.NovaServerFault")]
    [InlineData("[datetime]::Now", "DateTime")]
    public void Commands_ReportAnErrorAndSendNothing_WhenTheInputIsNotAServer(string input, string says)
    {
        foreach (var script in new[] { $"{input} | Start-NovaServer", $"Start-NovaServer -Server ({input})", $"{input} | Wait-NovaServer",
            $"{input} | Get-NovaServerAction" })
        {
            var error = _cloud.Host.Run(script).AssertError("NovaServerInputInvalid");
            Assert.Equal(ErrorCategory.InvalidArgument, error.CategoryInfo.Category);
            Assert.Contains(says, ScriptResult.Text(error), StringComparison.Ordinal);
        }

        Assert.Empty(_cloud.Server.Requests);
    }

    [Fact]
    public void Start_RefusesAScriptBlock_WhoseIdIsAUuid()
    {
        _cloud.Host.Run("{ web1 } | Start-NovaServer").AssertError("NovaServerInputInvalid");
        Assert.Empty(_cloud.Server.Requests);
    }

    [Fact]
    public void Start_ContinuesWithTheOthers_WhenOneInputIsInvalid()
    {
        var result = _cloud.Host.Run($"'{Cloud.Id(1)}', 5, '{Cloud.Id(2)}' | Start-NovaServer");

        result.AssertError("NovaServerInputInvalid");
        Assert.Equal(2, result.Output.Count);
    }

    [Fact]
    public void WhatIf_OnlyReads()
    {
        Assert.Empty(_cloud.Host.Run("Get-NovaServer | Start-NovaServer -WhatIf; Stop-NovaServer web* -WhatIf").AssertNoErrors().Output);
        Assert.Empty(_cloud.Posts);
    }

    [Fact]
    public void Confirm_PromptsForEachServerAndSendsWhatIsAllowed()
    {
        _cloud.Host.UserInterface.Choose("Yes", "No");

        var actions = _cloud.Host.Run("Start-NovaServer web* -Confirm").AssertNoErrors().Output;

        Assert.Equal(2, _cloud.Host.UserInterface.Questions.Count);
        Assert.Equal("web1", Assert.Single(actions).Properties["ServerName"].Value);
        Assert.Single(_cloud.Posts);
    }

    [Fact]
    public void Confirm_NeverPrompts_WhenItIsFalse()
    {
        Assert.Equal(2, _cloud.Host.Run("$ConfirmPreference = 'Low'; Start-NovaServer web* -Confirm:$false").AssertNoErrors().Output.Count);
        Assert.Empty(_cloud.Host.UserInterface.Questions);
    }

    [Fact]
    public void Get_FiltersTheResponseAgain()
    {
        var servers = _cloud.Host.Run("Get-NovaServer web* -Status shutoff").AssertNoErrors().Output;

        Assert.Equal("web1", Assert.Single(servers).Properties["Name"].Value);
        Assert.Equal("/servers/detail?name=" + Query("web*") + "&status=shutoff", Assert.Single(_cloud.Targets));
    }

    [Fact]
    public void Get_SendsOneRequestForAnIdAndReportsAnError_WhenANameDoesNotExist()
    {
        Assert.Single(_cloud.Host.Run($"Get-NovaServer {Cloud.Id(1)}").AssertNoErrors().Output);
        Assert.Equal("/servers/" + Cloud.Id(1), Assert.Single(_cloud.Targets));
        _cloud.Host.Run("Get-NovaServer nosuch").AssertError("NovaServerNotFound");
        Assert.Equal(2, _cloud.Host.Run("Get-NovaServer twin").AssertNoErrors().Output.Count);
    }

    private static string Query(string name) => Uri.EscapeDataString("^" + string.Concat(name.Select(c =>
        char.IsAsciiLetter(c) ? "[" + char.ToUpperInvariant(c) + char.ToLowerInvariant(c) + "]" : c == '*' ? ".*" : c.ToString())) + "$");
}
