using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Compute;
using NovaPS.Client.Http;
using NovaPS.Client.Tests.Support;
using Xunit;

namespace NovaPS.Client.Tests;

public sealed class MicroversionTests
{
    private const string Echo = "OpenStack-API-Version: compute 2.93\r\nX-OpenStack-Nova-API-Version: 2.93\r\n";

    [Theory]
    [InlineData("2.104", "compute 2.93", null)]
    [InlineData("2.100", "compute 2.93", null)]
    [InlineData("2.93", "compute 2.93", null)]
    [InlineData("2.60", "compute 2.60", null)]
    [InlineData("2.25", null, "2.25")]
    [InlineData("2.1", null, "2.1")]
    [InlineData("", null, null)]
    [InlineData("nonsense", null, null)]
    public async Task Microversion_IsTheLowerMaximum_AndIsNegotiatedOnce(string maximum, string? standard, string? older)
    {
        using var nova = new Nova(maximum);
        using var client = nova.Connect();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.GetAsync()));

        Assert.Single(nova.Documents);
        Assert.Null(nova.Documents[0].Header("X-Auth-Token"));
        Assert.Equal(20, nova.Reads.Length);
        Assert.All(nova.Reads, r => Assert.Equal((standard, older),
            (r.Header("OpenStack-API-Version"), r.Header("X-OpenStack-Nova-API-Version"))));
    }

    [Fact]
    public async Task Action_HasNoMicroversion_AndRequestsNoVersionDocument()
    {
        using var nova = new Nova("2.93");
        using var client = nova.Connect();

        await client.StartAsync();

        var request = Assert.Single(nova.Server.Requests);
        Assert.Null(request.Header("OpenStack-API-Version"));
        Assert.Null(request.Header("X-OpenStack-Nova-API-Version"));
    }

    [Fact]
    public async Task PinnedMicroversion_IsSentWithoutNegotiation()
    {
        using var nova = new Nova("2.93");
        using var client = nova.Connect(new Microversion(2, 30));

        await client.GetAsync();

        Assert.Equal("compute 2.30", Assert.Single(nova.Server.Requests).Header("OpenStack-API-Version"));
    }

    [Fact]
    public async Task Microversion_IsNoLongerSent_WhenTheEndpointIgnoresIt()
    {
        using var nova = new Nova("2.93", echo: "");
        using var client = nova.Connect();
        var log = new RecordingLog();

        for (var i = 0; i < 3; i++)
            await client.GetAsync(log);

        Assert.Equal(["compute 2.93", null, null], nova.Reads.Select(r => r.Header("OpenStack-API-Version")));
        Assert.Single(log.Decisions, d => d.Contains("ignores microversions (2.93 was requested)", StringComparison.Ordinal));
        Assert.Null(client.Versions.Current);
    }

    [Theory]
    [InlineData(404, "")]
    [InlineData(200, "<html>welcome</html>")]
    [InlineData(200, "{\"versions\": []}")]
    public async Task Read_SendsNoMicroversion_WhenTheVersionDocumentIsHidden(int status, string body)
    {
        using var nova = new Nova(RawServer.Respond(status, body), isWhole: true);
        using var client = nova.Connect();

        await client.GetAsync();
        await client.GetAsync();

        Assert.Single(nova.Documents);
        Assert.All(nova.Reads, r => Assert.Null(r.Header("OpenStack-API-Version")));
    }

    [Fact]
    public async Task VersionDocument_IsRequestedWithTheToken_WhenItRequiresOne()
    {
        using var server = new RawServer(request => request.Target == "/v2.1/"
            ? request.Header("X-Auth-Token") is null ? RawServer.Respond(401) : RawServer.Respond(200, """{"version": {"id": "v2.1", "version": "2.12", "min_version": "2.1"}}""")
            : RawServer.Respond(200, "{\"server\": {\"id\": \"" + Clients.Id + "\"}}", "X-OpenStack-Nova-API-Version: 2.12\r\n"));
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"), SystemClock.Instance, TimeSpan.FromSeconds(30), null);

        await client.GetAsync();

        Assert.Equal(new(2, 12), client.Versions.Current);
    }

    [Fact]
    public async Task VersionDocument_IsRequestedThreeTimesAtMost_WhenThereIsNoResponse()
    {
        using var nova = new Nova(null, isWhole: true);
        using var client = nova.Connect();
        var log = new RecordingLog();

        for (var i = 0; i < 6; i++)
            await client.GetAsync(log);

        // The server receives more requests, because .NET itself repeats a GET whose connection is reset.
        Assert.Equal(3, log.Traces.Count(t => t.StartsWith("GET /v2.1/ ", StringComparison.Ordinal)));
        Assert.Equal(6, nova.Reads.Length);
    }

    [Theory]
    [InlineData("/v2.1", "/v2.1/")]
    [InlineData("/v2.1/p1", "/v2.1/")]
    [InlineData("/compute/v2/p1", "/compute/v2/")]
    [InlineData("/v1/nova/v2.1", "/v1/nova/v2.1/")]
    [InlineData("/V2.1", "/V2.1/")]
    public void VersionRoot_EndsWithTheVersion(string path, string expected) =>
        Assert.Equal("http://n" + expected, ComputeEndpoint.VersionRoot(new Uri("http://n" + path)).AbsoluteUri);

    [Theory]
    [InlineData("https://h/v3", false)]
    [InlineData("https://h/identity/v3/", false)]
    [InlineData("https://h/identity", false)]
    [InlineData("https://h:5000/v2.0", false)]
    [InlineData("https://h:5000/v3/auth/tokens", false)]
    [InlineData("https://h", true)]
    [InlineData("https://h/compute", true)]
    [InlineData("https://h/compute/v2.1", true)]
    [InlineData("https://h/v3/nova/v2.1", true)]
    [InlineData("https://h/identity/nova/v2/p1", true)]
    public void Endpoint_IsRefused_WhenItIsAUrlOfKeystone(string url, bool isNova)
    {
        if (isNova)
            Assert.StartsWith(url, ComputeEndpoint.Parse(url, "p1").AbsoluteUri, StringComparison.Ordinal);
        else
            Assert.Contains("is a URL of Keystone", Assert.Throws<NovaException>(() => ComputeEndpoint.Parse(url, "p1")).Message,
                StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"versions": [{"id": "v2.0"}, {"id": "v2.1", "links": [{"rel": "self", "href": "http://internal/v2.1/"}]}]}""", "v2.1")]
    [InlineData("""{"versions": [{"id": "v2.0"}]}""", "v2/p1")]
    public async Task Endpoint_IsDiscovered_WhenItsUrlHasNoVersion(string document, string expected)
    {
        using var server = new RawServer(_ => RawServer.Respond(200, document));
        using var transport = new HttpTransport(TimeSpan.FromSeconds(30), SystemClock.Instance);

        var uri = await ComputeEndpoint.DiscoverAsync(transport, server.Url + "compute/", "p1", NoLog.Instance, CancellationToken.None);

        Assert.Equal(server.Url + "compute/" + expected, uri.AbsoluteUri);
        Assert.Equal("/compute/", Assert.Single(server.Requests).Target);
    }

    [Fact]
    public async Task Discovery_ReportsEndpointNotFound_WhenTheUrlIsNotNovas()
    {
        using var server = new RawServer(_ => RawServer.Respond(200, """{"versions": [{"id": "v3.0"}]}"""));
        using var transport = new HttpTransport(TimeSpan.FromSeconds(30), SystemClock.Instance);

        var error = await Clients.FailsAsync(ComputeEndpoint.DiscoverAsync(transport, server.Url.AbsoluteUri, "p1", NoLog.Instance,
            CancellationToken.None));

        Assert.Equal(NovaErrorId.NovaEndpointNotFound, error.ErrorId);
        Assert.Contains("neither v2.1 nor v2.0", error.Message, StringComparison.Ordinal);
    }

    private sealed class Nova : IDisposable
    {
        public Nova(string maximum, string echo = Echo)
            : this(RawServer.Respond(200, "{\"version\": {\"id\": \"v2.1\", \"version\": \"" + maximum + "\", \"min_version\": \"2.1\"}}"),
                isWhole: true, echo)
        {
        }

        public Nova(string? document, bool isWhole, string echo = Echo) => Server = new RawServer(request =>
            request.Target == "/v2.1/" ? (isWhole ? document : null)
            : request.Line.StartsWith("POST", StringComparison.Ordinal) ? RawServer.Respond(202)
            : RawServer.Respond(200, "{\"server\": {\"id\": \"" + Clients.Id + "\"}}", echo));

        public RawServer Server { get; }

        public RawRequest[] Documents => Server.Requests.Where(r => r.Target == "/v2.1/").ToArray();

        public RawRequest[] Reads => Server.Requests.Where(r => r.Target.Contains("/servers/", StringComparison.Ordinal)).ToArray();

        public ComputeClient Connect(Microversion? pinned = null) =>
            Clients.Connect(new Uri(Server.Url, "/v2.1"), SystemClock.Instance, TimeSpan.FromSeconds(30), pinned);

        public void Dispose() => Server.Dispose();
    }
}
