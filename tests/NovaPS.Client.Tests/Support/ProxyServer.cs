using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;

namespace NovaPS.Client.Tests.Support;

/// <summary>
/// An HTTP proxy on loopback: CONNECT and absolute-form, with Basic authentication if a credential is set. Hosts below example are on
/// loopback too.
/// </summary>
internal sealed class ProxyServer : LoopbackServer
{
    private readonly ConcurrentQueue<string> _lines = new();

    public ProxyServer() => Start();

    /// <summary>The credential that clients must send, as "user:password"; null if none is required.</summary>
    public string? Credential { get; init; }

    /// <summary>The status of the response to each accepted request; null to forward the request.</summary>
    public int? Refusal { get; init; }

    /// <summary>The body of refusals, as from a proxy that echoes: {0} is replaced with the headers of the request.</summary>
    public string Page { get; init; } = "refused";

    public string Address => "127.0.0.1:" + Port;

    /// <summary>The request lines, including those of refused requests.</summary>
    public IReadOnlyList<string> Lines => _lines.ToArray();

    protected override async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                while (await ReadHeadAsync(stream) is { } head && await ServeAsync(stream, head))
                {
                }
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
            {
            }
        }
    }

    /// <summary>Serves a request. Returns false when the connection has ended.</summary>
    private async Task<bool> ServeAsync(NetworkStream stream, string head)
    {
        var line = head.Split("\r\n")[0].Split(' ');
        _lines.Enqueue(line[0] + " " + line[1]);
        var wanted = Credential is null ? null : "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(Credential));
        if (wanted is not null && !head.Contains("Proxy-Authorization: " + wanted + "\r\n", StringComparison.OrdinalIgnoreCase))
        {
            await ReadBodyAsync(stream, head);
            await RefuseAsync(stream, 407, head, "Proxy-Authenticate: Basic realm=\"test\"\r\n");
            return true;
        }

        if (Refusal is { } status)
        {
            await ReadBodyAsync(stream, head);
            await RefuseAsync(stream, status, head, string.Empty);
            return true;
        }

        var uri = new Uri(line[0] == "CONNECT" ? "http://" + line[1] : line[1]);
        using var target = new TcpClient();
        await target.ConnectAsync(uri.Host.EndsWith(".example", StringComparison.Ordinal) ? "127.0.0.1" : uri.Host, uri.Port, Stopping);
        var origin = target.GetStream();
        if (line[0] == "CONNECT")
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray(), Stopping);
            await Task.WhenAny(stream.CopyToAsync(origin, Stopping), origin.CopyToAsync(stream, Stopping));
            return false;
        }

        // One request per connection, on both sides.
        await origin.WriteAsync(Encoding.ASCII.GetBytes(head.Replace(line[1], uri.PathAndQuery, StringComparison.Ordinal)
            .Replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n", StringComparison.Ordinal)), Stopping);
        await origin.WriteAsync(await ReadBodyAsync(stream, head), Stopping);
        using var response = new MemoryStream();
        await origin.CopyToAsync(response, Stopping);
        var text = Encoding.Latin1.GetString(response.ToArray());
        var end = text.IndexOf("\r\n", StringComparison.Ordinal);
        await stream.WriteAsync(Encoding.Latin1.GetBytes(text.Insert(end < 0 ? 0 : end, "\r\nConnection: close")), Stopping);
        return false;
    }

    private async Task RefuseAsync(NetworkStream stream, int status, string head, string headers)
    {
        var page = Page.Replace("{0}", head, StringComparison.Ordinal);
        await stream.WriteAsync(Encoding.UTF8.GetBytes(
            $"HTTP/1.1 {status} No\r\n{headers}Content-Length: {Encoding.UTF8.GetByteCount(page)}\r\n\r\n{page}"), Stopping);
    }
}
