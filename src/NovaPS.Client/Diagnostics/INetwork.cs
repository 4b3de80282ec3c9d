using System.Net;
using System.Threading;
using System.Threading.Tasks;

namespace NovaPS.Client.Diagnostics;

/// <summary>Resolves names and opens ports. Tests replace it.</summary>
internal interface INetwork
{
    /// <summary>Resolves a name.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">The name has no address, or no name server responds.</exception>
    Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellation);

    /// <summary>Opens and closes a TCP connection. No data is sent.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">The connection was refused, or the address cannot be reached.</exception>
    Task ConnectAsync(IPAddress address, int port, CancellationToken cancellation);
}
