using System;
using System.Linq;
using System.Text;
using Newtonsoft.Json.Linq;

namespace NovaPS.Simulator.Tests.Support;

/// <summary>A simulator whose clock stands still until the test advances it.</summary>
public abstract class SimulatorTest : IDisposable
{
    private NovaSimulator? _simulator;

    protected SimulatorTest() => Options = new NovaSimulatorOptions { Clock = () => Now };

    protected static string Start => """{"os-start": null}""";

    protected static string Stop => """{"os-stop": null}""";

    protected DateTime Now { get; set; } = new(2026, 11, 23, 22, 56, 45, 250, DateTimeKind.Utc);

    /// <summary>The options. Change them before the simulator is first used.</summary>
    protected NovaSimulatorOptions Options { get; }

    protected NovaSimulator Simulator => _simulator ??= new NovaSimulator(Options);

    protected Uri Address => new(Simulator.AuthUrl);

    public void Dispose()
    {
        _simulator?.Dispose();
        GC.SuppressFinalize(this);
    }

    internal WireResponse Get(string path, string? version = null, string user = "demo") => Send("GET", path, null, version, user);

    internal WireResponse Act(string serverId, string body, string? version = null, string user = "demo") =>
        Send("POST", $"/v2.1/servers/{serverId}/action", body, version, user);

    internal JObject Server(string id, string? version = null, string user = "demo") =>
        (JObject)Get("/v2.1/servers/" + id, version, user).Json["server"]!;

    /// <summary>The names in a list of servers.</summary>
    internal string[] Names(string query, string? version = null, string user = "demo") =>
        Get("/v2.1/servers?" + query, version, user).Json["servers"]!.Select(server => (string)server["name"]!).ToArray();

    internal WireResponse Send(string method, string path, string? body, string? version = null, string user = "demo") =>
        WireClient.Exchange(Address, Request(method, path, body, version, Simulator.CreateToken(user)), method == "HEAD");

    internal static string Request(
        string method, string path, string? body, string? version = null, string? token = null, string? more = null)
    {
        var text = new StringBuilder($"{method} {path} HTTP/1.1\r\nHost: nova.example:8774\r\n");
        if (token is not null)
            text.Append("X-Auth-Token: ").Append(token).Append("\r\n");
        if (version is not null)
            text.Append("OpenStack-API-Version: compute ").Append(version).Append("\r\n");
        if (body is not null)
            text.Append("Content-Type: application/json\r\nContent-Length: ").Append(Encoding.UTF8.GetByteCount(body)).Append("\r\n");
        return text.Append(more).Append("\r\n").Append(body).ToString();
    }
}
