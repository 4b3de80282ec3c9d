using System;
using System.Collections.Generic;
using System.Linq;
using NovaPS.Client.Compute;

namespace NovaPS.Client.Tests.Support;

/// <summary>A Nova whose servers show one state after the other, a step at each look.</summary>
internal sealed class ScriptedNova : IDisposable
{
    private readonly object _lock = new();
    private readonly Dictionary<string, Queue<string>> _states = [];
    private readonly Dictionary<string, string> _shown = [];
    private readonly RawServer _server;

    public ScriptedNova() => _server = new RawServer(Respond);

    /// <summary>The answer to a look at an action's record, or at the list of actions; null: 404.</summary>
    public Func<string, string?> Actions { get; set; } = _ => null;

    /// <summary>The answer to whoever asks for a console.</summary>
    public string? Consoles { get; set; }

    /// <summary>Is told of each look at one server, before it is answered.</summary>
    public Action<string>? Shown { get; set; }

    /// <summary>What comes first, once each: a raw answer, before the state is looked at.</summary>
    public Queue<string> ErrorScript { get; } = new();

    /// <summary>Whether its lists name their time; without it nobody can ask what changed since.</summary>
    public bool HasDate { get; set; }

    public IReadOnlyList<string> Requests => _server.Requests.Select(r => r.Target.Replace("/v2.1", string.Empty, StringComparison.Ordinal)).ToArray();

    /// <summary>The microversion that is asked for.</summary>
    public Microversion Version { get; set; } = new(2, 1);

    private string Echo => "OpenStack-API-Version: compute " + Version + "\r\n";

    public ComputeClient Connect(IClock clock) => Clients.Connect(new Uri(_server.Url, "/v2.1"), clock, TimeSpan.FromSeconds(30), Version);

    /// <summary>Adds a server. A state is "STATUS" or "STATUS/task"; "404" is gone; the last one stays.</summary>
    public void Add(string id, params string[] states) => _states[id] = new Queue<string>(states);

    public void Dispose() => _server.Dispose();

    public static string Error(int code, string kind, string message) =>
        RawServer.Respond(code, "{\"" + kind + "\": {\"code\": " + code + ", \"message\": \"" + message + "\"}}");

    private string? Respond(RawRequest request)
    {
        lock (_lock)
        {
            if (ErrorScript.Count > 0)
                return ErrorScript.Dequeue();
            var path = request.Target.Replace("/v2.1", string.Empty, StringComparison.Ordinal);
            if (path.StartsWith("/servers/detail", StringComparison.Ordinal))
                return List(path.Contains("changes-since=", StringComparison.Ordinal));
            if (path.Contains("os-instance-actions", StringComparison.Ordinal))
                return Actions(path) is { } body ? RawServer.Respond(200, body, Echo) : Error(404, "itemNotFound", "Action could not be found.");
            if (path.EndsWith("/action", StringComparison.Ordinal))
                return Consoles;
            var id = path.Split('/')[2];
            Shown?.Invoke(id);
            var state = _states.ContainsKey(id) ? Step(id) : "404";
            return state == "404" ? Error(404, "itemNotFound", "Instance " + id + " could not be found.") : RawServer.Respond(200, "{\"server\": " + Server(id, state, inList: false) + "}", Echo);
        }
    }

    /// <summary>All servers, or those whose state is another than when it was last shown; a deleted one is a row then.</summary>
    private string List(bool isOfChanges)
    {
        var rows = _states.Keys.Select(id => (Id: id, State: Step(id))).ToList();
        var shown = isOfChanges
            ? rows.Where(r => _shown.GetValueOrDefault(r.Id) != r.State).Select(r => (r.Id, State: r.State == "404" ? "DELETED" : r.State)).ToList()
            : rows.Where(r => r.State != "404").ToList();
        foreach (var (id, state) in rows)
            _shown[id] = state;
        return RawServer.Respond(200, "{\"servers\": [" + string.Join(",", shown.Select(s => Server(s.Id, s.State, inList: true))) + "]}", HasDate ? "Date: Thu, 01 Jan 2026 00:00:10 GMT\r\n" : string.Empty);
    }

    private string Step(string id) => _states[id].Count > 1 ? _states[id].Dequeue() : _states[id].Peek();

    private static string Server(string id, string state, bool inList)
    {
        var parts = state.Split('/');
        var task = parts.Length > 1 ? "\"" + parts[1] + "\"" : "null";
        var fault = parts[0] == "ERROR" && !inList ? ", \"fault\": {\"code\": 500, \"message\": \"No valid host was found. \"}" : string.Empty;
        return "{\"id\": \"" + id + "\", \"name\": \"n-" + id + "\", \"status\": \"" + parts[0] + "\", \"tenant_id\": \"" + Clients.Project
            + "\", \"OS-EXT-STS:task_state\": " + task + ", \"OS-EXT-STS:vm_state\": \"x\", \"updated\": \"2026-11-23T22:56:45Z\"" + fault + "}";
    }
}
