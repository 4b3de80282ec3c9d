using System;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client;

namespace NovaPS.Internal;

/// <summary>
/// What background work leaves for the pipeline thread: the only thing that both touch. Tasks post; the pipeline thread runs
/// what they posted, in order.
/// </summary>
/// <param name="verbose">Writes a message to the verbose stream.</param>
/// <param name="trace">Writes a message to the debug stream.</param>
[SuppressMessage("Reliability", "CA1001",
    Justification = "Tasks that are being cancelled still post here; without a wait handle there is nothing to free.")]
internal sealed class PipelineDispatcher(Action<string> verbose, Action<string> trace) : IClientLog
{
    /// <summary>Rows that may lie between a list and the pipeline.</summary>
    private const int Capacity = 64;

    private readonly BlockingCollection<Action> _posted = new(new ConcurrentQueue<Action>());
    private readonly SemaphoreSlim _room = new(Capacity);

    public void Verbose(string message) => Post(() => verbose(message));

    public void Trace(string message) => Post(() => trace(message));

    /// <summary>Leaves something for the pipeline thread; never blocks.</summary>
    public void Post(Action action) => _posted.Add(action);

    /// <summary>The same for one of many: waits while the pipeline is behind.</summary>
    public async Task PostAsync(Action action, CancellationToken cancellation)
    {
        await _room.WaitAsync(cancellation).ConfigureAwait(false);
        Post(() =>
        {
            _room.Release();
            action();
        });
    }

    /// <summary>Runs what is there. On the pipeline thread.</summary>
    public void RunReady()
    {
        while (_posted.TryTake(out var action))
            action();
    }

    /// <summary>Runs what comes until the condition holds. On the pipeline thread.</summary>
    /// <param name="isDone">Asked after each step.</param>
    /// <param name="tick">Called now and then, also when nothing comes.</param>
    /// <param name="cancellation">Ends it at once.</param>
    public void RunUntil(Func<bool> isDone, Action tick, CancellationToken cancellation)
    {
        while (!isDone())
        {
            if (_posted.TryTake(out var action, 250, cancellation))
                action();
            tick();
        }
    }

    /// <summary>Runs what comes until the task has ended, and returns its result. On the pipeline thread.</summary>
    public T RunUntilDone<T>(Task<T> task, Action tick, CancellationToken cancellation)
    {
        // Wakes the loop when the task posts nothing of its own.
        _ = task.ContinueWith(_ => Post(static () => { }), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        RunUntil(() => task.IsCompleted, tick, cancellation);
        RunReady();
        return task.GetAwaiter().GetResult();
    }
}
