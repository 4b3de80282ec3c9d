using System;
using System.Threading;
using System.Threading.Tasks;

namespace NovaPS.Client;

/// <summary>Adds cancellation to tasks that do not observe a token while they wait.</summary>
internal static class TaskCancellation
{
    /// <summary>Waits for the task, or until the token is canceled. The task is then abandoned, and its error is ignored.</summary>
    /// <exception cref="OperationCanceledException">It was canceled.</exception>
    public static async Task<T> OrCanceledAsync<T>(this Task<T> task, CancellationToken cancellation)
    {
        if (!task.IsCompleted)
        {
            var canceled = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            using (cancellation.Register(static c => ((TaskCompletionSource<bool>)c!).TrySetResult(true), canceled))
            {
                if (await Task.WhenAny(task, canceled.Task).ConfigureAwait(false) != task)
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
