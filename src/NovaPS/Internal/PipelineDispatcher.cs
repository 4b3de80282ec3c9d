using System;
using System.Collections.Generic;
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
internal sealed class PipelineDispatcher(Action<string> verbose, Action<string> trace) : IClientLog
{
    /// <summary>The longest time between two ticks, in milliseconds.</summary>
    private const int LongestPause = 250;

    /// <summary>The actions, which also is the lock.</summary>
    private readonly Queue<Action> _posted = new();

    /// <inheritdoc/>
    public bool IsTraced { get; set; } = true;

    public void Verbose(string message) => Post(() => verbose(message));

    public void Trace(string message) => Post(() => trace(message));

    /// <summary>Posts an action. It never blocks.</summary>
    public void Post(Action action)
    {
        lock (_posted)
        {
            _posted.Enqueue(action);
            Monitor.Pulse(_posted);
        }
    }

    /// <summary>Runs the posted actions. Call it on the pipeline thread.</summary>
    public void RunReady()
    {
        while (Take(0) is { } action)
            action();
    }

    /// <summary>Runs actions until the condition holds. Call it on the pipeline thread.</summary>
    /// <param name="isDone">The condition.</param>
    /// <param name="tick">Called after each action, and at least every 250 ms.</param>
    /// <param name="cancellation">Cancels the wait.</param>
    public void RunUntil(Func<bool> isDone, Action tick, CancellationToken cancellation)
    {
        if (isDone())
            return;
        // Wakes the loop.
        using var wake = cancellation.Register(static posted => ((PipelineDispatcher)posted!).Post(static () => { }), this);
        while (!isDone())
        {
            cancellation.ThrowIfCancellationRequested();
            Take(LongestPause)?.Invoke();
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

    /// <summary>Returns the next action; null if there is none within a time, in milliseconds.</summary>
    private Action? Take(int wait)
    {
        lock (_posted)
        {
            if (_posted.Count == 0 && (wait == 0 || !Monitor.Wait(_posted, wait) || _posted.Count == 0))
                return null;
            return _posted.Dequeue();
        }
    }
}
