using System;
using System.Linq;
using System.Threading.Tasks;
using NovaPS.Client.Compute;
using NovaPS.Client.Identity;
using NovaPS.Client.Lookups;
using NovaPS.Client.Tests.Support;
using Xunit;

namespace NovaPS.Client.Tests.Lookups;

/// <summary>Tests the lookups of flavors and images: the requests that they need, and the errors for names that do not exist.</summary>
public sealed class LookupTests
{
    private const string Flavors = """
        {"flavors": [{"id": "1", "name": "m1.tiny", "vcpus": 1, "ram": 512, "disk": 1, "swap": "", "OS-FLV-EXT-DATA:ephemeral": 0, "os-flavor-access:is_public": true, "extra_specs": {"hw:cpu_policy": "dedicated"}},
         {"id": "m1.tiny", "name": "odd"}, {"id": "3", "name": "M1.Large", "swap": 64}, {"id": "4", "name": "m1.large"}]}
        """;

    [Theory]
    [InlineData("1", "1")]
    [InlineData("m1.tiny", "m1.tiny")]
    [InlineData("m1.large", "4")]
    [InlineData("M1.Large", "3")]
    [InlineData("ODD", "m1.tiny")]
    public async Task Flavor_IsFound_ByIdThenNameThenNameInAnotherCase(string given, string id)
    {
        using var server = new RawServer(_ => RawServer.Respond(200, Flavors));
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"));

        Assert.Equal(id, (await FlavorLookup.FindAsync(client, given, NoLog.Instance, default)).Id);
        Assert.Equal("/v2.1/flavors/detail?is_public=None", Assert.Single(server.Requests).Target);
    }

