using System;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Compute;

namespace NovaPS.Client.Waiting;

/// <summary>
/// Somebody takes connections on a port of the server. Asked from this machine, straight, through no proxy; nothing is sent.
/// </summary>
internal sealed class TcpCondition(int port, AddressChoice choice) : WaitCondition
{
    /// <summary>What a first packet and its first repetition take.</summary>
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(3);

    /// <summary>For the connections of the whole process that are tried at once: where a firewall swallows them, they are many.</summary>
    private static readonly SemaphoreSlim Places = new(256);

    public override string Name => "Tcp:" + port.ToString(CultureInfo.InvariantCulture);

    public override async Task<string?> CheckAsync(ComputeClient client, NovaServer server, IClientLog log, CancellationToken cancellation)
    {
        if (choice.Choose(server) is not { } text)
            return "it has no " + choice;
        if (!IPAddress.TryParse(text, out var address))
            return "'" + text + "' is no address";
        await Places.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            var why = await ConnectAsync(address, client.Clock, cancellation).ConfigureAwait(false);
            if (why is null)
                log.Verbose("Server " + server + " takes connections on port " + port.ToString(CultureInfo.InvariantCulture) + " of "
                    + address + ".");
            return why;
        }
        finally
        {
            Places.Release();
        }
    }

    private async Task<string?> ConnectAsync(IPAddress address, IClock clock, CancellationToken cancellation)
    {
        var where = string.Format(CultureInfo.InvariantCulture, "port {0} of {1}", port, address);
        try
        {
            // It fails at once where this machine has no IPv6, or no more sockets.
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            return await ConnectAsync(socket, address, clock, cancellation).ConfigureAwait(false) ? null : where + " does not answer";
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode == SocketError.ConnectionRefused ? where + " refuses connections"
                : where + " cannot be reached (" + e.SocketErrorCode + ")";
        }
    }

    /// <summary>Whether somebody takes the connection within the time for it.</summary>
    private async Task<bool> ConnectAsync(Socket socket, IPAddress address, IClock clock, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var connect = socket.ConnectAsync(address, port);
        // Left alone it ends with the socket; its error is of no interest.
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
