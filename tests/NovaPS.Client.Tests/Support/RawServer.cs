using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace NovaPS.Client.Tests.Support;

/// <summary>A server on loopback that records every byte it receives and responds with the bytes that a test specifies.</summary>
internal sealed class RawServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
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
        _listener.Start();
        _ = AcceptAsync();
    }

    public Uri Url => new((_tls is null ? "http://127.0.0.1:" : "https://localhost:") + ((IPEndPoint)_listener.LocalEndpoint).Port);

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

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                // Runs outside this loop, because a test's response may block and other connections must be accepted meanwhile.
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _ = Task.Run(() => ServeAsync(client), CancellationToken.None);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task ServeAsync(TcpClient client)
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
                        await Write(request, stream, _stop.Token);
                        return;
                    }

                    var response = await _respond(request).WaitAsync(_stop.Token);
                    if (response is null)
                    {
                        client.LingerState = new LingerOption(true, 0);
                        return;
                    }

                    await stream.WriteAsync(Encoding.UTF8.GetBytes(response), _stop.Token);
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
        await stream.AuthenticateAsServerAsync(_tls, _stop.Token);
        return stream;
    }

    private async Task<RawRequest?> ReadAsync(Stream stream, Socket socket)
    {
        var bytes = new List<byte>();
        var one = new byte[1];
        while (!EndsHead(bytes))
        {
            if (await stream.ReadAsync(one, _stop.Token) == 0)
                return null;
            bytes.Add(one[0]);
        }

        var head = Encoding.ASCII.GetString(bytes.ToArray());
        var length = head.Split("\r\n").FirstOrDefault(l => l.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        var body = new byte[length is null ? 0 : int.Parse(length.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body, _stop.Token);
        return new RawRequest(head, Encoding.UTF8.GetString(body)) { Socket = socket };
    }

    private static bool EndsHead(List<byte> bytes) =>
        bytes.Count >= 4 && bytes[^4] == '\r' && bytes[^3] == '\n' && bytes[^2] == '\r' && bytes[^1] == '\n';
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
