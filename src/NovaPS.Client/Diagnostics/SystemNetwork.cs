using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace NovaPS.Client.Diagnostics;

/// <summary>The network of this computer.</summary>
internal sealed class SystemNetwork : INetwork
{
    public static readonly SystemNetwork Instance = new();

    public Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellation) =>
        Dns.GetHostAddressesAsync(host).OrCanceledAsync(cancellation);

    public async Task ConnectAsync(IPAddress address, int port, CancellationToken cancellation)
    {
        // After a timeout, the attempt ends with the socket.
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await ConnectAsync(socket, address, port).OrCanceledAsync(cancellation).ConfigureAwait(false);
    }

    private static async Task<bool> ConnectAsync(Socket socket, IPAddress address, int port)
    {
        await socket.ConnectAsync(address, port).ConfigureAwait(false);
        return true;
    }
}
