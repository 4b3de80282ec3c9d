using System.Net;
using System.Threading;
using System.Threading.Tasks;

namespace NovaPS.Client.Diagnostics;

/// <summary>Names and ports, as this computer sees them.</summary>
internal interface INetwork
{
    /// <summary>The addresses of a name.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">There are none, or no name server responds.</exception>
    Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellation);

    /// <summary>Opens a TCP connection, and closes it. Nothing is sent.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">It was refused, or the address cannot be reached.</exception>
    Task ConnectAsync(IPAddress address, int port, CancellationToken cancellation);
}
