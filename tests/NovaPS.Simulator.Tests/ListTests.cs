using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using NovaPS.Simulator.Tests.Support;
using Xunit;

namespace NovaPS.Simulator.Tests;

/// <summary>Tests lists of servers: pages, filters and the contents of a row.</summary>
public class ListTests : SimulatorTest
{
    [Fact]
    public void FullPage_HasANextLink_EvenWhenItIsTheLast()
    {
        Options.PageSize = 2;
        foreach (var name in new[] { "a", "b", "c", "d" })
            Simulator.AddServer(name, "ACTIVE");

        var pages = Pages("/v2.1/servers?limit=5000");
        Assert.Equal(["d c", "b a", ""], pages.Select(page => string.Join(" ", page)));
        var links = Get("/v2.1/servers?limit=5000").Json["servers_links"]!;
        Assert.Equal(
            $"http://nova.example:8774/v2.1/servers?limit=5000&marker={Simulator.GetServer("c")!.Id}", (string?)links[0]!["href"]);
    }

    [Fact]
    public void NextLink_KeepsOneStatus_WhenThereAreSeveral()
    {
        Simulator.AddServer("a", "ACTIVE");
        var next = (string)Get("/v2.1/servers?status=SHUTOFF&status=ACTIVE&limit=1").Json["servers_links"]![0]!["href"]!;
        Assert.Equal($"?limit=1&status=SHUTOFF&marker={Simulator.GetServer("a")!.Id}", new Uri(next).Query);
    }

    [Fact]
    public void Servers_AreListedLastAddedFirst_WhenCreatedInTheSameSecond()
    {
        Simulator.AddServer("a", "ACTIVE");
        Simulator.AddServer("b", "ACTIVE");
        Simulator.AddServer(new NovaSimulatorServer("old", "ACTIVE") { Created = Now.AddDays(-1) });
        Assert.Equal(["b", "a", "old"], Names(""));
        Assert.Equal(["a", "b", "old"], Names("sort_key=display_name&sort_dir=asc"));
        Assert.Equal(["old", "b", "a"], Names("sort_key=created_at&sort_dir=asc&sort_key=display_name&sort_dir=desc"));
    }

    [Fact]
    public void NameFilter_IsARegularExpression_WithoutCaseOrAnchors()
    {
        foreach (var name in new[] { "web-1", "web-10", "db.1", "db-1" })
            Simulator.AddServer(name, "ACTIVE");
        Assert.Equal(["web-10", "web-1"], Names("name=WEB"));
        Assert.Equal(["web-1"], Names("name=%5Eweb-1%24"));
        Assert.Equal(["db-1", "db.1"], Names("name=db.1"));
        Assert.Equal(["db.1"], Names("name=db%5C.1"));
    }

    [Fact]
    public void StatusFilter_MatchesTheVmState()
    {
        foreach (var status in new[] { "ACTIVE", "REBOOT", "SHUTOFF", "ERROR", "PAUSED" })
            Simulator.AddServer(status, status);
        Assert.Equal(["REBOOT", "ACTIVE"], Names("status=active"));
        Assert.Equal(["REBOOT"], Names("status=REBOOT"));
        Assert.Equal(["ERROR", "SHUTOFF"], Names("status=SHUTOFF&status=error"));
        Assert.Empty(Names("status=NOSUCH"));
    }

    [Fact]
    public void ChangesSince_IncludesDeletedAndChangedServers()
    {
        var a = Simulator.AddServer("a", "SHUTOFF").Id!;
        Simulator.AddServer("b", "SHUTOFF");
        Simulator.AddServer("c", "SHUTOFF");
        Now = Now.AddMinutes(1);
        Act(a, Start);
        Simulator.RemoveServer("b");
        Now = Now.AddMinutes(1);
        Assert.Equal(["b", "a"], Names("changes-since=2026-11-23T22:57:45Z"));
        Assert.Equal(["a"], Names("changes-since=2026-11-23T22:57:46Z"));
        Assert.Empty(Names("changes-since=2026-11-23T22:57:48Z"));
        Assert.Equal(["c", "a"], Names(""));
        var deleted = Get("/v2.1/servers/detail?changes-since=2026-11-23T22:57:45Z").Body;
        Assert.Contains("\"status\": \"DELETED\"", deleted, StringComparison.Ordinal);
        Assert.Contains("\"OS-SRV-USG:terminated_at\": \"2026-11-23T22:57:45.000000\"", deleted, StringComparison.Ordinal);
    }

