using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using NovaPS.Client.Compute;

namespace NovaPS.Client.Tests.Support;

/// <summary>A Nova whose servers show a sequence of states, one per poll.</summary>
internal sealed class ScriptedNova : IDisposable
{
    private readonly object _lock = new();
    private readonly Dictionary<string, Queue<string>> _states = [];
    private readonly Dictionary<string, (string State, DateTime Updated)> _shown = [];
    private readonly RawServer _server;
    private IClock _clock = new TestClock();

    public ScriptedNova() => _server = new RawServer(async request =>
    {
        await (Before?.Invoke(request) ?? Task.CompletedTask);
        return Respond(request);
    });

    /// <summary>The response to a request for an action record or the list of records; null for 404.</summary>
    public Func<string, string?> Actions { get; set; } = _ => null;

    /// <summary>The response to a request for console output.</summary>
    public string? Consoles { get; set; }

    /// <summary>The task that must complete before a request gets its response.</summary>
    public Func<RawRequest, Task>? Before { get; set; }

    /// <summary>Raw responses that are sent first, once each, in place of the state.</summary>
    public Queue<string> ResponseScript { get; } = new();

    /// <summary>Whether responses have a Date header.</summary>
    public bool HasDate { get; set; }

    /// <summary>How far the clock of the cloud is ahead of the client's.</summary>
    public TimeSpan Ahead { get; set; }

    /// <summary>How far the Date header, which a load balancer sets, is ahead of the clock of the cloud.</summary>
    public TimeSpan DateAhead { get; set; }

    /// <summary>The project of the servers. A list includes only servers of the connection's project.</summary>
    public string Project { get; set; } = Clients.Project;

    /// <summary>Whether rows have OS-EXT-STS:*.</summary>
    public bool HidesTasks { get; set; }

    /// <summary>The requests with their bodies.</summary>
    public IReadOnlyList<RawRequest> Received => _server.Requests;

    public IReadOnlyList<string> Requests => _server.Requests.Select(r => r.Target.Replace("/v2.1", string.Empty, StringComparison.Ordinal))
        .ToArray();

    /// <summary>The microversion to request.</summary>
    public Microversion Version { get; set; } = new(2, 1);

    public DateTime Now => _clock.UtcNow.UtcDateTime + Ahead;

    private string Headers => "OpenStack-API-Version: compute " + Version + "\r\n"
        + (HasDate ? "Date: " + (Now + DateAhead).ToString("r", CultureInfo.InvariantCulture) + "\r\n" : string.Empty);

    public ComputeClient Connect(IClock clock) => Clients.Connect(new Uri(_server.Url, "/v2.1"), _clock = clock, TimeSpan.FromSeconds(30),
        Version);

    /// <summary>
    /// Adds a server. A state is "STATUS" or "STATUS/task"; "404" means gone; the last one repeats. It dates from its first display, or
    /// with "STATUS@30" from half a minute after the test started.
    /// </summary>
    public void Add(string id, params string[] states) => _states[id] = new Queue<string>(states);

    public void Dispose() => _server.Dispose();

    public static string Error(int code, string kind, string message) =>
        RawServer.Respond(code, "{\"" + kind + "\": {\"code\": " + code + ", \"message\": \"" + message + "\"}}");

    private string? Respond(RawRequest request)
    {
        lock (_lock)
        {
            if (ResponseScript.Count > 0)
                return ResponseScript.Dequeue();
            var path = request.Target.Replace("/v2.1", string.Empty, StringComparison.Ordinal);
            if (path.StartsWith("/servers/detail", StringComparison.Ordinal))
                return List(path);
            if (path.Contains("os-instance-actions", StringComparison.Ordinal))
                return Actions(path) is { } body ? RawServer.Respond(200, body, Headers)
                    : Error(404, "itemNotFound", "Action could not be found.");
            if (path.EndsWith("/action", StringComparison.Ordinal))
                return Consoles;
            var id = path.Split('/')[2];
            var state = _states.ContainsKey(id) ? Step(id) : "404";
            return state == "404" ? Error(404, "itemNotFound", "Instance " + id + " could not be found.")
                : RawServer.Respond(200, "{\"server\": " + Server(id, inList: false) + "}", Headers);
        }
    }

    /// <summary>Lists all servers, or the servers changed since a time; only the latter include deleted servers.</summary>
    private string List(string path)
    {
        var since = path.Split("changes-since=").ElementAtOrDefault(1) is { } text
            ? DateTime.Parse(Uri.UnescapeDataString(text.Split('&')[0]), CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal)
                : default(DateTime?);
        var rows = _states.Keys.Where(_ => Project == Clients.Project).Where(id => Step(id) != "404" || since is not null)
            .Where(id => since is null || _shown[id].Updated >= since).ToList();
        return RawServer.Respond(200, "{\"servers\": [" + string.Join(",", rows.Select(id => Server(id, inList: true))) + "]}", Headers);
    }

    private string Step(string id)
    {
        var parts = (_states[id].Count > 1 ? _states[id].Dequeue() : _states[id].Peek()).Split('@');
        if (!_shown.TryGetValue(id, out var last) || last.State != parts[0])
            _shown[id] = (parts[0], parts.Length > 1 ? new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc)
                .AddSeconds(int.Parse(parts[1], CultureInfo.InvariantCulture)) : Now);
        return parts[0];
    }

    private string Server(string id, bool inList)
    {
        var (state, updated) = _shown[id];
        var parts = state == "404" ? ["DELETED"] : state.Split('/');
        var task = parts.Length > 1 ? "\"" + parts[1] + "\"" : "null";
        var fault = parts[0] == "ERROR" && !inList ? ", \"fault\": {\"code\": 500, \"message\": \"No valid host was found. \"}"
            : string.Empty;
        return "{\"id\": \"" + id + "\", \"name\": \"n-" + id + "\", \"status\": \"" + parts[0] + "\", \"tenant_id\": \"" + Project + "\""
            + (HidesTasks ? string.Empty : ", \"OS-EXT-STS:task_state\": " + task + ", \"OS-EXT-STS:vm_state\": \"x\"")
            + ", \"updated\": \"" + updated.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture) + "\"" + fault + "}";
    }
}
