using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.IO.Compression;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace NovaPS.Robustness.Wire;

/// <summary>A response: what the simulator said, or what a fault makes of it.</summary>
internal sealed class WireResponse(int status, byte[] body)
{
    public string Protocol { get; set; } = "HTTP/1.1";

    public int Status { get; set; } = status;

    public string Reason { get; set; } = "X";

    public List<(string Name, string Value)> Headers { get; private set; } = [];

    public byte[] Body { get; set; } = body;

    public string Text => Encoding.UTF8.GetString(Body);

    public static WireResponse Json(int status, string body) => new WireResponse(status, Encoding.UTF8.GetBytes(body))
        .With("Content-Type", "application/json");

    public static WireResponse Html(int status, string body = "<html><head><title>Gateway</title></head><body>No.</body></html>") =>
        new WireResponse(status, Encoding.UTF8.GetBytes(body)).With("Content-Type", "text/html");

    /// <summary>A refusal in Nova's own form.</summary>
    public static WireResponse Fault(int status, string kind, string message) =>
        Json(status, new JObject { [kind] = new JObject { ["code"] = status, ["message"] = message } }.ToString(Formatting.None))
            .With("OpenStack-API-Version", "compute 2.93").With("X-Compute-Request-Id", "req-" + new Guid(status, 0, 0, new byte[8]));

    public WireResponse With(string name, string value)
    {
        Without(name).Headers.Add((name, value));
        return this;
    }

    public WireResponse Adding(string name, string value)
    {
        Headers.Add((name, value));
        return this;
    }

    public WireResponse Without(string name)
    {
        Headers.RemoveAll(h => string.Equals(h.Name, name, StringComparison.OrdinalIgnoreCase));
        return this;
    }

    public WireResponse WithBody(string body) => WithBody(Encoding.UTF8.GetBytes(body));

    public WireResponse WithBody(byte[] body)
    {
        Body = body;
        return this;
    }

    public WireResponse WithStatus(int status)
    {
        Status = status;
        return this;
    }

    public WireResponse Gzipped()
    {
        Body = Gzip(Body);
        return With("Content-Encoding", "gzip");
    }

    public static byte[] Gzip(byte[] bytes)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return memory.ToArray();
    }

    /// <summary>Status line and headers. A length is added unless a framing is set.</summary>
    public string Head(bool frames = true)
    {
        var head = new StringBuilder($"{Protocol} {Status} {Reason}\r\n");
        foreach (var (name, value) in Headers)
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        if (frames && Status is not (204 or 304 or < 200))
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {Body.Length}\r\n");
        return head.Append("\r\n").ToString();
    }
}
