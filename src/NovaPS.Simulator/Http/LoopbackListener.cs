using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace NovaPS.Simulator.Http;

/// <summary>Accepts connections on 127.0.0.1 and knows all that are open, so that it can close them.</summary>
internal sealed class LoopbackListener : IDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<HttpConnection, Task> _connections = [];
    private Task _accepting = Task.CompletedTask;
    private bool _isStopped;

    /// <summary>Takes the port. Clients can connect from now on, and wait until <see cref="Start"/>.</summary>
    public LoopbackListener(int port)
    {
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start(512);
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
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

    public void Start(IRequestHandler handler) => _accepting = Task.Run(() => AcceptAsync(handler));

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
                connection.Key.Dispose();
                running.Add(connection.Value);
            }
        }

        // None of these tasks waits for this thread, and none of them fails: they end because their sockets are closed.
        Task.WhenAll(running).GetAwaiter().GetResult();
        _stopping.Dispose();
    }

    private async Task AcceptAsync(IRequestHandler handler)
    {
        var number = 0;
        while (IsRunning)
        {
            HttpConnection connection;
            try
            {
                var socket = await _listener.AcceptSocketAsync().ConfigureAwait(false);
                connection = new HttpConnection(socket, ++number, handler, _stopping.Token);
            }
            catch (Exception e) when (e is SocketException or IOException or InvalidOperationException)
            {
                // A client that is gone before it was accepted ends nothing; a listener that was stopped ends the loop.
                continue;
            }

            lock (_connections)
            {
                if (_isStopped)
                    connection.Dispose();
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
