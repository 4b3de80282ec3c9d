using System;
using System.Collections.Generic;
using System.Text;

namespace NovaPS.Simulator;

/// <summary>A request as it came over the wire. It has the token in its headers: do not print them.</summary>
public sealed class NovaSimulatorRequest
{
    internal NovaSimulatorRequest(string rawHead, string method, string target, string protocol)
    {
        RawHead = rawHead;
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

    /// <summary>The headers; names are compared without case, repeated ones are joined with commas.</summary>
    public IDictionary<string, string> Headers { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The header lines as they came, in their order.</summary>
    public IList<string> RawHeaders { get; } = new List<string>();

    /// <summary>The request line and the headers, to the byte, with the empty line behind them.</summary>
    public string RawHead { get; }

    /// <summary>The body as text (UTF-8).</summary>
    public string Body => Encoding.UTF8.GetString(BodyBytes);

    /// <summary>The body.</summary>
    public byte[] BodyBytes { get; internal set; } = [];

    /// <summary>When it had come in full, by the simulator's clock (UTC).</summary>
    public DateTime ReceivedAt { get; internal set; }

    /// <summary>The status that was answered; 0: none (yet).</summary>
    public int StatusCode { get; internal set; }

    /// <summary>Which connection it came on: 1 is the first.</summary>
    public int ConnectionNumber { get; internal set; }

    internal bool IsChunked { get; set; }

    internal string? Header(string name) => Headers.TryGetValue(name, out var value) ? value : null;

    /// <summary>Method, path and status: nothing that is secret.</summary>
    /// <returns>A line for people.</returns>
    public override string ToString() => $"{Method} {Path} {StatusCode}";
}
