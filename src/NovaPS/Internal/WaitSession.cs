using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Waiting;

namespace NovaPS.Internal;

/// <summary>
/// The waiting of one command, over all its connections: one waiter for each, one budget for all. What it calls back runs on the
/// pipeline thread.
/// </summary>
/// <param name="queue">Where background work leaves what it has for the pipeline thread.</param>
/// <param name="options">How to wait.</param>
/// <param name="arrive">Takes a server that arrived, or the error that it ended in.</param>
/// <param name="end">Takes the error that ended a connection's work, and what was still waited for there.</param>
/// <param name="cancellation">Ends it all.</param>
internal sealed class WaitSession(
    PipelineDispatcher queue,
    WaitOptions options,
    Action<WaitItem, NovaServer?, NovaException?> arrive,
    Action<NovaConnection, NovaException, IReadOnlyList<WaitItem>> end,
    CancellationToken cancellation)
{
    private readonly Dictionary<NovaConnection, ServerWaiter> _waiters = [];
    private readonly Dictionary<NovaConnection, NovaException> _ended = [];
    private WaitBudget? _budget;
    private int _running;

    /// <summary>Whether anything is still waited for, or may yet come.</summary>
    public bool IsRunning => _running > 0;

    /// <summary>What is still waited for.</summary>
    public IEnumerable<WaitItem> Waiting => _waiters.Values.SelectMany(w => w.Waiting);

    /// <summary>Waits for one more. The time runs from the first.</summary>
    public void Add(NovaConnection connection, WaitItem item)
    {
        if (_ended.TryGetValue(connection, out var error))
        {
            end(connection, error, [item]);
            return;
        }

        if (!_waiters.TryGetValue(connection, out var waiter))
        {
            var client = connection.Client!;
            _budget ??= new WaitBudget(options.Timeout, client.Clock);
            _budget.Start();
            waiter = new ServerWaiter(client, options.Status, options.Conditions, options.PollInterval, _budget, (i, server, failure) => queue.Post(() => arrive(i, server, failure)), queue);
            _waiters.Add(connection, waiter);
            Run(connection, waiter);
        }

        waiter.Add(item);
    }

    /// <summary>No more will come.</summary>
    public void Complete()
    {
        foreach (var waiter in _waiters.Values)
            waiter.Complete();
    }

    private void Run(NovaConnection connection, ServerWaiter waiter)
    {
        _running++;
        _ = Task.Run(async () =>
        {
            NovaException? error = null;
            try
            {
                await waiter.RunAsync(cancellation).ConfigureAwait(false);
            }
            catch (NovaException e)
            {
                error = e;
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                // Nobody waits any more.
            }
            catch (Exception e)
            {
                error = NovaException.Internal(e);
            }

            queue.Post(() =>
            {
                _running--;
                if (error is null)
                    return;
                _ended[connection] = error;
                end(connection, error, waiter.Waiting);
            });
        }, CancellationToken.None);
    }
}
