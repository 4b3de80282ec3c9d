using System;
using System.Linq;
using Newtonsoft.Json.Linq;
using NovaPS.Simulator.Tests.Support;
using Xunit;

namespace NovaPS.Simulator.Tests;

/// <summary>Tests login and logout, the catalog, and the validity of tokens.</summary>
public class KeystoneServiceTests : SimulatorTest
{
    private const string DemoScope = """{"project": {"name": "demo", "domain": {"name": "Default"}}}""";

    [Fact]
    public void Token_IsAccepted_UntilItExpires()
    {
        Options.TokenLifetime = TimeSpan.FromMinutes(10);
        var response = Login(Password("demo"), DemoScope);
        Assert.Equal(201, response.Status);
        Assert.Contains("\"expires_at\": \"2026-11-23T23:06:45.000000Z\"", response.Body, StringComparison.Ordinal);
        var token = response.Header("X-Subject-Token")!;
        Assert.True(token.Length > 150);
        Assert.DoesNotContain(Simulator.GetPassword(), response.Head + response.Body, StringComparison.Ordinal);

        Assert.Equal(200, With(token));
        Simulator.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(401, With(token));
    }

    [Fact]
    public void Token_IsRefused_WhenRevokedOrExpired()
    {
        var tokens = Enumerable.Range(0, 3).Select(_ => Simulator.CreateToken()).ToArray();
        Simulator.RevokeToken(tokens[0]);
        Assert.Equal([401, 200, 200], tokens.Select(With));
        Simulator.ExpireAllTokens();
        Assert.Equal([401, 401], tokens.Skip(1).Select(With));
        var next = Simulator.CreateToken();
        Assert.Equal(200, With(next));
        Simulator.RevokeAllTokens();
        Assert.Equal(401, With(next));
    }

