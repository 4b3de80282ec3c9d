using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Errors;
using NovaPS.Client.Operations;
using NovaPS.Internal;

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
    private readonly Dictionary<NovaConnection, int> _inFlight = [];

    /// <summary>The connections of -Connection; empty if it was not given.</summary>
    private protected abstract IReadOnlyList<NovaConnection> GivenConnections { get; }

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

    /// <summary>A connection that was replaced meanwhile is closed once no command uses it.</summary>
    private protected override void OnDispose()
    {
        foreach (var connection in _used)
            _ = connection.Client!.EndUseAsync();
        _used.Clear();
    }

    /// <summary>The open connections that apply: those of -Connection, or the object's own, or the default.</summary>
    /// <param name="own">The connection of the object.</param>
    /// <param name="input">What the user gave.</param>
    private protected List<NovaConnection> Resolve(NovaConnection? own, object? input) =>
        (GivenConnections.Count > 0 ? GivenConnections : [(own ?? ConnectionList.Of(this).Default)!])
            .Select(wanted => FindOpen(wanted, input)).OfType<NovaConnection>().Distinct().ToList();

    /// <summary>The open connection that is meant; null: there is none, which is one of the connection failures then.</summary>
    private NovaConnection? FindOpen(NovaConnection? wanted, object? input)
    {
        var list = ConnectionList.Of(this);
        var found = wanted is null ? null : list.Find(wanted);
        // Another runspace may close or replace it before it is used here: then its successor is meant, if there is one.
        while (found is not null && !Use(found))
            found = list.Find(found);
        if (found is null)
        {
            FailConnection(wanted, wanted is null ? list.NoDefault() : list.NotOpen(wanted), input);
            return null;
        }

        if (_failedConnections.Find(e => e.Connection == found) is { } ended)
        {
            ended.NotSent.Add(input);
            return null;
        }

        return found;
    }

    private bool Use(NovaConnection connection) =>
        _used.Contains(connection) || (connection.Client!.TryBeginUse() && _used.Add(connection));

    /// <summary>
    /// Begins a piece of work, once there is room. What it returns runs on the pipeline thread; its error is written for the input.
    /// </summary>
    private protected void Begin(NovaConnection connection, object? input,
        Func<CancellationToken, Task<Action>> work, Action<NovaException>? describe = null)
    {
        if (!HasRoom(connection))
            RunUntil(() => HasRoom(connection) || IsStopping);
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

        _inFlight[connection] = InFlight(connection) + 1;
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
                _inFlight[connection]--;
                outcome();
            });
        }, CancellationToken.None);
    }

    /// <summary>Whether one more request may be sent: more at once than the connection sends would only wait in it.</summary>
    private bool HasRoom(NovaConnection connection) =>
        _inFlight.Values.Sum() < MaxInFlight && InFlight(connection) < connection.Client!.MaxConcurrency;

    private int InFlight(NovaConnection connection) => _inFlight.TryGetValue(connection, out var count) ? count : 0;

    /// <summary>Writes an error for an input, or keeps it when it ends more than that.</summary>
    private protected void Fail(NovaConnection? connection, object? input, NovaException error, Action<NovaException>? describe = null)
    {
        if (error.ErrorId.IsConnectionFatal())
        {
            FailConnection(connection, error, input, isSent: error.Attempts > 0, describe);
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
    /// <param name="isSent">Whether a request was sent for it, so that it has an error of its own.</param>
    /// <param name="describe">Says in that error what was attempted.</param>
    private protected void FailConnection(NovaConnection? connection, NovaException error, object? input, bool isSent = false,
        Action<NovaException>? describe = null)
    {
        var (ended, isFirst) = Failure(connection, error, input);
        if (isSent)
            ended.Refused++;
        else
            ended.NotSent.Add(input);
        if (isFirst || !isSent)
            return;
        describe?.Invoke(error);
        ended.Others.Add((error, input));
    }

    /// <summary>Ends the work of a connection where servers were waited for. Each has its error, as those that were sent to.</summary>
    private protected void EndWaiting(NovaConnection connection, NovaException error, IReadOnlyList<TrackedOperation> items)
    {
        foreach (var item in items)
        {
            var own = error.Copy();
            var (ended, isFirst) = Failure(connection, own, item.Input);
            ended.Waited++;
            if (!isFirst)
                ended.Others.Add((own.For("wait for", "server " + item.Describe(), item.ServerId), item.Input));
        }
    }

    /// <summary>The same where the servers have their outcome: the accepted action.</summary>
    private protected void EndFollowing(NovaConnection connection, NovaException error, IReadOnlyList<TrackedOperation> items)
    {
        foreach (var item in items)
            Failure(connection, error, item.Input).Ended.Waited++;
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
        RunUntil(() => _inFlight.Values.All(n => n == 0));
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
            error.Note(OutcomeText.MoreErrors(others.Length));
        if (StillWaitedFor > 0)
            error.Note(OutcomeText.StillWaitedFor(StillWaitedFor));
        if (_skipped.Count > 0)
            error.Note(MyInvocation.ExpectingInput ? "At least " + OutcomeText.NotSent(_skipped.Count) + " The pipeline ended there."
                : OutcomeText.NotSent(_skipped.Count));
        // What ended a connection meanwhile leaves with it as well.
        error.Others = [.. others, .. _failedConnections.SelectMany(e => e.Others.Select(o => o.Error).Prepend(e.ToException()))];
        error.NotSent = _skipped.Concat(_failedConnections.SelectMany(e => e.NotSent)).Where(s => s is not null).ToArray()!;
        _deferredErrors.Clear();
        _failedConnections.Clear();
        WriteError(error, target);
    }

    /// <summary>What has ended the work of a connection: this error, unless another one has before.</summary>
    private (ConnectionFailure Ended, bool IsFirst) Failure(NovaConnection? connection, NovaException error, object? input)
    {
        // Each object that was deserialised has a name tag of its own: they are one where they mean one.
        var known = _failedConnections.Find(e => e.Connection == connection
            || (e.Connection is { IsTag: true } tag && connection is { IsTag: true } && tag.IsSameTarget(connection)));
        if (known is not null)
            return (known, false);
        var ended = new ConnectionFailure(connection, error, input);
        _failedConnections.Add(ended);
        return (ended, true);
    }

    private void WriteConnectionFailures()
    {
        for (var i = 0; i < _failedConnections.Count; i++)
        {
            var (error, target) = (_failedConnections[i].ToException(), _failedConnections[i].Input);
            // Only one error can leave where the first one ends the command.
            if (StopsOnError)
                error.Others = [.. _failedConnections[i].Others.Select(o => o.Error)];
            else
                _failedConnections[i].Others.ForEach(o => WriteError(o.Error, o.Target));
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
}
