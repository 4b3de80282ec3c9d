using System;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Compute;

namespace NovaPS.Client.Waiting;

/// <summary>
/// A port of the server accepts TCP connections from this computer. No proxy is used, and no data is sent.
/// </summary>
internal sealed class TcpCondition(int port, AddressChoice choice) : WaitCondition
{
    /// <summary>Sufficient for the first SYN packet and one retransmission.</summary>
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(3);

    /// <summary>Limits the concurrent attempts of the process. If a firewall drops the packets, there can be many.</summary>
    private static readonly SemaphoreSlim Slots = new(256);

    public override string Name => "Tcp:" + port.ToString(CultureInfo.InvariantCulture);

    /// <summary>Selects the address to connect to.</summary>
    public AddressChoice Choice => choice;

    public override async Task<string?> CheckAsync(ComputeClient client, NovaServer server, IClientLog log, CancellationToken cancellation)
    {
        if (choice.Choose(server) is not { } text)
            return "it has no " + choice;
        if (!IPAddress.TryParse(text, out var address))
            return "'" + text + "' is not an IP address";
        await Slots.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            var why = await ConnectAsync(address, client.Clock, cancellation).ConfigureAwait(false);
            if (why is null)
                log.Verbose("Server " + server + " accepts connections on port " + port.ToString(CultureInfo.InvariantCulture) + " of "
                    + address + ".");
            return why;
        }
        finally
        {
            Slots.Release();
        }
    }

    private async Task<string?> ConnectAsync(IPAddress address, IClock clock, CancellationToken cancellation)
    {
        var where = string.Format(CultureInfo.InvariantCulture, "port {0} of {1}", port, address);
        try
        {
            // This fails if this computer has no IPv6, or no more sockets.
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            return await ConnectAsync(socket, address, clock, cancellation).ConfigureAwait(false) ? null : where + " does not respond";
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode == SocketError.ConnectionRefused ? where + " refuses connections"
                : where + " cannot be reached (" + e.SocketErrorCode + ")";
        }
    }

    /// <summary>Whether the connection is accepted before the timeout.</summary>
    private async Task<bool> ConnectAsync(Socket socket, IPAddress address, IClock clock, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var connect = socket.ConnectAsync(address, port);
        // After a timeout, the attempt ends with the socket. Its exception must be observed.
        _ = connect.ContinueWith(static t => t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted,
            TaskScheduler.Default);
        await Task.WhenAny(connect, clock.DelayAsync(ConnectTimeout, limit.Token)).ConfigureAwait(false);
        limit.Cancel();
        cancellation.ThrowIfCancellationRequested();
        if (!connect.IsCompleted)
            return false;
        await connect.ConfigureAwait(false);
        return true;
    }
}
