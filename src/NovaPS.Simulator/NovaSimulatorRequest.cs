using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using NovaPS.Simulator.Http;

namespace NovaPS.Simulator;

/// <summary>
/// A request as it was received. Tokens, passwords and passcodes are replaced with ***.
/// </summary>
public sealed class NovaSimulatorRequest
{
    internal NovaSimulatorRequest(string rawHead, string method, string target, string protocol)
    {
        WireHead = rawHead;
        Method = method;
        Protocol = protocol;
        var mark = target.IndexOf('?');
        Path = mark < 0 ? target : target.Substring(0, mark);
        Query = mark < 0 ? "" : target.Substring(mark + 1);
    }

    /// <summary>The method, for example POST.</summary>
    public string Method { get; }

    /// <summary>The path as it was received, without the query.</summary>
    public string Path { get; }

    /// <summary>The query as it was received, without the question mark; empty if there is none.</summary>
    public string Query { get; }

    /// <summary>HTTP/1.1 or HTTP/1.0.</summary>
    public string Protocol { get; }

    /// <summary>The server action in the body, for example os-start; null if there is none.</summary>
    public string? Action { get; internal set; }

    /// <summary>The id of the server in the path, as it was received; null if there is none.</summary>
    public string? ServerId { get; internal set; }

    /// <summary>The name of that server at the time of the request; null if there was no such server.</summary>
    public string? ServerName { get; internal set; }

    /// <summary>The headers. Names are not case-sensitive; the values of repeated headers are joined with commas.</summary>
    public IDictionary<string, string> Headers => WireHeaders.ToDictionary(
        header => header.Key, header => RequestRedactor.IsSecret(header.Key) ? RequestRedactor.Mask : header.Value,
            StringComparer.OrdinalIgnoreCase);

    /// <summary>The header lines as they were received, in their order.</summary>
    public IList<string> RawHeaders => WireHeaderLines.Select(RequestRedactor.HeaderLine).ToList();

    /// <summary>The request line and the headers as they were received, with the empty line after them.</summary>
    public string RawHead =>
        string.Join("\r\n", WireHead.Split(["\r\n"], StringSplitOptions.None).Select(RequestRedactor.HeaderLine));

    /// <summary>The body as text (UTF-8).</summary>
    public string Body => RequestRedactor.Body(Path, WireBody);

    /// <summary>The body.</summary>
    public byte[] BodyBytes => Body is var body && body == WireBody ? WireBodyBytes : HttpResponse.Utf8(body);

    /// <summary>When the request was completely received, in simulated time (local time).</summary>
    public DateTime ReceivedAt => ReceivedUtc.ToLocalTime();

    /// <summary>The status of the response; 0 if there is none yet.</summary>
    public int StatusCode { get; internal set; }

    /// <summary>The number of the connection that it was received on, starting with 1.</summary>
    public int ConnectionNumber { get; internal set; }

    /// <summary>Whether it is DELETE /servers/{id}.</summary>
    internal bool IsServerDeletion =>
        Method == "DELETE" && ServerId is { } id && Path.EndsWith("/servers/" + id, StringComparison.Ordinal);

    internal DateTime ReceivedUtc { get; set; }

    internal string WireHead { get; }

    internal Dictionary<string, string> WireHeaders { get; } = new(StringComparer.OrdinalIgnoreCase);

    internal List<string> WireHeaderLines { get; } = [];

    internal byte[] WireBodyBytes { get; set; } = [];

    internal string WireBody => Encoding.UTF8.GetString(WireBodyBytes);

    internal bool IsChunked { get; set; }

    /// <summary>Whether the body is larger than the limit. It is then empty, and the connection is closed after the response.</summary>
    internal bool IsTooLarge { get; set; }

    /// <summary>The size, in bytes, that counts toward the limit of the request log.</summary>
    internal int Size => 2 * WireHead.Length + WireBodyBytes.Length;

    internal string? Header(string name) => WireHeaders.TryGetValue(name, out var value) ? value : null;

    /// <summary>Returns the method, the path and the status.</summary>
    /// <returns>Such as GET /v2.1/servers/detail 200.</returns>
    public override string ToString() => $"{Method} {Path} {StatusCode}";
}
