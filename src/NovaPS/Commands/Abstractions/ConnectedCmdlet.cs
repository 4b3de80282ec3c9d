using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Errors;
using NovaPS.Client.Operations;
using NovaPS.Internal;
using NovaPS.Parameters;

namespace NovaPS.Commands.Abstractions;

/// <summary>
/// A cmdlet that works through connections: up to so many requests at once, each with exactly one outcome. An error that
/// ends a connection's work is kept until the rest is settled, and counts what was not sent.
/// </summary>
public abstract class ConnectedCmdlet : CancellableCmdlet
{
    private readonly List<ConnectionFailure> _failedConnections = [];
    private readonly List<(NovaException Error, object? Target)> _deferredErrors = [];
    private readonly List<object?> _skipped = [];
    private readonly HashSet<NovaConnection> _used = [];
    private int _inFlight;

    /// <summary>
    /// Specifies the connection to use, from Connect-NovaProject or Get-NovaConnection. It must be open. By default, an
    /// object uses the connection that it came from, and ids and names use the default connection. If there is neither, the
    /// error is NovaNotConnected.
    /// </summary>
    [Parameter]
    [ValidateConnection]
    public NovaConnection? Connection { get; set; }

    /// <summary>
    /// How many servers are still waited for, where that is the work: they have no outcome when an error ends the command.
    /// </summary>
    private protected virtual int StillWaitedFor => 0;

    /// <summary>How many requests may be under way at once.</summary>
    private protected virtual int MaxInFlight => 16;