    [Theory]
    [InlineData("m1.tni", NovaErrorId.NovaResourceNotFound, "Flavor 'm1.tni' was not found.", "If you mean 'm1.tiny', specify -")]
    [InlineData("m1.*", NovaErrorId.NovaResourceNotFound, "Flavor 'm1.*' was not found.", "Get-NovaFlavor lists the flavors")]
    [InlineData("M1.LARGE", NovaErrorId.NovaResourceNameAmbiguous, "'M1.LARGE' is the name of 2 flavors: 3, 4.",
        "Specify the id of the flavor.")]
    public async Task Flavor_IsAnError_WhenThereIsNotExactlyOne(string given, NovaErrorId id, string message, string remedy)
    {
        using var server = new RawServer(_ => RawServer.Respond(200, Flavors));
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"));

        var error = await Clients.FailsAsync(FlavorLookup.FindAsync(client, given, NoLog.Instance, default));

        Assert.Equal((id, message), (error.ErrorId, error.Message));
        Assert.StartsWith(remedy, error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Flavor_IsReadWithAllItsProperties()
    {
        using var server = new RawServer(_ => RawServer.Respond(200, Flavors));
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"));

        var all = await client.Directory.Flavors.GetAsync(NoLog.Instance, default);

        Assert.Equal("m1.tiny 1 512 1 0 0 True hw:cpu_policy=dedicated", string.Join(' ', all[0].Name, all[0].VCpus, all[0].RamMB,
            all[0].DiskGB, all[0].EphemeralGB, all[0].SwapMB, all[0].IsPublic, all[0].ExtraSpecs));
        Assert.Null(all[1].ExtraSpecs);
        Assert.Equal(64, all[2].SwapMB);
    }

    [Fact]
    public async Task List_IsReadOnce_UntilItIsOldOrANameIsMissing()
    {
        var clock = new TestClock();
        using var server = new RawServer(_ => RawServer.Respond(200, Flavors));
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"), clock);
        Task FindAsync(string name) => FlavorLookup.SelectAsync(client, name, NoLog.Instance, default);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => FindAsync("m1.*")));
        Assert.Single(server.Requests);

        // The flavor may have been created since the list was read.
        clock.Move(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<NovaException>(() => FindAsync("new"));
        Assert.Equal(2, server.Requests.Count);

        clock.Move(TimeSpan.FromSeconds(59));
        await FindAsync("odd");
        Assert.Equal(2, server.Requests.Count);
        clock.Move(TimeSpan.FromSeconds(2));
        await FindAsync("odd");
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task Image_IsReturnedWithoutARequest_WhenItIsAnId()
    {
        using var server = new RawServer(_ => null);
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"));

        Assert.Equal(Clients.Id, (await ImageLookup.FindAsync(client, Clients.Id, NoLog.Instance, default)).Id);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Image_IsAnErrorThatSuggestsTheId_WhenTheConnectionHasNoCatalog()
    {
        using var server = new RawServer(_ => null);
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"));

        var error = await Clients.FailsAsync(ImageLookup.FindAsync(client, "debian", NoLog.Instance, default));

        Assert.Equal((NovaErrorId.NovaResourceNotFound, "Specify the id of the image."), (error.ErrorId, error.Remedy));
        Assert.Contains("a connection from a token has no service catalog", error.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("/image", "/image/v2/images")]
    [InlineData("/image/", "/image/v2/images")]
    [InlineData("/image/v2", "/image/v2/images")]
    [InlineData("/image/v2.9/", "/image/v2/images")]
    [InlineData("/v2image", "/v2image/v2/images")]
    public async Task Images_AreReadFromTheEndpointOfTheCatalog_PageByPage(string path, string expected)
    {
        using var cloud = new ImageCloud(path, target => target.Contains("marker", StringComparison.Ordinal)
            ? """{"images": [{"id": "00000000-0000-0000-0000-000000000002", "name": "debian", "status": "active", "x": {}}]}"""
            : """{"images": [{"id": "00000000-0000-0000-0000-000000000001", "name": "ubuntu"}], "next": "/v2/images?limit=1&marker=1"}""");

        var found = await ImageLookup.SelectAsync(cloud.Client, "deb*", NoLog.Instance, default);

        Assert.Equal("00000000-0000-0000-0000-000000000002", Assert.Single(found).Id);
        Assert.Equal([expected + "?limit=1000", expected + "?limit=1&marker=1"], cloud.Targets);
    }

    [Fact]
    public async Task Image_IsLookedUpByItsName_WithOneQuery()
    {
        using var cloud = new ImageCloud("", _ =>
            """{"images": [{"id": "00000000-0000-0000-0000-000000000001", "name": "a&b"}, {"id": "00000000-0000-0000-0000-000000000002", "name": "A&B"}]}""");

        Assert.EndsWith("1", (await ImageLookup.FindAsync(cloud.Client, "a&b", NoLog.Instance, default)).Id, StringComparison.Ordinal);
        Assert.Equal(["/v2/images?limit=1000&name=a%26b"], cloud.Targets);
    }

    [Fact]
    public async Task Image_DoesNotSetTheTimeOfNova()
    {
        using var cloud = new ImageCloud("", _ => """{"images": []}""", "Date: Thu, 01 Jan 2026 00:00:00 GMT\r\n");

        await Clients.FailsAsync(ImageLookup.FindAsync(cloud.Client, "debian", NoLog.Instance, default));

        Assert.Null(cloud.Client.CloudTime.At(TimeSpan.Zero));
        await cloud.Client.Directory.Flavors.GetAsync(NoLog.Instance, default).ContinueWith(_ => { }, TaskScheduler.Default);
        Assert.NotNull(cloud.Client.CloudTime.At(TimeSpan.Zero));
    }

    [Fact]
    public async Task Flavors_AreCopiesAndCurrent_WhenTheyAreListed()
    {
        using var server = new RawServer(_ => RawServer.Respond(200, Flavors));
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"), new TestClock());
        await client.Directory.Flavors.GetAsync(NoLog.Instance, default);

        var since = client.Clock.Elapsed + TimeSpan.FromTicks(1);
        ((TestClock)client.Clock).Move(TimeSpan.FromSeconds(1));
        var flavor = Assert.Single(await FlavorLookup.ListAsync(client, "1", since, NoLog.Instance, default));
        flavor.Name = flavor.ExtraSpecs!["hw:cpu_policy"] = "changed";
        await Clients.FailsAsync(FlavorLookup.ListAsync(client, "changed", since, NoLog.Instance, default));

        Assert.Equal(2, server.Requests.Count);
        flavor = Assert.Single(await FlavorLookup.ListAsync(client, "1", since, NoLog.Instance, default));
        Assert.Equal(("m1.tiny", "dedicated"), (flavor.Name, flavor.ExtraSpecs!["hw:cpu_policy"]));
    }

    [Theory]
    [InlineData("debain", NovaErrorId.NovaResourceNotFound, "If you mean 'debian', specify -", 2)]
    [InlineData("in:debian", NovaErrorId.NovaResourceNotFound, "Press Tab after -Image", 2)]
    [InlineData("debian", NovaErrorId.NovaResourceNameAmbiguous, "Specify the id of the image.", 1)]
    public async Task Image_IsAnError_WhenThereIsNotExactlyOne(string given, NovaErrorId id, string remedy, int requests)
    {
        using var cloud = new ImageCloud("", target => target.Contains("=debain", StringComparison.Ordinal) ? """{"images": []}"""
            : """{"images": [{"id": "00000000-0000-0000-0000-000000000001", "name": "debian"}, {"id": "00000000-0000-0000-0000-000000000002", "name": "debian"}]}""");

        var error = await Clients.FailsAsync(ImageLookup.FindAsync(cloud.Client, given, NoLog.Instance, default));

        Assert.Equal(id, error.ErrorId);
        Assert.StartsWith(remedy, error.Remedy, StringComparison.Ordinal);
        Assert.Equal(requests, cloud.Targets.Length);
    }

    // NovaServerNotFound would be about the server of the command, and NovaEndpointNotFound would end the connection.
    [Theory]
    [InlineData("image", "Specify the id of the image.")]
    [InlineData("flavor", "Run Test-NovaConnection, which checks the URL of Nova.")]
    [InlineData("host", "Omit the filter.")]
    [InlineData("project", "Specify the id of the project.")]
    [InlineData("user", "Specify the id of the user.")]
    public async Task Lookup_IsNotAboutAServer_WhenTheCloudHasNoSuchList(string kind, string remedy)
    {
        using var cloud = new ImageCloud("/nothing", _ => null);

        var error = await Assert.ThrowsAsync<NovaException>(() => kind switch
        {
            "image" => (Task)ImageLookup.FindAsync(cloud.Client, "a", NoLog.Instance, default),
            "flavor" => FlavorLookup.FindAsync(cloud.Client, "a", NoLog.Instance, default),
            "host" => PlaceLookup.SelectHostsAsync(cloud.Client, "a", NoLog.Instance, default),
            "project" => ProjectLookup.SelectAsync(cloud.Client, "a", NoLog.Instance, default),
            _ => cloud.Client.Names.FindUsersAsync("a", NoLog.Instance, default),
        });

        Assert.Equal((NovaErrorId.NovaResourceNotFound, remedy), (error.ErrorId, error.Remedy));
    }

    [Theory]
    [InlineData("https://k:5000/v3", "http://glance.example", false, null)]
    [InlineData("https://k:5000/v3", "http://glance.example", true, "http://glance.example/")]
    [InlineData("https://k:5000/v3", "https://glance.example", false, "https://glance.example/")]
    [InlineData("https://k:5000/v3", "ftp://glance.example", true, "")]
    public void ImageEndpoint_MustUseTls_WhenKeystoneDoes(string keystone, string url, bool allowHttp, string? expected)
    {
        var token = new KeystoneToken();
        foreach (var (region, service, address) in new[] { ("Other", "image", "http://x"), ("One", "compute", "http://x"),
            ("One", "image", url) })
            token.Catalog.Add(new CatalogEndpoint { ServiceType = service, Interface = "public", Region = region, Url = address });
        var request = new ConnectRequest(new Uri(keystone), new TokenCredential(SecureText.From("t"))) { AllowHttpEndpoint = allowHttp };
        string? Find() => new CatalogServices(request, "One").Find(token, "image");

        if (expected is null)
            Assert.Equal(NovaErrorId.NovaConnectInputInvalid, Assert.Throws<NovaException>(Find).ErrorId);
        else
            Assert.Equal(expected, Find() ?? string.Empty);
    }

    /// <summary>A connection whose catalog has an image endpoint.</summary>
    private sealed class ImageCloud : IDisposable
    {
        private readonly RawServer _server;

        /// <param name="path">The path of the endpoint.</param>
        /// <param name="respond">Returns the body of the response to a target; null for 404.</param>
        /// <param name="headers">More headers of the responses.</param>
        public ImageCloud(string path, Func<string, string?> respond, string headers = "")
        {
            _server = new RawServer(r => respond(r.Target) is { } body ? RawServer.Respond(200, body, headers)
                : RawServer.Respond(404, "{\"itemNotFound\": {\"code\": 404, \"message\": \"no\"}}"));
            var token = new KeystoneToken { Value = Clients.Token, ProjectId = Clients.Project };
            var url = _server.Url.AbsoluteUri.TrimEnd('/') + path;
            token.Catalog.Add(new CatalogEndpoint { ServiceType = "image", Interface = "public", Url = url });
            var credential = new TokenCredential(SecureText.From(Clients.Token));
            var request = new ConnectRequest(_server.Url, credential);
            var (nova, keystone) = Connector.CreateClients(request, SystemClock.Instance);
            Client = new ComputeClient(nova, new TokenProvider(token, keystone, credential, null, SystemClock.Instance), _server.Url,
                SystemClock.Instance, new Microversion(2, 1))
            {
                Services = new CatalogServices(request, null),
            };
        }

        public ComputeClient Client { get; }

        public string[] Targets => [.. _server.Requests.Select(r => r.Target)];

        public void Dispose()
        {
            Client.Dispose();
            _server.Dispose();
        }
    }
}
