using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace NovaPS.Simulator.Http;

/// <summary>Accepts connections on 127.0.0.1, and keeps a list of the open ones to close them.</summary>
internal sealed class LoopbackListener : IDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<HttpConnection, Task> _connections = [];
    private Task _accepting = Task.CompletedTask;
    private bool _isStopped;

    /// <summary>Opens the port. Clients can connect, but get no response until <see cref="Start"/>.</summary>
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

    /// <summary>Closes the port and all connections, and waits until no request is in progress.</summary>
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

        // These tasks do not wait for this thread and do not fail: they end because their sockets are closed.
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
                // The client may have disconnected before it was accepted. The loop ends only if the listener was stopped.
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
