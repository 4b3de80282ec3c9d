using System;
using System.Linq;
using System.Text.RegularExpressions;
using NovaPS.Client.Tests.Support;
using NovaPS.Tests.Support;
using Xunit;

namespace NovaPS.Tests;

/// <summary>Tests the filters of Get-NovaServer, and Get-NovaFlavor, as a member and as an administrator.</summary>
public sealed class FilterTests : IDisposable
{
    private readonly ModuleHost _host = new();
    private readonly dynamic _simulator;

    public FilterTests()
    {
        _simulator = _host.StartSimulator("""
            @(@{ Name = 'web-01'; Status = 'SHUTOFF'; Metadata = @{ role = 'web'; wave = '1'; '7' = 'x' }; Tags = 'blue', 'prod'; ComputeHost = 'compute-07'; Created = '2026-11-01T00:00:00Z'
                 Addresses = @{ net = '10.0.0.11', @{ Address = '203.0.113.7'; Type = 'floating' } } }
              @{ Name = 'web-02'; Status = 'ACTIVE'; Metadata = @{ role = 'WEB-2' }; Tags = 'blue'; Locked = $true; AvailabilityZone = 'az2'; Flavor = 'm1.small'; Created = '2026-11-02T00:00:00Z'
                 Addresses = @{ net = '10.0.1.12', 'fd00:1::12' } }
              @{ Name = 'db-01'; Status = 'ACTIVE'; ImageId = ''; Created = '2026-11-03T00:00:00Z' }
              @{ Name = 'gone-01'; Status = 'DELETED'; Created = '2026-11-03T00:00:00Z' })
            """);
        _host.Run("""
            $null = $sim.AddServer(@{ Name = 'other-01'; Status = 'SHUTOFF'; ComputeHost = 'compute-07'; ProjectId = $sim.OtherProjectId })
            $null = Connect-NovaProject -Simulator $sim -Name member
            $password = ConvertTo-SecureString $sim.GetPassword() -AsPlainText -Force
            $admin = Connect-NovaProject -AuthUrl $sim.AuthUrl -ProjectName demo -Name admin -NotDefault -Credential (
                [pscredential]::new('admin', $password))
            """).AssertNoErrors();
        _simulator.ClearRequests();
    }

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData("", "db-01 web-01 web-02")]
    [InlineData("-Exclude db*, WEB-02", "web-01")]
    [InlineData("-Status Active", "db-01 web-02")]
    [InlineData("-Status act*", "db-01 web-02")]
    [InlineData("-Status *", "db-01 web-01 web-02")]
    [InlineData("-Status Unknown", "")]
    [InlineData("-Status * -ChangedSince ([datetime]'2026-11-02T00:00:00Z')", "db-01 web-02")]
    [InlineData("-Status * -ChangedSince ([datetime]'2026-11-02T00:00:00Z') -Deleted", "gone-01")]
    [InlineData("-Metadata @{ role = 'web' }", "web-01")]
    [InlineData("-Metadata @{ Role = 'web*' }", "web-01 web-02")]
    [InlineData("-Metadata ([ordered]@{ role = 'x', 'web'; wave = 1 })", "web-01")]
    [InlineData("-Metadata @{ role = '*'; wave = '*' }", "web-01")]
    [InlineData("-Metadata (& { $all = @{ 7 = '*' }; $all['7'] = 'x'; $all })", "web-01")]
    [InlineData("-Metadata (& { $all = @{ 7 = '*' }; $all['7'] = 'y'; $all })", "")]
    [InlineData("-Tag blue", "web-01 web-02")]
    [InlineData("-Tag blue, prod", "web-01")]
    [InlineData("-Tag Blue", "")]
    [InlineData("-Tag B*, pr?d", "web-01")]
    [InlineData("-Tag '[a'", "")]
    [InlineData("-Flavor m1.small", "web-02")]
    [InlineData("-Flavor 42", "db-01 web-01")]
    [InlineData("-Flavor m1.[ns]*", "db-01 web-01 web-02")]
    [InlineData("-Image debian-12", "web-01 web-02")]
    [InlineData("-Image deb*", "web-01 web-02")]
    [InlineData("-Image f5f88875-e6bb-4701-93be-d7af5172a48d", "web-01 web-02")]
    [InlineData("-AvailabilityZone AZ2", "web-02")]
    [InlineData("-AvailabilityZone nova, az2", "db-01 web-01 web-02")]
    [InlineData("-IPAddress 10.0.0.0/23", "web-01 web-02")]
    [InlineData("-IPAddress '10.0.1.', 203.0.113.7", "web-01 web-02")]
    [InlineData("-IPAddress fd00::/8", "web-02")]
    [InlineData("-Locked $true", "web-02")]
    [InlineData("-Locked $false", "db-01 web-01")]
    [InlineData("-CreatedBefore ([datetime]'2026-11-02T00:00:00Z')", "web-01")]
    [InlineData("-CreatedAfter ([datetime]'2026-11-02T00:00:00Z') -CreatedBefore ([datetime]'2026-11-03T00:00:00Z')", "web-02")]
    [InlineData("-ChangedSince ([datetime]'2026-11-02T00:00:00Z')", "db-01 web-02")]
    [InlineData("-CreatedAfter '2026-11-02T00:00:00Z' -CreatedBefore ([datetimeoffset]'2026-11-03T09:00:00+09:00')", "web-02")]
    [InlineData("-ChangedSince ([datetime]'2026-11-02T00:00:00Z') -Deleted", "gone-01")]
    [InlineData("-ChangedSince ([datetime]'2026-11-02T00:00:00Z') -Status Deleted", "gone-01")]
    [InlineData("-ChangedSince ([datetime]'2026-11-02T00:00:00Z') -Status Deleted, Active", "db-01 gone-01 web-02")]
    [InlineData("-Project demo -Tag prod", "web-01")]
    [InlineData("web* -Tag blue -Exclude *1", "web-02")]
    [InlineData("web-0[12] -Flavor m1.small", "web-02")]
    [InlineData("web-01 -Flavor m1.small", "")]
    public void Get_WritesTheMatchingServers_ForEachUser(string filter, string expected)
    {
        foreach (var connection in new[] { "member", "admin" })
            Assert.Equal(expected, Names($"Get-NovaServer {filter} -Connection {connection}"));
    }

    [Theory]
    [InlineData("-AllProjects -ComputeHost COMPUTE-07", "other-01 web-01")]
    [InlineData("-AllProjects -HostName comp*, simulator -Status Active", "db-01 web-02")]
    [InlineData("-Project OTHER", "other-01")]
    [InlineData("-Project ([guid]$sim.OtherProjectId).ToString('D').ToUpper()", "other-01")]
    [InlineData("-Project *", "db-01 other-01 web-01 web-02")]
    [InlineData("-Project $sim.OtherProjectId, demo -Status shutoff", "other-01 web-01")]
    [InlineData("-Deleted", "gone-01")]
    [InlineData("-Status Deleted", "gone-01")]
    public void Get_WritesTheMatchingServers_ForAnAdministrator(string filter, string expected) =>
        Assert.Equal(expected, Names($"Get-NovaServer {filter} -Connection admin"));

    [Theory]
    [InlineData("-ComputeHost compute-07", "NovaForbidden", "Cannot filter by -ComputeHost: ", "administrators only")]
    [InlineData("-Deleted", "NovaForbidden", "Cannot filter by -Deleted: ", "Add -ChangedSince")]
    [InlineData("-Status Deleted", "NovaForbidden", "Cannot filter by -Status Deleted: ", "Add -ChangedSince")]
    [InlineData("-Project other", "NovaForbidden", "Cannot filter by -Project: ", "Your projects are: demo.")]
    [InlineData("-AllProjects", "NovaForbidden", "Cannot list the servers", "administrators only")]
    [InlineData("-Flavor m1.smal", "NovaResourceNotFound", "Flavor 'm1.smal' was not found.", "If you mean 'm1.small', specify -")]
    [InlineData("-Image debain-12", "NovaResourceNotFound", "Image 'debain-12' was not found.", "If you mean 'debian-12', specify -")]
    [InlineData("-AvailabilityZone azz2", "NovaResourceNotFound", "Availability zone 'azz2' was not found.",
        "If you mean 'az2', specify -")]
    [InlineData("-AvailabilityZone x*", "NovaResourceNotFound", "Availability zone 'x*' was not found.", "Tab")]
    public void Get_EndsWithAnError_WhenAMemberCannotUseTheFilterOrItsValue(string filter, string id, string message, string remedy) =>
        AssertError("Get-NovaServer " + filter, id, message, remedy);

    [Theory]
    [InlineData("-AllProjects -ComputeHost compute-08", "Compute host 'compute-08' was not found.", "If you mean 'compute-07', specify -")]
    [InlineData("-Project othr", "Project 'othr' was not found.", "If you mean 'other', specify -")]
    [InlineData("-Project 00000000000000000000000000000000", "Project '00000000000000000000000000000000' was not found.", "Check the name")]
    public void Get_EndsWithAnError_WhenTheValueDoesNotExistForAnAdministrator(string filter, string message, string remedy) =>
        AssertError($"Get-NovaServer {filter} -Connection admin", "NovaResourceNotFound", message, remedy);

    [Theory]
    [InlineData("-IPAddress 10.0.0.300", "-IPAddress '10.0.0.300' is not an IP address", "10.0.0.0/24")]
    [InlineData("-Metadata @{ role = $null }", "-Metadata: the key 'role' has no value.", "'*'")]
    [InlineData("-Tag 'a,b'", "-Tag: 'a,b' is not a valid tag.", "as an array")]
    [InlineData("-Status Active, Shutof", "-Status: 'Shutof' is not a status of Nova servers.", "Specify -Status SHUTOFF.")]
    [InlineData("-Status x*", "-Status: 'x*' is not a status of Nova servers.", "Specify one of: ACTIVE, ")]
    [InlineData("-Status 'Active,Shutoff'", "-Status: 'Active,Shutoff' is not a status of Nova servers.", "as an array")]
    [InlineData("-Deleted -Status Active", "-Deleted: a deleted server does not have the status Active.", "-Status")]
    [InlineData("-Status Active, Deleted", "-Status: Nova does not list Deleted together with other statuses.", "each")]
    [InlineData("-CreatedAfter (Get-Date) -CreatedBefore (Get-Date).AddDays(-1)", "-CreatedAfter: the time is not before", "times")]
    public void Get_SendsNothing_WhenAFilterCannotBeRead(string filter, string message, string remedy)
    {
        AssertError("Get-NovaServer " + filter, "NovaFilterInputInvalid", message, remedy);

        Assert.Empty(Targets());
    }

    [Theory]
    [InlineData("Get-NovaServer -CreatedBefore $null", "$null is not a time")]
    [InlineData("Get-NovaServer -CreatedBefore 3", "'3' is not a time")]
    [InlineData("Get-NovaServer -CreatedAfter '1.5'", "'1.5' is not a time")]
    [InlineData("Get-NovaServer -CreatedAfter yesterday", "'yesterday' is not a time")]
    [InlineData("Get-NovaServer -ChangedSince (New-TimeSpan -Hours 1)", "'01:00:00' is not a time")]
    [InlineData("Get-NovaServerAction -Since 7", "'7' is not a time")]
    [InlineData("Get-NovaServerAction -Since $null", "$null is not a time")]
    [InlineData("Get-NovaServer -Metadata role=web", "'role=web' is not a hashtable. Specify one, such as @{ role = 'web' }.")]
    [InlineData("Set-NovaServer web-01 -Metadata ([pscustomobject]@{ a = 1 })", "'@{a=1}' is not a hashtable.")]
    [InlineData("Get-NovaServer -Locked $null", "The argument is null", "ParameterArgumentValidationError")]
    public void Command_SendsNothing_WhenAValueHasTheWrongType(string command, string message,
        string errorId = "ParameterArgumentTransformationError")
    {
        var error = _host.Run(command).AssertTerminatingError(errorId);

        Assert.Contains(message, error.ToString(), StringComparison.Ordinal);
        Assert.Empty(Targets());
    }

    [Theory]
    [InlineData("Get-NovaServer -CreatedAfter")]
    [InlineData("Get-NovaServer -ChangedSince")]
    [InlineData("Get-NovaServerAction -Since")]
    public void Get_Warns_WhenATimeIsInTheFuture(string command)
    {
        var result = _host.Run(command + " (Get-Date).AddDays(2)").AssertNoErrors();

        Assert.Matches("^-[A-Za-z]+ is in the future: 20[0-9-]+ [0-9:]+[+-][0-9:]+\\.$", Assert.Single(result.Warning));
        Assert.Empty(_host.Run(command + " (Get-Date).AddMinutes(-1)").AssertNoErrors().Warning);
    }

    [Fact]
    public void Get_SendsWhatNovaFilters_AndLooksUpEachListOnce()
    {
        _host.Run("'web-01', 'web-02' | Get-NovaServer -Flavor m1.nano, 1 -Image debian-12 -Tag blue -Locked $false -AvailabilityZone nova")
            .AssertNoErrors();

        Assert.Equal(
            ["flavors/detail?is_public=None", "images?limit=1000&name=debian-12", "os-availability-zone?"],
            Targets().Take(3).Select(t => t[(t.IndexOf("/v2", StringComparison.Ordinal) + 1)..].Split('/', 2)[1]));
        Assert.Equal(5, Targets().Length);
        Assert.Contains("image=f5f88875-e6bb-4701-93be-d7af5172a48d&availability_zone=nova", Targets()[3], StringComparison.Ordinal);
        Assert.Contains("tags=blue&locked=false", Targets()[3], StringComparison.Ordinal);
        Assert.DoesNotContain("flavor=", Targets()[3], StringComparison.Ordinal);
    }

    [Fact]
    public void Error_NamesTheConnection_WhenSeveralAreUsed()
    {
        Assert.Equal(["member", "admin"], _host.Run("Get-NovaServer nope -Connection member, admin").Errors
            .Select(e => Regex.Match(e.ToString(), @" was not found in the project\. The connection is '(\w+)'\.$").Groups[1].Value));
        Assert.EndsWith(" was not found in the project.",
            _host.Run("Get-NovaServer nope -Connection admin").AssertError("NovaServerNotFound").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Filter_AppliesToObjectsAndIds()
    {
        Assert.Equal("web-02", Names("Get-NovaServer | Get-NovaServer -Flavor m1.small"));
        Assert.Equal("web-01", Names("(Get-NovaServer).Id | Get-NovaServer -IPAddress '203.'"));
    }

    [Fact]
    public void ServersOfAHost_AreStartedInAllProjects()
    {
        _host.Run("$null = Connect-NovaProject -Connection admin").AssertNoErrors();

        Assert.Equal("other-01 web-01",
            Names("Get-NovaServer -AllProjects -ComputeHost compute-07 -Status Shutoff | Start-NovaServer -Wait"));
    }

    [Fact]
    public void Get_Fails_WhenTheCloudDoesNotShowTheHost()
    {
        using var cloud = new Cloud(r => r.Target.Contains("os-services", StringComparison.Ordinal)
            ? RawServer.Respond(200, """{"services": [{"binary": "nova-compute", "host": "c1"}]}""")
            : r.Target.Contains("/servers", StringComparison.Ordinal) ? Cloud.List((1, "web1", "ACTIVE"))
            : RawServer.Respond(404));

        Assert.Contains("shows no compute host, but -ComputeHost was specified; no servers are written",
            cloud.Host.Run("Get-NovaServer -ComputeHost c1").AssertTerminatingError("NovaProtocolError").ToString(),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-Tag a", "Cannot filter by -Tag: it requires microversion 2.26 of the compute API")]
    [InlineData("-Locked $true", "Cannot filter by -Locked: it requires microversion 2.9 of the compute API")]
    public void Get_Fails_WhenTheMicroversionDoesNotShowTheProperty(string filter, string message)
    {
        _host.Run("$null = Connect-NovaProject -Simulator $sim -Name old -Microversion 2.1").AssertNoErrors();

        AssertError("Get-NovaServer " + filter, "NovaRequestRefused", message, "-Microversion");
    }

    [Theory]
    [InlineData("2.1")]
    [InlineData("2.60")]
    public void Get_FindsTheServers_WhenNovaIgnoresTheFilters(string version)
    {
        _host.Run($"$null = Connect-NovaProject -Simulator $sim -Name old -Microversion {version}").AssertNoErrors();

        Assert.Equal("web-02", Names("Get-NovaServer -Flavor m1.small -AvailabilityZone az2 -Image debian-12 -Exclude web-01"));
    }

    [Theory]
    [InlineData("Get-NovaFlavor", "m1.nano m1.tiny m1.small m1.huge")]
    [InlineData("Get-NovaFlavor M1.S*", "m1.small")]
    [InlineData("Get-NovaFlavor 2, m1.huge", "m1.small m1.huge")]
    [InlineData("'42', 'm1.tiny' | Get-NovaFlavor", "m1.nano m1.tiny")]
    [InlineData("Get-NovaFlavor x*", "")]
    public void Flavors_AreWritten_BySizeOrInTheOrderOfTheInput(string command, string expected)
    {
        Assert.Equal(expected, string.Join(' ', _host.Run(command).AssertNoErrors().Output.Select(f => (string)((dynamic)f).Name)));
        Assert.Single(Targets());
    }

    [Fact]
    public void Flavor_IsAnErrorForThatNameOnly_WhenItDoesNotExist()
    {
        var result = _host.Run("Get-NovaFlavor m1.tny, m1.nano");

        Assert.Equal("m1.nano", (string)((dynamic)Assert.Single(result.Output)).Name);
        Assert.StartsWith("If you mean 'm1.tiny', specify -", result.AssertError("NovaResourceNotFound").ErrorDetails.RecommendedAction,
            StringComparison.Ordinal);
    }

    private string Names(string command) => string.Join(' ', _host.Run(command).AssertNoErrors().Output
        .Select(s => (string)((dynamic)s).Name).Order(StringComparer.Ordinal));

    private string[] Targets() => [.. ((object[])_simulator.GetRequests()).Select(r => ((dynamic)r).Path + "?" + ((dynamic)r).Query)
        .Cast<string>()];

    private void AssertError(string command, string id, string message, string remedy)
    {
        var error = _host.Run(command).AssertTerminatingError(id);

        Assert.StartsWith(message, error.ToString(), StringComparison.Ordinal);
        Assert.Contains(remedy, error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }
}
