using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace NovaPS.Client.Tests.Support;

/// <summary>A server on loopback that records every byte it receives and responds with the bytes that a test specifies.</summary>
internal sealed class RawServer : LoopbackServer
{
    private readonly ConcurrentQueue<RawRequest> _requests = new();
    private readonly Func<RawRequest, Task<string?>> _respond;
    private readonly SslServerAuthenticationOptions? _tls;

    /// <param name="response">The whole response as text, from status line to body; null to reset the connection.</param>
    public RawServer(Func<RawRequest, string?> response)
        : this(request => Task.FromResult(response(request)))
    {
    }

    /// <param name="response">The whole response.</param>
    /// <param name="tls">The TLS options; null for no TLS.</param>
    public RawServer(Func<RawRequest, Task<string?>> response, SslServerAuthenticationOptions? tls = null)
    {
        _respond = response;
        _tls = tls;
        Start();
    }

    public Uri Url => new((_tls is null ? "http://127.0.0.1:" : "https://localhost:") + Port);

    public IReadOnlyList<RawRequest> Requests => _requests.ToArray();

    /// <summary>
    /// Writes a response that is not text or does not end, in place of the other. The connection is closed after it. It ends with an
    /// IOException when the client closes the connection.
    /// </summary>
    public Func<RawRequest, Stream, CancellationToken, Task>? Write { get; init; }

    /// <summary>Clears the recorded requests.</summary>
    public void Forget() => _requests.Clear();

    /// <summary>A response with Content-Length.</summary>
    public static string Respond(int status, string body = "", string headers = "", string type = "application/json") =>
        $"HTTP/1.1 {status} X\r\nContent-Type: {type}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n{headers}\r\n{body}";

    protected override async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = await OpenAsync(client);
                while (await ReadAsync(stream, client.Client) is { } request)
                {
                    _requests.Enqueue(request);
                    if (Write is not null)
                    {
                        await Write(request, stream, Stopping);
                        return;
                    }

                    var response = await _respond(request).WaitAsync(Stopping);
                    if (response is null)
                    {
                        client.LingerState = new LingerOption(true, 0);
                        return;
                    }

                    await stream.WriteAsync(Encoding.UTF8.GetBytes(response), Stopping);
                    if (response.Contains("Connection: close", StringComparison.OrdinalIgnoreCase))
                        return;
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or AuthenticationException)
            {
            }
        }
    }

    private async Task<Stream> OpenAsync(TcpClient client)
    {
        if (_tls is null)
            return client.GetStream();
        var stream = new SslStream(client.GetStream());
        await stream.AuthenticateAsServerAsync(_tls, Stopping);
        return stream;
    }

    private async Task<RawRequest?> ReadAsync(Stream stream, Socket socket) => await ReadHeadAsync(stream) is { } head
        ? new RawRequest(head, Encoding.UTF8.GetString(await ReadBodyAsync(stream, head))) { Socket = socket } : null;
}

/// <summary>A request as received.</summary>
internal sealed record RawRequest(string Head, string Body)
{
    public Socket? Socket { get; init; }

    /// <summary>Whether the client has closed the connection of a request that has no response yet.</summary>
    public bool IsAbandoned => Socket is { } socket && socket.Poll(0, SelectMode.SelectRead) && socket.Available == 0;

    public string Line => Head.Split("\r\n")[0];

    public string Target => Line.Split(' ')[1];

    public IReadOnlyList<string> Headers => Head.Split("\r\n").Skip(1).Where(l => l.Length > 0).ToArray();

    public string? Header(string name) =>
        Headers.FirstOrDefault(h => h.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))?.Substring(name.Length + 1).Trim();
}
