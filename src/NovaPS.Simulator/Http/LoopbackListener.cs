using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace NovaPS.Simulator.Http;

/// <summary>Accepts connections on 127.0.0.1 and knows all that are open, so that it can close them.</summary>
internal sealed class LoopbackListener : IDisposable
{
    private readonly TcpListener _listener;
    private readonly IRequestHandler _handler;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<HttpConnection, Task> _connections = [];
    private readonly Task _accepting;
    private bool _isStopped;

    public LoopbackListener(int port, IRequestHandler handler)
    {
        _handler = handler;
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start(512);
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = Task.Run(AcceptAsync);
    }

    public int Port { get; }

    public bool IsRunning
    {
        get
        {
            lock (_connections)
                return !_isStopped;
        }
    }

    /// <summary>Closes everything and waits until nothing runs any more.</summary>
    public void Dispose()
    {
        var running = new List<Task> { _accepting };
        lock (_connections)
        {
            if (!_isStopped)
            {
                _isStopped = true;
                _stopping.Cancel();
                _listener.Stop();
            }

            foreach (var connection in _connections)
            {
                connection.Key.Close();
                running.Add(connection.Value);
            }
        }

        // None of these tasks waits for this thread, and none of them fails: they end because their sockets are closed.
        Task.WhenAll(running).GetAwaiter().GetResult();
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        var number = 0;
        while (IsRunning)
        {
            Socket socket;
            try
            {
                socket = await _listener.AcceptSocketAsync().ConfigureAwait(false);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                // A client that is gone before it was accepted ends nothing; a listener that was stopped ends the loop.
                continue;
            }

            var connection = new HttpConnection(socket, ++number, _handler, _stopping.Token);
            lock (_connections)
            {
                if (_isStopped)
                    connection.Close();
                else
                    _connections.Add(connection, Task.Run(() => RunAsync(connection)));
            }
        }
    }

    private async Task RunAsync(HttpConnection connection)
    {
        await connection.RunAsync().ConfigureAwait(false);
        lock (_connections)
            _connections.Remove(connection);
    }
}
