using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;

namespace NovaPS.Internal;

/// <summary>
/// Runs the requests of a command in the background, and counts those in flight. Only the pipeline thread calls its members.
/// </summary>
/// <param name="dispatcher">Runs outcomes on the pipeline thread.</param>
/// <param name="isStopping">Whether PowerShell is stopping the pipeline, so that nothing can be written.</param>
/// <param name="cancellation">Cancels the requests.</param>
internal sealed class WorkQueue(PipelineDispatcher dispatcher, Func<bool> isStopping, CancellationToken cancellation)
{
    private readonly Dictionary<NovaConnection, int> _inFlight = [];

    /// <summary>The number of requests in flight.</summary>
    public int InFlight { get; private set; }

    /// <summary>Whether no request is in flight.</summary>
    public bool IsEmpty => InFlight == 0;

    /// <summary>
    /// Whether one more request can be started. Requests above the limit of the connection would only wait in its limiter.
    /// </summary>
    /// <param name="connection">The connection.</param>
    /// <param name="limit">How many requests of the command can be in flight at once, over all connections.</param>
    public bool HasRoom(NovaConnection connection, int limit) =>
        InFlight < limit && CountOf(connection) < connection.Client!.MaxConcurrency;

    /// <summary>Starts a request.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="work">Sends the request. The action that it returns runs on the pipeline thread.</param>
    /// <param name="fail">Receives the error, on the pipeline thread.</param>
    public void Start(NovaConnection connection, Func<CancellationToken, Task<Action>> work, Action<NovaException> fail)
    {
        _inFlight[connection] = CountOf(connection) + 1;
        InFlight++;
        _ = Task.Run(async () =>
        {
            Action outcome;
            try
            {
                outcome = await work(cancellation).ConfigureAwait(false);
            }
            catch (NovaException e)
            {
                outcome = () => fail(e);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                outcome = () => fail(NovaException.Internal(e));
            }

            dispatcher.Post(() =>
            {
                // An outcome that cannot be written counts as in flight, so that the warning includes its request.
                if (isStopping())
                    throw new PipelineStoppedException();
                _inFlight[connection]--;
                InFlight--;
                outcome();
            });
        }, CancellationToken.None);
    }

    private int CountOf(NovaConnection connection) => _inFlight.TryGetValue(connection, out var count) ? count : 0;
}