    [Fact]
    public void AdminFilters_AreIgnored_WhenTheUserIsNotAdmin()
    {
        Simulator.AddServer("a", "ACTIVE");
        Simulator.AddServer(new NovaSimulatorServer("theirs", "ACTIVE") { ProjectId = Simulator.OtherProjectId });
        Assert.Equal(["a"], Names("host=x&deleted=true&vm_state=stopped&project_id=x"));
        Assert.Empty(Names("host=x", user: "admin"));
        Assert.Equal(["theirs", "a"], Names("all_tenants=1", user: "admin"));
        Assert.Equal(["theirs"], Names("", user: "other"));
        Assert.Empty(Names("vm_state=stopped", "2.83"));
        Simulator.RemoveServer("a");
        Assert.Equal(["a"], Names("status=DELETED", user: "admin"));
    }

    [Fact]
    public void LockedFilter_IsSupported_From273On()
    {
        Simulator.AddServer("a", "ACTIVE");
        Simulator.AddServer(new NovaSimulatorServer("b", "ACTIVE") { Locked = true });
        Assert.Equal(["b"], Names("locked=true", "2.73"));
        Assert.Equal(["b", "a"], Names("locked=true"));
    }

    [Fact]
    public void Row_HasTheValuesOfTheServer()
    {
        var server = Simulator.AddServer(new NovaSimulatorServer("Ünï \"x\"", "SHUTOFF")
        {
            ImageId = "",
            FlavorId = "7",
            Flavor = "m1.big",
            Description = "text",
            Tags = ["one", "two"],
            Metadata = new Hashtable { ["role"] = "web" },
            Addresses = new Dictionary<string, string[]> { ["net"] = ["10.0.0.5", "fd00::5"] },
        });
        var old = Get("/v2.1/servers/" + server.Id).Body;
        Assert.Contains("\"name\": \"\\u00dcn\\u00ef \\\"x\\\"\"", old, StringComparison.Ordinal);
        Assert.Contains("\"image\": \"\"", old, StringComparison.Ordinal);
        Assert.Contains("\"metadata\": {\"role\": \"web\"}", old, StringComparison.Ordinal);
        Assert.Contains("\"flavor\": {\"id\": \"7\"", old, StringComparison.Ordinal);
        var json = Server(server.Id!, "2.73");
        Assert.Equal("m1.big", (string?)json["flavor"]!["original_name"]);
        Assert.Equal(["one", "two"], json["tags"]!.Select(tag => (string?)tag));
        Assert.Equal("text", (string?)json["description"]);
        Assert.Equal([4, 6], json["addresses"]!["net"]!.Select(a => (int)a["version"]!));
        Assert.Equal("10.0.0.5", (string?)json["addresses"]!["net"]![0]!["addr"]);
    }

    [Fact]
    public void List_HasEachServerOnce_WhenThereAreTenThousand()
    {
        var names = Enumerable.Range(0, 10_000).Select(i => "s" + i.ToString(CultureInfo.InvariantCulture)).ToArray();
        foreach (var name in names)
            Simulator.AddServer(name, "ACTIVE");
        var pages = Pages("/v2.1/servers/detail");
        Assert.Equal(11, pages.Count);
        Assert.Equal(names.Reverse(), pages.SelectMany(page => page));
    }

    [Fact]
    public void Marker_IsValid_WhenItsServerIsDeleted()
    {
        foreach (var name in new[] { "a", "b", "c" })
            Simulator.AddServer(name, "ACTIVE");
        var marker = Simulator.GetServer("b")!.Id!;
        Simulator.RemoveServer("b");
        Assert.Equal(["a"], Names("marker=" + marker));
    }

    private List<string[]> Pages(string path)
    {
        var pages = new List<string[]>();
        for (var next = path; next is not null;)
        {
            var page = Get(next).Json;
            pages.Add(page["servers"]!.Select(server => (string)server["name"]!).ToArray());
            next = (string?)page["servers_links"]?[0]?["href"] is { } href ? new Uri(href).PathAndQuery : null;
        }

        return pages;
    }
}
