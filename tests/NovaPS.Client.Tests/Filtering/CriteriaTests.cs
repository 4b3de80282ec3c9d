using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using NovaPS.Client.Compute;
using NovaPS.Client.Filtering;
using NovaPS.Client.Lookups;
using NovaPS.Client.Tests.Support;
using Xunit;

namespace NovaPS.Client.Tests.Filtering;

/// <summary>Tests each condition: its part of the query, its check of a row, and the error for a row that does not show it.</summary>
public sealed class CriteriaTests
{
    private const string Image = "f5f88875-e6bb-4701-93be-d7af5172a48d";
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private static readonly Dictionary<string, (ServerCriterion Criterion, string Query)> All = new()
    {
        ["status"] = (ServerCriteria.Status(["active", "ERROR"]), "?status=active&status=ERROR"),
        ["exclude"] = (ServerCriteria.Exclude(["db*", "old"]), ""),
        ["metadata"] = (ServerCriteria.Metadata([new("Role", ["web*", "db"]), new("wave", ["1"])]), ""),
        ["tags"] = (ServerCriteria.Tags(["a", "b"], () => true), "?tags=a%2Cb"),
        ["odd tags"] = (ServerCriteria.Tags(["[a", "b", "(", "c*", "d`?", "\u00e9"], () => true), "?tags=b"),
        ["flavor"] = (ServerCriteria.Flavor([new NovaFlavor("42", "m1.nano")]), "?flavor=42"),
        ["flavors"] = (ServerCriteria.Flavor([new NovaFlavor("42", "m1.nano"), new NovaFlavor("1", "m1.tiny")]), ""),
        ["image"] = (ServerCriteria.Image([new CloudImage(Image.ToUpperInvariant())]), "?image=" + Image.ToUpperInvariant()),
        ["zone"] = (ServerCriteria.AvailabilityZone(["az1"]), "?availability_zone=az1"),
        ["address"] = (ServerCriteria.IPAddress([AddressPattern.Parse("203.0.113."), AddressPattern.Parse("fd00::/8")]), ""),
        ["locked"] = (ServerCriteria.Locked(true), "?locked=true"),
        ["unlocked"] = (ServerCriteria.Locked(false), "?locked=false"),
        ["before"] = (ServerCriteria.CreatedBefore(Noon), ""),
        ["after"] = (ServerCriteria.CreatedAfter(Noon), ""),
        ["changed"] = (ServerCriteria.ChangedSince(Noon.AddMilliseconds(900)), ""),
        ["deleted"] = (ServerCriteria.Deleted(true), "?deleted=true"),
        ["existing"] = (ServerCriteria.Deleted(false), ""),
        ["host"] = (ServerCriteria.ComputeHost(["compute-07"]), "?host=compute-07"),
        ["project"] = (ServerCriteria.Project(["p1"]), "?project_id=p1"),
        ["projects"] = (ServerCriteria.Project(["p1", "p2"]), ""),
    };