    [Fact]
    public void Token_CanRevokeItself()
    {
        var token = Simulator.CreateToken();
        var request = Request("DELETE", "/v3/auth/tokens", null, token: token, more: $"X-Subject-Token: {token}\r\n");
        using var client = new WireClient(Address);
        client.Send(request);
        var text = System.Text.Encoding.UTF8.GetString(client.ReadToEnd());
        Assert.StartsWith("HTTP/1.1 204 NO CONTENT\r\n", text, StringComparison.Ordinal);
        Assert.Equal(401, With(token));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ApplicationCredential_IssuesATokenForItsProject(bool byId)
    {
        var name = byId
            ? $"\"id\": \"{Simulator.ApplicationCredentialId}\""
            : $$$"""
            "name": "{{{Simulator.ApplicationCredentialName}}}", "user": {"name": "demo", "domain": {"id": "default"}}
            """;
        string Identity(string secret) =>
            "{\"methods\": [\"application_credential\"], \"application_credential\": {" + name + ", \"secret\": \"" + secret + "\"}}";
        var response = Login(Identity(Simulator.GetApplicationCredentialSecret()), null);
        Assert.Equal(201, response.Status);
        Assert.Equal(Simulator.ProjectId, (string?)response.Json["token"]!["project"]!["id"]);
        Assert.Equal(Simulator.ApplicationCredentialId, (string?)response.Json["token"]!["application_credential"]!["id"]);
        Assert.Equal(200, With(response.Header("X-Subject-Token")!));

        Assert.Equal(401, Login(Identity("wrong"), null).Status);
        Assert.Equal(
            "Error authenticating with application credential: Application credentials cannot request a scope.",
            Login(Identity(Simulator.GetApplicationCredentialSecret()), DemoScope).Message);
    }

    /// <summary>The first lines of the responses of Keystone 22.</summary>
    [Theory]
    [InlineData("5", null, "Invalid input for field 'identity': 5 is not of type 'object'")]
    [InlineData("""{"methods": 5}""", null, "Invalid input for field 'identity/methods': 5 is not of type 'array'")]
    [InlineData("""{"methods": [5]}""", null, "Invalid input for field 'identity/methods/0': 5 is not of type 'string'")]
    [InlineData("{}", null, "'methods' is a required property")]
    [InlineData("""{"methods": ["password"], "password": {"user": {"name": []}}}""", null,
        "Invalid input for field 'identity/password/user/name': [] is not of type 'string'")]
    [InlineData("""{"methods": ["password"], "password": {"user": {"name": "demo", "password": [1], "domain": {}}}}""", null,
        "Invalid input for field 'identity/password/user/password': [1] is not of type 'string'")]
    [InlineData("""{"methods": ["token"], "token": {"id": 5}}""", null,
        "Invalid input for field 'identity/token/id': 5 is not of type 'string'")]
    [InlineData("""{"methods": ["token"], "token": {"id": "x"}}""", "[]",
        "Invalid input for field 'scope': [] is not of type 'object', 'string'")]
    [InlineData("""{"methods": ["token"], "token": {"id": "x"}}""", """{"project": {"id": []}}""",
        "Invalid input for field 'scope/project/id': [] is not of type 'string'")]
    [InlineData("""{"methods": ["application_credential"], "application_credential": {"id": [], "secret": "x"}}""", null,
        "Expecting to find name or ID in application credential. The server could not comply with the request since it is either "
        + "malformed or otherwise incorrect. The client is assumed to be in error.")]
    public void Login_IsRefusedWith400_WhenAMemberHasTheWrongType(string identity, string? scope, string message)
    {
        var response = Login(identity, scope);
        Assert.Equal((400, message), (response.Status, response.Message));
    }

    [Theory]
    [InlineData("/v3/auth/tokens")]
    [InlineData("/v2.1/servers")]
    public void Request_IsRefusedUnread_WhenItAnnouncesMoreThanTheLimit(string path)
    {
        using var client = new WireClient(Address);
        client.Send($"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 67108864\r\n\r\n{{");
        var response = client.Read();
        Assert.Equal((413, "413 Request Entity Too Large\n\nRequest is too large. Larger than max_request_body_size (114688).\n\n   "),
            (response.Status, response.Body));
        Assert.Empty(Assert.Single(Simulator.GetRequests()).BodyBytes);
    }

    [Fact]
    public void ScopedToken_ExpiresWithTheUnscopedToken()
    {
        var unscoped = Login(Password("demo"), null);
        Assert.Null(unscoped.Json["token"]!["catalog"]);
        var id = unscoped.Header("X-Subject-Token")!;
        Assert.Equal(403, With(id));
        Simulator.Advance(TimeSpan.FromMinutes(30));
        var scoped = Login($$$"""{"methods": ["token"], "token": {"id": "{{{id}}}"}}""", DemoScope);
        Assert.Equal(200, With(scoped.Header("X-Subject-Token")!));
        Simulator.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal(401, With(scoped.Header("X-Subject-Token")!));
    }

    [Theory]
    [InlineData("demo", "member,reader", "demo")]
    [InlineData("reader", "reader", "demo")]
    [InlineData("admin", "admin,member,reader", "demo,other")]
    public void Token_HasTheRolesAndProjectsOfTheUser(string user, string roles, string projects)
    {
        var response = Login(Password(user), DemoScope);
        Assert.Equal(roles.Split(','), response.Json["token"]!["roles"]!.Select(role => (string?)role["name"]));
        var listed = Get("/v3/auth/projects", user: user).Json["projects"]!;
        Assert.Equal(projects.Split(','), listed.Select(project => (string?)project["name"]));
    }

    [Theory]
    [InlineData(NovaSimulatorEndpointStyle.V21, "/v2.1")]
    [InlineData(NovaSimulatorEndpointStyle.V21WithProject, "/v2.1/{0}")]
    [InlineData(NovaSimulatorEndpointStyle.V2WithProject, "/v2/{0}")]
    public void Catalog_HasAUsableComputeEndpoint_InEachRegion(NovaSimulatorEndpointStyle style, string path)
    {
        Options.EndpointStyle = style;
        Options.Regions.Add("RegionTwo");
        Simulator.AddServer("a", "ACTIVE");
        var catalog = Login(Password("demo"), DemoScope).Json["token"]!["catalog"]!;
        Assert.Equal(["placement", "compute", "identity", "image"], catalog.Select(service => (string?)service["type"]));
        var endpoints = catalog[1]!["endpoints"]!;
        Assert.Equal(6, endpoints.Count());
        Assert.Equal(6, endpoints.Select(endpoint => (string?)endpoint["id"]).Distinct().Count());

        var root = $"http://127.0.0.1:{Simulator.Port}";
        path = path.Replace("{0}", Simulator.ProjectId, StringComparison.Ordinal);
        Assert.Equal(root + path, Simulator.Endpoint);
        Assert.All(endpoints, endpoint =>
        {
            var isFirst = (string?)endpoint["region"] == "RegionOne";
            var url = (string)endpoint["url"]!;
            Assert.Equal(root + (isFirst ? "" : "/region/RegionTwo") + path, url);
            var list = Get(new Uri(url).AbsolutePath + "/servers?limit=1");
            var next = (string)list.Json["servers_links"]![0]!["href"]!;
            Assert.StartsWith(new Uri(url).AbsolutePath + "/servers?limit=1&marker=", new Uri(next).PathAndQuery, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void KeystoneRoot_IsBelowIdentity()
    {
        var response = Get("/identity");
        Assert.Equal(300, response.Status);
        Assert.Equal(Simulator.AuthUrl + "/", response.Header("Location"));
        Assert.Equal("v3.14", (string?)response.Json["versions"]!["values"]![0]!["id"]);
        Assert.Equal(200, Get("/identity/v3").Status);
    }

    [Fact]
    public void PrintedObjects_HaveNoSecrets()
    {
        var token = Simulator.CreateToken();
        With(token);
        var printed = Simulator + Options.ToString() + string.Join("", Simulator.GetRequests().Select(request => request.ToString()));
        foreach (var secret in new[] { token, Simulator.GetPassword(), Simulator.GetApplicationCredentialSecret() })
            Assert.DoesNotContain(secret, printed, StringComparison.Ordinal);
        var shown = typeof(NovaSimulator).GetProperties().Select(property => property.GetValue(Simulator)?.ToString());
        Assert.DoesNotContain(Simulator.GetPassword(), shown);
        Assert.DoesNotContain(Simulator.GetApplicationCredentialSecret(), shown);
    }

    private string Password(string user) => new JObject
    {
        ["methods"] = new JArray("password"),
        ["password"] = new JObject
        {
            ["user"] = new JObject
            {
                ["name"] = user,
                ["domain"] = new JObject { ["name"] = "Default" },
                ["password"] = Simulator.GetPassword(),
            },
        },
    }.ToString();

    private WireResponse Login(string identity, string? scope)
    {
        var auth = new JObject { ["identity"] = JToken.Parse(identity) };
        if (scope is not null)
            auth["scope"] = JToken.Parse(scope);
        return WireClient.Exchange(Address, Request("POST", "/v3/auth/tokens", new JObject { ["auth"] = auth }.ToString()));
    }

    private int With(string token) => WireClient.Exchange(Address, Request("GET", "/v2.1/servers", null, token: token)).Status;
}
