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
        OrCancelledAsync(Dns.GetHostAddressesAsync(host), cancellation);

    public async Task ConnectAsync(IPAddress address, int port, CancellationToken cancellation)
    {
        // An attempt that is left alone ends with the socket.
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await OrCancelledAsync(ConnectAsync(socket, address, port), cancellation).ConfigureAwait(false);
    }

    private static async Task<bool> ConnectAsync(Socket socket, IPAddress address, int port)
    {
        await socket.ConnectAsync(address, port).ConfigureAwait(false);
        return true;
    }

    /// <summary>The result, or an OperationCanceledException as soon as it is cancelled: .NET Standard cannot cancel these.</summary>
    private static async Task<T> OrCancelledAsync<T>(Task<T> task, CancellationToken cancellation)
    {
        // Nobody waits for the error of a task that was left alone.
        _ = task.ContinueWith(static t => t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted,
            TaskScheduler.Default);
        var cancelled = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using (cancellation.Register(() => cancelled.TrySetResult(true)))
            await Task.WhenAny(task, cancelled.Task).ConfigureAwait(false);
        if (!task.IsCompleted)
            cancellation.ThrowIfCancellationRequested();
        return await task.ConfigureAwait(false);
    }
}
