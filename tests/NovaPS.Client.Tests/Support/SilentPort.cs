using System;
using System.Net;
using System.Net.Sockets;

namespace NovaPS.Client.Tests.Support;

/// <summary>A port on loopback that refuses connections. It is bound, so that no other program can use it.</summary>
internal sealed class SilentPort : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public SilentPort() => _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    public int Number => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    public void Dispose() => _socket.Dispose();
}