    public static TheoryData<string> Names => new(All.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public void Query_HasWhatNovaFilters(string name) =>
        Assert.Equal(All[name].Query, new ServerFilter { Criteria = [All[name].Criterion] }.ToQuery());

    [Theory]
    [InlineData("status", "\"status\": \"ACTIVE\"", true)]
    [InlineData("status", "\"status\": \"REBOOT\"", false)]
    [InlineData("exclude", "\"name\": \"web1\"", true)]
    [InlineData("exclude", "\"name\": \"DB1\"", false)]
    [InlineData("exclude", "\"name\": \"Old\"", false)]
    [InlineData("metadata", "\"metadata\": {\"role\": \"WEB-1\", \"wave\": 1}", true)]
    [InlineData("metadata", "\"metadata\": {\"ROLE\": \"db\", \"wave\": \"1\", \"x\": \"\"}", true)]
    [InlineData("metadata", "\"metadata\": {\"role\": \"web-1\", \"wave\": \"12\"}", false)]
    [InlineData("metadata", "\"metadata\": {\"role\": \"web-1\"}", false)]
    [InlineData("tags", "\"tags\": [\"b\", \"c\", \"a\"]", true)]
    [InlineData("tags", "\"tags\": [\"a\", \"B\"]", false)]
    [InlineData("odd tags", "\"tags\": [\"[a\", \"b\", \"(\", \"Cd\", \"d?\", \"\u00e9\"]", true)]
    [InlineData("odd tags", "\"tags\": [\"a\", \"b\", \"(\", \"c\", \"d?\", \"\u00e9\"]", false)]
    [InlineData("flavor", "\"flavor\": {\"original_name\": \"m1.nano\"}", true)]
    [InlineData("flavor", "\"flavor\": {\"original_name\": \"m1.tiny\"}", false)]
    [InlineData("flavor", "\"flavor\": {\"id\": \"42\"}", true)]
    [InlineData("flavor", "\"flavor\": {\"id\": \"m1.nano\"}", false)]
    [InlineData("flavors", "\"flavor\": {\"id\": \"1\"}", true)]
    [InlineData("image", "\"image\": {\"id\": \"" + Image + "\"}", true)]
    [InlineData("image", "\"image\": {\"id\": \"00000000-e6bb-4701-93be-d7af5172a48d\"}", false)]
    [InlineData("image", "\"image\": \"\"", false)]
    [InlineData("zone", "\"OS-EXT-AZ:availability_zone\": \"AZ1\"", true)]
    [InlineData("zone", "\"OS-EXT-AZ:availability_zone\": \"\"", false)]
    [InlineData("address",
        "\"addresses\": {\"n\": [{\"addr\": \"10.0.0.1\"}, {\"addr\": \"203.0.113.7\", \"OS-EXT-IPS:type\": \"floating\"}]}", true)]
    [InlineData("address", "\"addresses\": {\"n\": [{\"addr\": \"fd00::1\"}]}", true)]
    [InlineData("address", "\"addresses\": {\"n\": [{\"addr\": \"10.0.0.1\"}]}", false)]
    [InlineData("address", "\"addresses\": {}", false)]
    [InlineData("locked", "\"locked\": true", true)]
    [InlineData("unlocked", "\"locked\": true", false)]
    [InlineData("before", "\"created\": \"2026-11-23T11:59:59Z\"", true)]
    [InlineData("before", "\"created\": \"2026-11-23T12:00:00Z\"", false)]
    [InlineData("after", "\"created\": \"2026-11-23T12:00:00Z\"", true)]
    [InlineData("after", "\"created\": \"2026-11-23T11:59:59Z\"", false)]
    [InlineData("changed", "\"x\": 1", true)]
    [InlineData("deleted", "\"status\": \"DELETED\"", true)]
    [InlineData("deleted", "\"status\": \"SOFT_DELETED\"", true)]
    [InlineData("deleted", "\"status\": \"ACTIVE\"", false)]
    [InlineData("existing", "\"status\": \"DELETED\"", false)]
    [InlineData("host", "\"OS-EXT-SRV-ATTR:host\": \"COMPUTE-07\"", true)]
    [InlineData("host", "\"OS-EXT-SRV-ATTR:host\": null", false)]
    [InlineData("project", "\"tenant_id\": \"p1\"", true)]
    [InlineData("projects", "\"tenant_id\": \"p3\"", false)]
    public async Task Row_IsReturned_WhenItMatches(string name, string members, bool expected)
    {
        var rows = await ListAsync(All[name].Criterion, members + ", \"updated\": \"2026-11-23T12:00:00Z\"");

        Assert.Equal(expected, rows.Count == 1);
    }

    /// <summary>A row of a cell that is down has little more than the id (microversion 2.69). A member's row has no host.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public async Task List_Fails_WhenARowDoesNotShowTheProperty(string name)
    {
        var error = await Assert.ThrowsAsync<NovaException>(() => ListAsync(All[name].Criterion, "\"created_at\": \"\""));

        Assert.Equal(NovaErrorId.NovaProtocolError, error.ErrorId);
        Assert.Matches("server 1 shows no .*, but -[A-Z][A-Za-z]+ was specified; no servers are written", error.Message);
    }

    [Fact]
    public async Task List_Fails_WhenTheEndpointIgnoresTheMicroversionOfTags()
    {
        var error = await Assert.ThrowsAsync<NovaException>(() =>
            ListAsync(ServerCriteria.Tags(["a"], () => false), "\"updated\": \"2026-11-23T12:00:00Z\""));

        Assert.Contains("shows no tags, but -Tag was specified", error.Message, StringComparison.Ordinal);
    }

    /// <summary>The links of Nova have only the last of several statuses.</summary>
    [Fact]
    public async Task NextPage_IsRequestedWithEveryStatus_WhenThereAreSeveral()
    {
        using var server = new RawServer(r => RawServer.Respond(200, r.Target.Contains("marker", StringComparison.Ordinal)
            ? """{"servers": [{"id": "2", "status": "ACTIVE"}]}"""
            : """{"servers": [{"id": "1", "status": "ERROR"}], "servers_links": [{"rel": "next", "href": "http://x/servers/detail?limit=1&status=ERROR&marker=1"}]}"""));
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"));

        var filter = new ServerFilter { Criteria = [All["status"].Criterion] };
        var rows = await ServerLister.ReadAllAsync(client, filter, NoLog.Instance, default);

        Assert.Equal(["1", "2"], rows.Select(r => r.Id));
        Assert.EndsWith("?limit=1&marker=1&status=active&status=ERROR", server.Requests[1].Target, StringComparison.Ordinal);
    }

    [Fact]
    public void Scope_KeepsWhatListsOtherServers()
    {
        var filter = new ServerFilter { AllProjects = true, ChangedSince = Noon, Criteria = [.. All.Values.Select(a => a.Criterion)] };

        Assert.Equal("?all_tenants=1&deleted=true&changes-since=2026-11-23T12%3A00%3A00Z", filter.ToScope().ToQuery());
    }

    private static async Task<List<NovaServer>> ListAsync(ServerCriterion criterion, string members)
    {
        using var server = new RawServer(_ => RawServer.Respond(200, "{\"servers\": [{\"id\": \"1\", " + members + "}]}"));
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"));
        var filter = new ServerFilter { AllProjects = true, Criteria = [criterion] };
        return await ServerLister.ReadAllAsync(client, filter, NoLog.Instance, default);
    }
}
