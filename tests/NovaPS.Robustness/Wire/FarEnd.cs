using System;
using System.Collections.Concurrent;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace NovaPS.Robustness.Wire;

/// <summary>
/// A proxy on loopback before a simulator. It forwards requests, changes the responses, and counts both.
/// </summary>
internal sealed class FarEnd : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Exchange, bool> _busy = new();
    private readonly ConcurrentDictionary<Socket, bool> _open = new();
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false });
    private readonly Func<Exchange, Task<bool>> _respond;
    private readonly Uri _upstream;
    private long _activity;
    private long _bytes;

    /// <param name="upstream">The simulator.</param>
    /// <param name="respond">Writes the response; returns whether the connection stays open.</param>
    public FarEnd(Uri upstream, Func<Exchange, Task<bool>> respond)
    {
        (_upstream, _respond) = (upstream, respond);
        _listener.Start(512);
        _ = AcceptAsync();
    }

    public Uri Url => new("http://127.0.0.1:" + ((IPEndPoint)_listener.LocalEndpoint).Port);

    /// <summary>The password.</summary>
    public string Secret { get; init; } = string.Empty;

    /// <summary>The tokens that were issued.</summary>
    public ConcurrentQueue<string> Tokens { get; } = new();

    public ConcurrentQueue<Request> Requests { get; } = new();

    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Whether a client read as much of a response as there was.</summary>
    public bool Unbounded { get; set; }

    /// <summary>Connections that are open on both sides.</summary>
    public int Open => _open.Count;

    public bool IsBusy => !_busy.IsEmpty;

    /// <summary>Changes when something happens.</summary>
    public long Activity => Interlocked.Read(ref _activity);

    public void Count(int bytes)
    {
        Interlocked.Add(ref _bytes, bytes);
        Interlocked.Increment(ref _activity);
    }

    public void Release(Exchange exchange) => _busy.TryRemove(exchange, out _);

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Stop();
        foreach (var socket in _open.Keys)
            socket.Dispose();
        _client.Dispose();
        _stop.Dispose();
    }

    /// <summary>Has the simulator carry a request out, and names this end in its response instead of itself.</summary>
    public async Task<WireResponse> ForwardAsync(Request request, CancellationToken cancellation)
    {
        using var message = new HttpRequestMessage(new HttpMethod(request.Method), new Uri(_upstream, request.Target));
        foreach (var line in request.Head.Split("\r\n").Skip(1).Where(l => l.Length > 0))
        {
            var (name, value) = (line.Split(':')[0], line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim());
            if (!name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase) && name is not ("Host" or "Connection"))
                message.Headers.TryAddWithoutValidation(name, value);
        }

        if (request.Body.Length > 0)
        {
            message.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(request.Body));
            message.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        }

        using var response = await _client.SendAsync(message, cancellation);
        var body = await response.Content.ReadAsStringAsync(cancellation);
        var result = new WireResponse((int)response.StatusCode, Encoding.UTF8.GetBytes(Rename(body)))
        {
            Reason = response.ReasonPhrase ?? "X",
        };
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers))
        {
            if (name is not ("Content-Length" or "Connection" or "Transfer-Encoding" or "Keep-Alive"))
                result.Headers.AddRange(values.Select(v => (name, Rename(v))));
        }

        foreach (var token in result.Headers.Where(h => h.Name == "X-Subject-Token"))
            Tokens.Enqueue(token.Value);
        return result;
    }

    private string Rename(string text) =>
        text.Replace(_upstream.GetLeftPart(UriPartial.Authority), Url.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal);

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var socket = await _listener.AcceptSocketAsync(_stop.Token);
                socket.NoDelay = true;
                _open[socket] = true;
                _ = Task.Run(() => ServeAsync(socket), CancellationToken.None);
            }
            catch (Exception e) when (IsEnd(e))
            {
            }
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            using var stream = new NetworkStream(socket, ownsSocket: true);
            while (await Request.ReadAsync(stream, _stop.Token) is { } request)
            {
                Requests.Enqueue(request);
                Interlocked.Increment(ref _activity);
                var exchange = new Exchange(this, request, socket, stream, _stop.Token);
                _busy[exchange] = true;
                try
                {
                    if (!await _respond(exchange))
                        break;
                }
                finally
                {
                    Release(exchange);
                    Interlocked.Increment(ref _activity);
                }
            }
        }
        catch (Exception e) when (IsEnd(e))
        {
            // The client has enough, or the test is over.
        }
        finally
        {
            _open.TryRemove(socket, out _);
        }
    }

    private static bool IsEnd(Exception e) =>
        e is IOException or SocketException or OperationCanceledException or ObjectDisposedException or HttpRequestException;
}