    /// <summary>Whether nothing more may be begun, because an error is to end the command.</summary>
    private protected bool IsStopping => _deferredErrors.Count > 0;

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        WaitForPending();
        WriteConnectionFailures();
    }

    /// <summary>The connection that applies; null when there is none, which then stands among what has ended.</summary>
    /// <param name="own">The connection of the object.</param>
    /// <param name="input">What the user gave.</param>
    private protected NovaConnection? Resolve(NovaConnection? own, object? input)
    {
        var list = ConnectionList.Of(this);
        var wanted = Connection ?? own ?? list.Default;
        var found = wanted is null ? null : list.Find(wanted);
        if (found is null)
        {
            FailConnection(wanted, wanted is null ? new NovaException(NovaErrorId.NovaNotConnected, "not connected")
                : ConnectionList.NotOpen(wanted), input);
            return null;
        }

        if (_failedConnections.Find(e => e.Connection == found) is { } ended)
        {
            ended.NotSent.Add(input);
            return null;
        }

        _used.Add(found);
        return found;
    }

    /// <summary>
    /// Begins a piece of work, once there is room. What it returns runs on the pipeline thread; its error is written for the input.
    /// </summary>
    private protected void Begin(NovaConnection connection, object? input,
        Func<CancellationToken, Task<Action>> work, Action<NovaException>? describe = null)
    {
        if (_inFlight >= MaxInFlight)
            RunUntil(() => _inFlight < MaxInFlight || IsStopping);
        if (IsStopping)
        {
            Skip(input);
            return;
        }

        if (_failedConnections.Find(e => e.Connection == connection) is { } ended)
        {
            ended.NotSent.Add(input);
            return;
        }

        _inFlight++;
        // Nothing of the cmdlet is read from here on but the queue.
        var (queue, cancellation) = (Dispatcher, Cancellation);
        _ = Task.Run(async () =>
        {
            Action outcome;
            try
            {
                outcome = await work(cancellation).ConfigureAwait(false);
            }
            catch (NovaException e)
            {
                outcome = () => Fail(connection, input, e, describe);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                outcome = () => Fail(connection, input, NovaException.Internal(e), describe);
            }

            queue.Post(() =>
            {
                _inFlight--;
                outcome();
            });
        }, CancellationToken.None);
    }

    /// <summary>Writes an error for an input, or keeps it when it ends more than that.</summary>
    private protected void Fail(NovaConnection? connection, object? input, NovaException error, Action<NovaException>? describe = null)
    {
        if (error.ErrorId.IsConnectionFatal())
        {
            FailConnection(connection, error, input, isSent: error.Attempts > 0);
            return;
        }

        describe?.Invoke(error);
        Report(error, input);
    }

    /// <summary>Writes an error for an input. One that is to stop the command waits until what is under way is settled.</summary>
    private protected void Report(NovaException error, object? target)
    {
        if (StopsOnError)
            _deferredErrors.Add((error, target));
        else
            WriteError(error, target);
    }

    /// <summary>Ends the work of a connection: nothing more is sent there.</summary>
    /// <param name="connection">The connection; null: there is none.</param>
    /// <param name="error">Why.</param>
    /// <param name="input">What the user gave.</param>
    /// <param name="isSent">Whether a request was sent for it.</param>
    private protected void FailConnection(NovaConnection? connection, NovaException error, object? input, bool isSent = false)
    {
        // Each object that was deserialised has a name tag of its own: they are one where they mean one.
        var ended = _failedConnections.Find(e => e.Connection == connection
            || (e.Connection is { IsTag: true } tag && connection is { IsTag: true } && tag.IsSameTarget(connection)));
        if (ended is null)
            _failedConnections.Add(ended = new ConnectionFailure(connection, error, input));
        if (isSent)
            ended.Refused++;
        else
            ended.NotSent.Add(input);
    }

    /// <summary>Ends the work of a connection where servers were only waited for: nothing was to be sent for them.</summary>
    private protected void EndWaiting(NovaConnection connection, NovaException error, IReadOnlyList<TrackedOperation> items)
    {
        foreach (var item in items)
            FailConnection(connection, error, item.Input, isSent: true);
        if (_failedConnections.Find(e => e.Connection == connection) is { } ended)
            ended.Waited += items.Count;
    }

    /// <summary>Runs what is ready. To be called for each input.</summary>
    private protected void ProcessReady()
    {
        Dispatcher.RunReady();
        if (IsStopping)
            WaitForPending();
    }

    /// <summary>Waits for all that is under way, and writes it.</summary>
    private protected void WaitForPending()
    {
        RunUntil(() => _inFlight == 0);
        Dispatcher.RunReady();
        if (_deferredErrors.Count > 0)
            WriteDeferredErrors();
    }

    /// <summary>Called before an error ends the command: the place to write what is known, and to take progress away.</summary>
    private protected virtual void BeforeEnd()
    {
    }

    /// <summary>Keeps an input that came too late to be sent.</summary>
    private protected void Skip(object? input) => _skipped.Add(input);

    /// <summary>
    /// The error that ends the command by the user's wish. Only one can leave, so it speaks for the others as well.
    /// </summary>
    private void WriteDeferredErrors()
    {
        BeforeEnd();
        var (error, target) = _deferredErrors[0];
        var others = _deferredErrors.Skip(1).Select(h => h.Error).ToArray();
        if (others.Length > 0)
            error.Note(Count(others.Length, "more error") + " occurred.");
        if (StillWaitedFor > 0)
            error.Note(StillWaiting(StillWaitedFor));
        if (_skipped.Count > 0)
            error.Note(MyInvocation.ExpectingInput ? "At least " + NotSent(_skipped.Count) + " The pipeline ended there."
                : NotSent(_skipped.Count));
        error.Others = others;
        error.NotSent = _skipped.Where(s => s is not null).ToArray()!;
        _deferredErrors.Clear();
        WriteError(error, target);
    }

    private static string Count(int count, string noun) => count + " " + noun + (count == 1 ? string.Empty : "s");

    private static string StillWaiting(int count) => Count(count, "server") + (count == 1 ? " was" : " were") + " still waited for.";

    private static string NotSent(int count) => Count(count, "input") + (count == 1 ? " was" : " were") + " not sent.";

    private void WriteConnectionFailures()
    {
        for (var i = 0; i < _failedConnections.Count; i++)
        {
            var (error, target) = (_failedConnections[i].ToException(), _failedConnections[i].Input);
            // It ends its own connection's work. When that was all there was, it ends the command.
            if (i == _failedConnections.Count - 1 && _used.All(c => _failedConnections.Exists(e => e.Connection == c)))
                EndWith(error, target);
            WriteError(error, target);
        }
    }

    private void EndWith(NovaException error, object? target)
    {
        BeforeEnd();
        ThrowTerminatingError(error, target);
    }

    /// <summary>The work of a connection that met an error which every other request would meet too.</summary>
    private sealed class ConnectionFailure(NovaConnection? connection, NovaException error, object? input)
    {
        public NovaConnection? Connection { get; } = connection;

        public object? Input { get; } = input;

        public List<object?> NotSent { get; } = [];

        /// <summary>How many requests were answered so.</summary>
        public int Refused { get; set; }

        /// <summary>How many of those were servers that were waited for.</summary>
        public int Waited { get; set; }

        public NovaException ToException()
        {
            if (Connection is not null)
                error.For("use", "connection '" + Connection.Name + "'");
            if (Waited > 0)
                error.Note(StillWaiting(Waited));
            if (Refused - Waited > 1)
                error.Note((Refused - Waited) + " requests got this response.");
            if (NotSent.Count > (Refused == 0 ? 1 : 0))
                error.Note(ConnectedCmdlet.NotSent(NotSent.Count));
            error.NotSent = NotSent.Where(n => n is not null).ToArray()!;
            return error;
        }
    }
}
