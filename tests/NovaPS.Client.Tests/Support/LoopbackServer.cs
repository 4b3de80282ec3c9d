using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace NovaPS.Client.Tests.Support;

/// <summary>Accepts connections on loopback until it is disposed, and reads HTTP requests.</summary>
internal abstract class LoopbackServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();

    protected int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    protected CancellationToken Stopping => _stop.Token;

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Stop();
        _stop.Dispose();
    }

    /// <summary>Starts to accept connections. To be called at the end of the constructor.</summary>
    protected void Start()
    {
        _listener.Start();
        _ = AcceptAsync(_stop.Token);
    }

    /// <summary>Serves one connection, which is closed afterwards. It throws no exception.</summary>
    protected abstract Task ServeAsync(TcpClient client);

    /// <summary>Reads the head of a request, with the empty line; null if the client has closed the connection.</summary>
    protected async Task<string?> ReadHeadAsync(Stream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        do
        {
            if (await stream.ReadAsync(one, Stopping) == 0)
                return null;
            head.Append((char)one[0]);
        }
        while (!EndsHead(head));

        return head.ToString();
    }

    /// <summary>Reads the body of a request, whose length is in its head.</summary>
    protected async Task<byte[]> ReadBodyAsync(Stream stream, string head)
    {
        var length = head.Split("\r\n").FirstOrDefault(l => l.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        var body = new byte[length is null ? 0 : int.Parse(length.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body, Stopping);
        return body;
    }

    private static bool EndsHead(StringBuilder head) =>
        head.Length >= 4 && head[^4] == '\r' && head[^3] == '\n' && head[^2] == '\r' && head[^1] == '\n';

    private async Task AcceptAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                // Runs outside this loop, because a test's response may block and other connections must be accepted meanwhile.
                var client = await _listener.AcceptTcpClientAsync(stop);
                _ = Task.Run(() => ServeAsync(client), CancellationToken.None);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }
}
