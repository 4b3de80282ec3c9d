using System;
using System.Linq;
using System.Security;
using NovaPS.Client.Compute;
using NovaPS.Client.Identity;
using Xunit;

namespace NovaPS.Client.Tests;

/// <summary>Tests which endpoint of the catalog is used.</summary>
public sealed class ServiceCatalogTests
{
    private const string Compute = "compute", Legacy = "computev21";

    [Theory]
    [InlineData(Compute, null, null, "public", "https://east/R1/public")]
    [InlineData(Compute, "nova-west", null, "public", "https://west/R1/public")]
    [InlineData(Legacy, null, null, "public", "https://legacy/R1/public")]
    [InlineData(Legacy, "any", null, "public", "https://legacy/R1/public")]
    [InlineData(Compute, "nova-west", "R1", "internal,public", "https://west/R1/public")]
    [InlineData(Compute, "nova-west", null, "publicURL", "https://west/R1/public")]
    [InlineData(Compute, "nova-east", null, "admin,internal,public", "https://east/R1/internal")]
    public void Endpoint_IsChosenByServiceAndInterface(string type, string? name, string? region, string interfaces, string expected) =>
        Assert.Equal(expected, ServiceCatalog.Choose(Token(), Request(type, name, region, interfaces)).Url);

    [Theory]
    [InlineData(Compute, "nova-south", null, "public",
        "The catalog has no compute service named 'nova-south' (compute_service_name); it has: nova-east, nova-west.")]
    [InlineData("computev3", null, null, "public",
        "The catalog has no service of the type 'computev3' (compute_service_type); it has: compute, computev21, image.")]
    [InlineData(Compute, "nova-west", null, "admin,internal", "The catalog has no admin or internal compute endpoint; it has: public.")]
    [InlineData(Compute, "nova-west", "R9", "public", "The catalog has no region 'R9'; it has: R1.")]
    public void Error_ListsTheEndpoints_WhenNoneMatches(string type, string? name, string? region, string interfaces,
        string expected)
    {
        var error = Assert.Throws<NovaException>(() => ServiceCatalog.Choose(Token(), Request(type, name, region, interfaces)));

        Assert.Equal((NovaErrorId.NovaConnectInputInvalid, expected), (error.ErrorId, error.Message));
    }

    [Fact]
    public void Error_IsBounded_WhenTheCatalogIsNot()
    {
        var token = new KeystoneToken();
        token.Catalog.AddRange(Enumerable.Range(0, 100_000).Select(i => new CatalogEndpoint
        {
            ServiceType = Compute,
            Interface = "public",
            Region = "region-" + i.ToString("000000", null),
            Url = "https://k",
        }));

        var message = Assert.Throws<NovaException>(() => ServiceCatalog.Choose(token, Request(Compute, null, null, "public"))).Message;

        Assert.StartsWith("The catalog has several regions: region-000000, ", message, StringComparison.Ordinal);
        Assert.Matches("^.{400,700} and 99[0-9]{3} more\\.$", message);
    }

    [Theory]
    [InlineData("https://h/v2.1/%(project_id)s", "https://h/v2.1/p1")]
    [InlineData("https://h/v2/%(tenant_id)s", "https://h/v2/p1")]
    [InlineData("https://h/v2.1/$(project_id)s", "https://h/v2.1/p1")]
    [InlineData("https://h/v2.1/$(tenant_id)s/%(user_id)s", "https://h/v2.1/p1/u1")]
    [InlineData("https://h/%20/v2.1", "https://h/%20/v2.1")]
    public void Placeholders_AreReplaced_InEndpoints(string text, string expected) =>
        Assert.Equal(expected, ComputeEndpoint.Expand(text, "p1", "u1"));

    [Fact]
    public void Endpoint_IsRefused_WhenItsPlaceholderIsUnknown() =>
        Assert.Equal("The endpoint refers to password, which is not supported; project_id, tenant_id and user_id are supported.",
            Assert.Throws<NovaException>(() => ComputeEndpoint.Expand("https://h/%(password)s", "p1", "u1")).Message);

    [Theory]
    [InlineData("https://h/v2.1/%(project_id)", "%(project_id)")]
    [InlineData("https://h/v2.1/$(project_id", "$(project_id")]
    public void Endpoint_IsRefused_WhenItsPlaceholderIsIncomplete(string endpoint, string placeholder)
    {
        var error = Assert.Throws<NovaException>(() => ComputeEndpoint.Expand(endpoint, "p1", "u1"));

        Assert.Equal("The endpoint has the incomplete placeholder '" + placeholder + "'.", error.Message);
        Assert.Equal("Write %(project_id)s.", error.Remedy);
    }

    [Theory]
    [InlineData("https://k/v3", "http://nova.example:8774/v2.1", true)]
    [InlineData("https://k/v3", "HTTP://nova.example:8774/v2.1", true)]
    [InlineData("https://k/v3", "http://user:hunter2@nova.example:8774/v2.1", true)]
    [InlineData("https://k/v3", "https://nova.example:8774/v2.1", false)]
    [InlineData("http://k/v3", "http://nova.example:8774/v2.1", false)]
    [InlineData("https://k/v3", "http://127.0.0.1:8774/v2.1", false)]
    [InlineData("https://k/v3", "http://[::1]:8774/v2.1", false)]
    public void HttpEndpoint_IsRefused_WhenKeystoneUsesHttps(string keystone, string endpoint, bool isRefused)
    {
        var error = Record.Exception(() => ComputeEndpoint.RefuseHttp(endpoint, new Uri(keystone)));

        Assert.Equal(isRefused, error is not null);
        if (error is NovaException refusal)
        {
            Assert.Equal("The catalog of https://k/v3 has the compute endpoint http://nova.example:8774/v2.1, which does not use TLS.",
                refusal.Message);
            Assert.Contains("-AllowHttpEndpoint", refusal.Remedy, StringComparison.Ordinal);
        }
    }

    private static ConnectRequest Request(string type, string? name, string? region, string interfaces)
    {
        using var password = new SecureString();
        return new ConnectRequest(new Uri("https://k/v3"), new PasswordCredential(null, "u", default, password))
        {
            ServiceType = type,
            ServiceName = name,
            Region = region,
            Interfaces = interfaces.Split(','),
        };
    }

    private static KeystoneToken Token()
    {
        var token = new KeystoneToken();
        foreach (var (type, name, host, shown) in new[]
        {
            ("image", "glance", "image", "public"), (Compute, "nova-east", "east", "internal"), (Compute, "nova-east", "east", "public"),
            (Compute, "nova-west", "west", "public"), (Legacy, null, "legacy", "public"), (Compute, "nova-west", "west", "public"),
        })
        {
            token.Catalog.Add(new CatalogEndpoint
            {
                ServiceType = type,
                ServiceName = name,
                Interface = shown,
                Region = "R1",
                Url = "https://" + host + "/R1/" + shown,
            });
        }

        return token;
    }
}
