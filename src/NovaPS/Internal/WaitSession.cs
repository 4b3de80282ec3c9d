using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Operations;
using NovaPS.Client.Waiting;

namespace NovaPS.Internal;

/// <summary>How a command waits.</summary>
/// <param name="Timeout">The time for all servers together; null for no limit; zero for one poll.</param>
internal sealed record WaitOptions(TimeSpan? Timeout)
{
    /// <summary>The limit of timers: 24 days.</summary>
    public const int MaxSeconds = int.MaxValue / 1000;

    /// <summary>The default of -Timeout.</summary>
    public static readonly TimeSpan DefaultTimeout = WaitCommand.DefaultTimeout;

    /// <summary>The conditions that must be met once a server has its status (-For).</summary>
    public IReadOnlyList<WaitCondition> Conditions { get; init; } = [];

    /// <summary>The pause between two polls; null for growing pauses.</summary>
    public TimeSpan? PollInterval { get; init; }

    /// <summary>Converts -Timeout: a negative value is no limit.</summary>
    public static TimeSpan? Limit(TimeSpan timeout) => timeout < TimeSpan.Zero ? null : timeout;
}

/// <summary>
/// The wait of one command, with one driver for each connection and one deadline for all. Callbacks run on the pipeline thread.
/// </summary>
/// <param name="dispatcher">Runs callbacks on the pipeline thread.</param>
/// <param name="options">How to wait.</param>
/// <param name="settle">Receives each operation with its outcome: the server or an error.</param>
/// <param name="end">Receives the error that ended the work of a connection, and the operations that were in progress on it.</param>
/// <param name="cancellation">Cancels the wait.</param>
internal sealed class WaitSession(
    PipelineDispatcher dispatcher,
    WaitOptions options,
    Action<TrackedOperation, NovaServer?, NovaException?> settle,
    Action<NovaConnection, NovaException, IReadOnlyList<TrackedOperation>> end,
    CancellationToken cancellation)
{
    private readonly Dictionary<NovaConnection, OperationDriver> _drivers = [];
    private readonly HashSet<TrackedOperation> _unsettled = [];
    private readonly Dictionary<NovaConnection, NovaException> _failures = [];
    private TimeSpan? _deadline;
    private bool _isStarted;
    private int _running;

    /// <summary>Whether operations are in progress or can still be added.</summary>
    public bool IsRunning => _running > 0;

    /// <summary>The operations whose outcome was not written yet.</summary>
    public IReadOnlyCollection<TrackedOperation> Unsettled => _unsettled;

    /// <summary>The operations in progress.</summary>
    public IEnumerable<TrackedOperation> InProgress => _drivers.Values.SelectMany(d => d.InProgress);

    /// <summary>Follows one more operation. The timeout runs from the first one.</summary>
    public void Add(NovaConnection connection, TrackedOperation tracked)
    {
        if (_failures.TryGetValue(connection, out var error))
        {
            end(connection, error, [tracked]);
            return;
        }

        // One deadline for all connections: except in tests, all clients have the same clock.
        if (!_isStarted)
            (_isStarted, _deadline) = (true, connection.Client!.Clock.Elapsed + options.Timeout);
        tracked.SetWait(options.Timeout, _deadline, options.Conditions);
        if (!_drivers.TryGetValue(connection, out var driver))
        {
            var client = connection.Client!;
            driver = new OperationDriver(client, new OperationIo(client, dispatcher),
                new PollBackoff(client.Clock, options.PollInterval), Settle, dispatcher);
            _drivers.Add(connection, driver);
            Run(connection, driver);
        }

        _unsettled.Add(tracked);
        driver.Add(tracked);
    }

    /// <summary>No more operations will be added.</summary>
    public void Complete()
    {
        foreach (var driver in _drivers.Values)
            driver.Complete();
    }

    private void Settle(TrackedOperation tracked, Step outcome)
    {
        switch (outcome)
        {
            case DoneStep done:
                dispatcher.Post(() => Settle(tracked, tracked.ToServer(done), null));
                break;
            case FailedStep failed:
                dispatcher.Post(() => Settle(tracked, null, OperationErrors.Of(tracked, failed)));
                break;
        }
    }

    private void Settle(TrackedOperation tracked, NovaServer? server, NovaException? error)
    {
        _unsettled.Remove(tracked);
        settle(tracked, server, error);
    }

    private void Run(NovaConnection connection, OperationDriver driver)
    {
        _running++;
        _ = Task.Run(async () =>
        {
            NovaException? error = null;
            try
            {
                await driver.RunAsync(cancellation).ConfigureAwait(false);
            }
            catch (NovaException e)
            {
                error = e;
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                // The command has ended.
            }
            catch (Exception e)
            {
                error = NovaException.Internal(e);
            }

            dispatcher.Post(() =>
            {
                _running--;
                if (error is null)
                    return;
                _failures[connection] = error;
                // The operations have their outcome now, and are no longer in progress.
                _drivers.Remove(connection);
                var ended = driver.InProgress;
                _unsettled.ExceptWith(ended);
                end(connection, error, ended);
            });
        }, CancellationToken.None);
    }
}
