using System;
using System.Linq;
using Newtonsoft.Json.Linq;
using NovaPS.Simulator.Tests.Support;

namespace NovaPS.Simulator.Tests.Conformance;

/// <summary>
/// A real one, with the users and projects of the rig. It is used when the environment names it: OS_AUTH_URL, OS_PASSWORD, and
/// in NOVAPS_LIVE_SERVERS the id of a SHUTOFF server. Nothing that is recorded changes a server.
/// </summary>
internal sealed class LiveTarget : INovaTarget
{
    private readonly JObject _token;

    private LiveTarget(string authUrl, string password, string serverId)
    {
        Keystone = new Uri(authUrl);
        Password = password;
        ServerId = serverId;
        _token = Login("demo", out var id);
        Nova = new Uri((string)_token.SelectToken("token.catalog[?(@.type == 'compute')].endpoints[0].url")!);
        var answer = WireClient.Exchange(Nova, SimulatorTest.Request("GET", $"/v2.1/servers/{serverId}", null, token: id));
        ServerName = (string)answer.Json["server"]!["name"]!;
    }

    public Uri Keystone { get; }

    public Uri Nova { get; }

    public string ProjectId => (string)_token["token"]!["project"]!["id"]!;

    public string ServerId { get; }

    public string ServerName { get; }

    public string Password { get; }

    /// <summary>The target that the environment names; null: it names none.</summary>
    public static LiveTarget? FromEnvironment()
    {
        var authUrl = Environment.GetEnvironmentVariable("OS_AUTH_URL");
        var password = Environment.GetEnvironmentVariable("OS_PASSWORD");
        var server = Environment.GetEnvironmentVariable("NOVAPS_LIVE_SERVERS")?.Split(',').FirstOrDefault();
        return string.IsNullOrEmpty(authUrl) || string.IsNullOrEmpty(password) || string.IsNullOrEmpty(server)
            ? null
            : new LiveTarget(authUrl, password, server.Trim());
    }

    public string Token(string user)
    {
        Login(user, out var id);
        return id;
    }

    public void Dispose()
    {
    }

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
        var answer = WireClient.Exchange(Keystone, SimulatorTest.Request("POST", "/v3/auth/tokens", body.ToString()));
        id = answer.Header("X-Subject-Token")!;
        return answer.Json;
    }
}
