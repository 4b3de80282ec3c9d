using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Threading;
using Newtonsoft.Json.Linq;
using NovaPS.Simulator.Tests.Support;
using Xunit;

namespace NovaPS.Simulator.Tests.Conformance;

/// <summary>
/// A real cloud with the expected users and projects. It is used if the environment specifies OS_AUTH_URL, OS_PASSWORD, and
/// in NOVAPS_LIVE_SERVERS the id or name of a server. The server must be SHUTOFF, so it is
/// stopped first. It runs through life.txt, its disk is replaced, and at the end it is in its original state.
/// </summary>
internal sealed class LiveTarget : INovaTarget
{
    /// <summary>One target for all recordings, because none of them changes anything or ends a token.</summary>
    private static readonly Lazy<LiveTarget?> Shared = new(Create);

    private readonly JObject _token;
    private readonly Lazy<string> _errorServer;
    private readonly ConcurrentDictionary<string, string> _tokens = new(StringComparer.Ordinal);

    private LiveTarget(string authUrl, string password, string server)
    {
        Keystone = new Uri(authUrl);
        Password = password;
        _token = Login("demo", out var id);
        Nova = new Uri((string)_token.SelectToken("token.catalog[?(@.type == 'compute')].endpoints[0].url")!);
        ServerId = Guid.TryParse(server, out _) ? server : FindServer(server, id);
        ServerName = (string)Show(id)["name"]!;
        Stop(id);
        _errorServer = new Lazy<string>(CreateErrorServer);
    }

    public Uri Keystone { get; }

    public Uri Nova { get; }

    public Uri Glance => new((string)_token.SelectToken("token.catalog[?(@.type == 'image')].endpoints[0].url")!);

    public string ProjectId => (string)_token["token"]!["project"]!["id"]!;

    public string UserId => (string)_token["token"]!["user"]!["id"]!;

    public string ServerId { get; }

    public string ServerName { get; }

    public string ErrorServerId => _errorServer.Value;

    public string Password { get; }

    /// <summary>The target that the environment specifies; null if there is none.</summary>
    public static LiveTarget? FromEnvironment() => Shared.Value;

    public string Token(string user) => _tokens.GetOrAdd(user, name =>
    {
        Login(name, out var id);
        return id;
    });

    /// <summary>Sends a request as demo, to a path below /servers, with microversion 2.93.</summary>
    public WireResponse Send(string method, string path, string? body = null) =>
        WireClient.Exchange(Nova, SimulatorTest.Request(method, "/v2.1/servers" + path, body, "2.93", Token("demo")));

    /// <summary>Removes a snapshot through the image API of Nova, which exists until 2.35.</summary>
    public void RemoveImage(string id) =>
        WireClient.Exchange(Nova, SimulatorTest.Request("DELETE", "/v2.1/images/" + id, null, token: Token("demo")));

    public void Dispose()
    {
    }

    /// <summary>The server is deleted when the tests end.</summary>
    private string CreateErrorServer()
    {
        var image = (string)Show(Token("demo"))["image"]!["id"]!;
        var body = $$$"""{"server": {"name": "novaps-error", "imageRef": "{{{image}}}", "flavorRef": "99", "networks": "none"}}""";
        var id = (string)Send("POST", "", body).Json["server"]!["id"]!;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Send("DELETE", "/" + id);
        for (var polls = 0; (string)Send("GET", "/" + id).Json["server"]!["status"]! != "ERROR"; polls++)
        {
            Assert.True(polls < 300, $"Server {id} is not in ERROR, and does not become it.");
            Thread.Sleep(200);
        }

        return id;
    }

    private static LiveTarget? Create()
    {
        var authUrl = Environment.GetEnvironmentVariable("OS_AUTH_URL");
        var password = Environment.GetEnvironmentVariable("OS_PASSWORD");
        var server = Environment.GetEnvironmentVariable("NOVAPS_LIVE_SERVERS")?.Split(',').FirstOrDefault();
        return string.IsNullOrEmpty(authUrl) || string.IsNullOrEmpty(password) || string.IsNullOrEmpty(server)
            ? null
            : new LiveTarget(authUrl, password, server.Trim());
    }

    private WireResponse Ask(string token, string method, string path, string? body = null) =>
        WireClient.Exchange(Nova, SimulatorTest.Request(method, "/v2.1/servers" + path, body, token: token));

    private JObject Show(string token) => (JObject)Ask(token, "GET", "/" + ServerId).Json["server"]!;

    private string FindServer(string name, string token)
    {
        var found = Ask(token, "GET", "?name=" + Uri.EscapeDataString("^" + System.Text.RegularExpressions.Regex.Escape(name)
            + "$")).Json["servers"]!;
        return (string)Assert.Single(found)["id"]!;
    }

    private void Stop(string token)
    {
        if ((string)Show(token)["status"]! != "SHUTOFF")
            Ask(token, "POST", $"/{ServerId}/action", """{"os-stop": null}""");
        for (var polls = 0; !IsStopped(Show(token)); polls++)
        {
            Assert.True(polls < 300, $"Server {ServerId} is not SHUTOFF, and does not become SHUTOFF.");
            Thread.Sleep(200);
        }
    }

    private static bool IsStopped(JObject server) => (string)server["status"]! == "SHUTOFF"
        && (string?)server["OS-EXT-STS:task_state"] is null;

    private JObject Login(string user, out string id)
    {
        var project = user == "other" ? "other" : "demo";
        var domain = new JObject { ["id"] = "default" };
        var identity = new JObject { ["name"] = user, ["domain"] = domain, ["password"] = Password };
        var body = new JObject
        {
            ["auth"] = new JObject
            {
                ["identity"] = new JObject
                {
                    ["methods"] = new JArray("password"),
                    ["password"] = new JObject { ["user"] = identity },
                },
                ["scope"] = new JObject { ["project"] = new JObject { ["name"] = project, ["domain"] = domain } },
            },
        };
        var response = WireClient.Exchange(Keystone, SimulatorTest.Request("POST", "/v3/auth/tokens", body.ToString()));
        id = response.Header("X-Subject-Token")!;
        return response.Json;
    }
}
