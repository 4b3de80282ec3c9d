using System;
using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Compute;

namespace NovaPS.Completers;

/// <summary>
/// Reads lists for completers. If a list fails or is slow, only one key press in five seconds waits for it: the next ones have no
/// completions at once.
/// </summary>
internal static class SlowLists
{
    /// <summary>Tests change it.</summary>
    internal static TimeSpan Pause = TimeSpan.FromSeconds(5);
    private static readonly ConditionalWeakTable<ComputeClient, ConcurrentDictionary<Type, TimeSpan>> Failures = new();

    /// <summary>Reads a list of a connection.</summary>
    /// <param name="client">The connection.</param>
    /// <param name="completer">The type of the completer, which stands for the list.</param>
    /// <param name="read">Reads the list.</param>
    /// <exception cref="OperationCanceledException">The time limit has passed, or the list failed a moment ago.</exception>
    public static T Read<T>(ComputeClient client, Type completer, Func<CancellationToken, Task<T>> read)
    {
        var failures = Failures.GetOrCreateValue(client);
        if (failures.TryGetValue(completer, out var failedAt) && client.Clock.Elapsed - failedAt < Pause)
            throw new OperationCanceledException();
        var isRead = false;
        try
        {
            var list = Completion.Wait(read);
            isRead = true;
            return list;
        }
        finally
        {
            if (!isRead)
                failures[completer] = client.Clock.Elapsed;
        }
    }
}
