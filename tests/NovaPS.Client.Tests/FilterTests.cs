using System;
using System.Linq;
using System.Threading.Tasks;
using NovaPS.Client.Compute;
using NovaPS.Client.Filtering;
using NovaPS.Client.Tests.Support;
using Xunit;

namespace NovaPS.Client.Tests;

public sealed class FilterTests
{
    [Fact]
    public void Query_ContainsEveryFilter()
    {
        var filter = new ServerFilter
        {
            AllProjects = true,
            Name = new NamePattern("1 2"),
            Criteria = [ServerCriteria.Status(["SHUTOFF", "ERROR"])],
        };

        Assert.Equal("?all_tenants=1&name=%5E1%202%24&status=SHUTOFF&status=ERROR", filter.ToQuery());
        Assert.Equal(string.Empty, new ServerFilter().ToQuery());
    }

    [Fact]
    public async Task Pages_AreReadFromTheEndpoint_WhenLinksNameAnotherHost()
    {
        using var server = new RawServer(r => RawServer.Respond(200, r.Target.EndsWith("/detail", StringComparison.Ordinal)
            ? """{"servers": [{"id": "1"}, {"id": "2"}], "servers_links": [{"rel": "next", "href": "http://internal.example:1/v2.1/servers/detail?marker=2"}]}"""
            : """{"servers": [{"id": "2"}, {"id": "3"}]}"""));
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"));

        var servers = await ServerLister.ReadAllAsync(client, new ServerFilter(), NoLog.Instance, default);

        Assert.Equal(["1", "2", "3"], servers.Select(s => s.Id));
        Assert.Equal(["/v2.1/servers/detail", "/v2.1/servers/detail?marker=2"], server.Requests.Select(r => r.Target));
    }

    [Fact]
    public async Task List_ReportsProtocolError_WhenItsLinksFormALoop()
    {
        using var server = new RawServer(_ => RawServer.Respond(200, """{"servers": [{"id": "1"}], "servers_links": [{"rel": "next", "href": "/servers/detail?marker=1"}]}"""));
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"));

        var error = await Clients.FailsAsync(ServerLister.ReadAllAsync(client, new ServerFilter(), NoLog.Instance, default));

        Assert.Equal(NovaErrorId.NovaProtocolError, error.ErrorId);
        Assert.Equal(2, server.Requests.Count);
    }

    [Theory]
    [InlineData("""{"id": "2", "name": "web2", "tenant_id": "b72dc11461c84102b97576ae24d2b88c"}""", "shows no status")]
    [InlineData("""{"id": "2", "status": "SHUTOFF", "tenant_id": "b72dc11461c84102b97576ae24d2b88c"}""", "shows no name")]
    [InlineData("""{"id": "2", "name": "web2", "status": "SHUTOFF", "tenant_id": "somebody"}""", "belongs to project somebody")]
    public async Task List_FailsBeforeItReturnsARow_WhenARowCannotBeVerified(string row, string expected)
    {
        var good = """{"id": "1", "name": "web1", "status": "SHUTOFF", "tenant_id": "b72dc11461c84102b97576ae24d2b88c"}""";
        using var server = new RawServer(_ => RawServer.Respond(200, "{\"servers\": [" + good + "," + row + "]}"));
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"));
        var filter = new ServerFilter { Criteria = [ServerCriteria.Status(["shutoff"])], Name = new NamePattern("web*") };
        var taken = 0;

        var error = await Assert.ThrowsAsync<NovaException>(() => ServerLister.ReadAsync(client, filter, _ =>
        {
            taken++;
            return Task.CompletedTask;
        }, NoLog.Instance, default));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Equal(0, taken);
    }

    [Fact]
    public async Task Row_IsOmitted_WhenItsStatusDoesNotMatchTheFilter()
    {
        using var server = new RawServer(_ => RawServer.Respond(200, """{"servers": [{"id": "1", "status": "REBOOT"}, {"id": "2", "status": "ACTIVE"}]}"""));
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"));

        var filter = new ServerFilter { Criteria = [ServerCriteria.Status(["active"])] };
        var servers = await ServerLister.ReadAllAsync(client, filter, NoLog.Instance, default);

        Assert.Equal("2", Assert.Single(servers).Id);
    }

    [Fact]
    public async Task Server_IsReadWithAllItsProperties()
    {
        using var server = new RawServer(_ => RawServer.Respond(200, """
            {"server": {"id": "1", "name": "web1", "status": "ERROR", "tenant_id": "p", "user_id": "u", "metadata": {"group": "web", "n": 3}, "hostId": "",
             "image": "", "flavor": {"id": "42", "links": []}, "created": "2026-11-23T22:56:45Z", "updated": "2026-11-23T22:56:48Z",
             "addresses": {"net": [{"version": 4, "addr": "10.0.0.5", "OS-EXT-IPS:type": "fixed", "OS-EXT-IPS-MAC:mac_addr": "aa"}]},
             "OS-EXT-AZ:availability_zone": "", "OS-SRV-USG:launched_at": "2026-11-23T22:56:47.000000", "OS-EXT-STS:task_state": null, "OS-EXT-STS:power_state": 4,
             "fault": {"code": 500, "created": "2026-11-23T22:56:48Z", "message": "No valid host was found. ", "details": "Traceback"}, "adminPass": "hunter2", "OS-EXT-SRV-ATTR:user_data": "aGk="}}
            """));
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"));

        var read = await client.GetAsync(id: "1");

        Assert.Equal(("1", "web1", "ERROR", "p", "42"), (read.Id, read.Name, read.Status, read.ProjectId, read.FlavorId));
        Assert.Equal("3", read.Metadata["n"]);
        Assert.Equal(("net", "10.0.0.5", 4, "fixed"), (read.Addresses[0].Network, read.Addresses[0].IPAddress, read.Addresses[0].Version,
            read.Addresses[0].Type));
        Assert.Equal(new DateTime(2026, 11, 23, 22, 56, 47), read.LaunchedAt?.ToUniversalTime());
        Assert.Equal(DateTimeKind.Local, read.LaunchedAt!.Value.Kind);
        Assert.Equal("SHUTDOWN", read.PowerState);
        Assert.Equal("No valid host was found.", read.Fault!.Message);
        Assert.Null(read.ImageId);
        Assert.Null(read.HostId);
        Assert.DoesNotContain(typeof(NovaServer).GetProperties(), p =>
            p.GetValue(read)?.ToString()?.Contains("hunter2", StringComparison.Ordinal) == true);
    }
}
