using System;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client;

namespace NovaPS.Internal;

/// <summary>
/// Passes work from tasks to the pipeline thread. It is the only object that both use: tasks post actions, and the pipeline thread
/// runs them in order.
/// </summary>
/// <param name="verbose">Writes a message to the verbose stream.</param>
/// <param name="trace">Writes a message to the debug stream.</param>
[SuppressMessage("Reliability", "CA1001",
    Justification = "Tasks that are being canceled still post here. Without a wait handle, there is nothing to release.")]
internal sealed class PipelineDispatcher(Action<string> verbose, Action<string> trace) : IClientLog
{
    /// <summary>How many rows of a list can wait for the pipeline.</summary>
    private const int Capacity = 64;

    private readonly BlockingCollection<Action> _posted = new(new ConcurrentQueue<Action>());
    private readonly SemaphoreSlim _room = new(Capacity);

    public void Verbose(string message) => Post(() => verbose(message));

    public void Trace(string message) => Post(() => trace(message));

    /// <summary>Posts an action. It never blocks.</summary>
    public void Post(Action action) => _posted.Add(action);

    /// <summary>Posts one of many actions, and waits while too many are posted.</summary>
    public async Task PostAsync(Action action, CancellationToken cancellation)
    {
        await _room.WaitAsync(cancellation).ConfigureAwait(false);
        Post(() =>
        {
            _room.Release();
            action();
        });
    }

    /// <summary>Runs the posted actions. Call it on the pipeline thread.</summary>
    public void RunReady()
    {
        while (_posted.TryTake(out var action))
            action();
    }

    /// <summary>Runs actions until the condition holds. Call it on the pipeline thread.</summary>
    /// <param name="isDone">The condition.</param>
    /// <param name="tick">Called after each action, and at least every 250 ms.</param>
    /// <param name="cancellation">Cancels the wait.</param>
    public void RunUntil(Func<bool> isDone, Action tick, CancellationToken cancellation)
    {
        while (!isDone())
        {
            if (_posted.TryTake(out var action, 250, cancellation))
                action();
            tick();
        }
    }

    /// <summary>Runs actions until the task is completed, and returns its result. Call it on the pipeline thread.</summary>
    public T RunUntilDone<T>(Task<T> task, Action tick, CancellationToken cancellation)
    {
        // Wakes the loop if the task posts nothing.
        _ = task.ContinueWith(_ => Post(static () => { }), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        RunUntil(() => task.IsCompleted, tick, cancellation);
        RunReady();
        return task.GetAwaiter().GetResult();
    }
}
