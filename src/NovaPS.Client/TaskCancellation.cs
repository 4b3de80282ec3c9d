using System;
using System.Threading;
using System.Threading.Tasks;

namespace NovaPS.Client;

/// <summary>Cancels what cannot be cancelled, or passes over the token while it waits.</summary>
internal static class TaskCancellation
{
    /// <summary>Waits for the task until it is cancelled. It is abandoned then, and so is its error.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task<T> OrCancelledAsync<T>(this Task<T> task, CancellationToken cancellation)
    {
        if (!task.IsCompleted)
        {
            var cancelled = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            using (cancellation.Register(static c => ((TaskCompletionSource<bool>)c!).TrySetResult(true), cancelled))
            {
                if (await Task.WhenAny(task, cancelled.Task).ConfigureAwait(false) != task)
                {
                    _ = task.ContinueWith(static t => t.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously,
                        TaskScheduler.Default);
                    throw new OperationCanceledException(cancellation);
                }
            }
        }

        return await task.ConfigureAwait(false);
    }
}
