using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using NovaPS.Simulator.Http;

namespace NovaPS.Simulator;

/// <summary>
/// A request as it came over the wire, but for its secrets: *** stands for tokens and for what a login proves itself with.
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

    /// <summary>The path as it came, without the query.</summary>
    public string Path { get; }

    /// <summary>The query as it came, without the question mark; empty: none.</summary>
    public string Query { get; }

    /// <summary>HTTP/1.1 or HTTP/1.0.</summary>
    public string Protocol { get; }

    /// <summary>The server action that the body names, for example os-start; null: it is none.</summary>
    public string? Action { get; internal set; }

    /// <summary>The id of the server that the path names, as it came; null: none.</summary>
    public string? ServerId { get; internal set; }

    /// <summary>The name that this server had then; null: there was no such server.</summary>
    public string? ServerName { get; internal set; }

    /// <summary>The headers; names are compared without case, repeated ones are joined with commas.</summary>
    public IDictionary<string, string> Headers => WireHeaders.ToDictionary(
        header => header.Key, header => RequestRedactor.IsSecret(header.Key) ? RequestRedactor.Mask : header.Value,
            StringComparer.OrdinalIgnoreCase);

    /// <summary>The header lines as they came, in their order.</summary>
    public IList<string> RawHeaders => WireHeaderLines.Select(RequestRedactor.HeaderLine).ToList();

    /// <summary>The request line and the headers as they came, with the empty line behind them.</summary>
    public string RawHead =>
        string.Join("\r\n", WireHead.Split(["\r\n"], StringSplitOptions.None).Select(RequestRedactor.HeaderLine));

    /// <summary>The body as text (UTF-8).</summary>
    public string Body => RequestRedactor.Body(Path, WireBody);

    /// <summary>The body.</summary>
    public byte[] BodyBytes => Body is var body && body == WireBody ? WireBodyBytes : HttpResponse.Utf8(body);

    /// <summary>When it had come in full, by the simulator's clock (UTC).</summary>
    public DateTime ReceivedAt { get; internal set; }

    /// <summary>The status that was answered; 0: none (yet).</summary>
    public int StatusCode { get; internal set; }

    /// <summary>Which connection it came on: 1 is the first.</summary>
    public int ConnectionNumber { get; internal set; }

    /// <summary>Whether it is DELETE /servers/{id}.</summary>
    internal bool IsServerDeletion =>
        Method == "DELETE" && ServerId is { } id && Path.EndsWith("/servers/" + id, StringComparison.Ordinal);

    internal string WireHead { get; }

    internal Dictionary<string, string> WireHeaders { get; } = new(StringComparer.OrdinalIgnoreCase);

    internal List<string> WireHeaderLines { get; } = [];

    internal byte[] WireBodyBytes { get; set; } = [];

    internal string WireBody => Encoding.UTF8.GetString(WireBodyBytes);

    internal bool IsChunked { get; set; }

    /// <summary>Whether more was announced than is read: the body is empty then, and the connection ends after the response.</summary>
    internal bool IsTooLarge { get; set; }

    /// <summary>The memory, in bytes, that the log of requests counts for it.</summary>
    internal int Size => 2 * WireHead.Length + WireBodyBytes.Length;

    internal string? Header(string name) => WireHeaders.TryGetValue(name, out var value) ? value : null;

    /// <summary>Method, path and status.</summary>
    /// <returns>A line for people.</returns>
    public override string ToString() => $"{Method} {Path} {StatusCode}";
}
