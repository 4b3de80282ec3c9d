using System;
using System.Collections.Generic;
using System.Linq;
using System.Security;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Errors;
using NovaPS.Client.Identity;
using NovaPS.Client.Operations;
using NovaPS.Internal;

namespace NovaPS.Commands.Abstractions;

/// <summary>
/// A cmdlet that sends requests through connections. <see cref="ConnectionScope"/> chooses the connections, <see cref="WorkQueue"/>
/// limits the requests in flight, and <see cref="DeferredErrors"/> keeps the errors until those requests are completed.
/// </summary>
public abstract class ConnectedCmdlet : CancellableCmdlet
{
    private readonly ConnectionScope _scope;
    private readonly DeferredErrors _errors = new();
    private readonly WorkQueue _queue;
    private bool _isStarted;

    private protected ConnectedCmdlet()
    {
        _scope = new ConnectionScope(RegisterSecret);
        _queue = new WorkQueue(Dispatcher, () => Stopping, Cancellation);
    }

    /// <summary>The connections in -Connection; empty if it was not used.</summary>
    private protected abstract IReadOnlyList<NovaConnection> GivenConnections { get; }

    /// <summary>The secret that the command sends; null for none.</summary>
    private protected virtual SecureString? Secret => null;

    /// <summary>How many servers have no outcome if an error stops the command now.</summary>
    private protected virtual int StillWaitedFor => 0;

    /// <summary>How many requests can be in flight at once.</summary>
    private protected virtual int MaxInFlight => 16;

    /// <summary>The number of requests in flight.</summary>
    private protected int InFlight => _queue.InFlight;

    /// <summary>Whether an error is going to stop the command, so that no request may be started.</summary>
    private protected bool IsStopping => _errors.IsStopping;

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        WaitForPending();
        WriteConnectionFailures();
    }

    private protected override void OnDispose() => _scope.Release();

    /// <summary>Called before an error stops the command, to write what is known and to remove the progress bar.</summary>
    private protected virtual void BeforeEnd()
    {
    }

    /// <summary>Returns the open connections for an input. An input without one is counted as not sent.</summary>
    /// <param name="own">The connection of the object; null if it has none.</param>
    /// <param name="input">What the user passed.</param>
    private protected List<NovaConnection> ChooseConnections(NovaConnection? own, object? input)
    {
        if (!_isStarted)
            (_isStarted, Dispatcher.IsTraced) = (true, ShowsDebug);
        return _scope.Choose(ConnectionList.Of(this), GivenConnections, own,
            (wanted, error) => FailConnection(wanted, error, input, isSent: false))
            .FindAll(connection => !_errors.SkipIfFailed(connection, input));
    }

    /// <summary>
    /// Starts a request, as soon as there is room. What it returns runs on the pipeline thread; its error is reported for the input.
    /// </summary>
    private protected void Send(NovaConnection connection, object? input,
        Func<CancellationToken, Task<Action>> work, Action<NovaException>? describe = null)
    {
        if (!_queue.HasRoom(connection, MaxInFlight))
            RunUntil(() => _queue.HasRoom(connection, MaxInFlight) || IsStopping);
        if (IsStopping)
            Skip(input);
        else if (!_errors.SkipIfFailed(connection, input))
            _queue.Start(connection, work, error => Report(connection, error, input, describe));
    }

    /// <summary>
    /// Says which of several connections an error is about. The command of a remedy needs no -Connection for the default connection.
    /// </summary>
    private protected override NovaException Complete(NovaException error)
    {
        if (GivenConnections.Count > 1 && error.ConnectionName is { } name)
            error.Note("The connection is '" + name + "'.");
        if (error.ConnectionName is not null && error.ConnectionName == ConnectionList.Of(this).Default?.Name)
            error.ConnectionName = null;
        foreach (var other in error.Others)
            Complete(other);
        return error;
    }

    /// <summary>Counts an input that is not sent because the command is stopping.</summary>
    private protected void Skip(object? input) => _errors.Skip(input);

    /// <summary>Runs the outcomes that are ready. Call it for each input.</summary>
    private protected void ProcessReady()
    {
        Dispatcher.RunReady();
        if (IsStopping)
            WaitForPending();
    }

    /// <summary>Waits for the requests in flight, and writes their outcomes.</summary>
    private protected void WaitForPending()
    {
        RunUntil(() => _queue.IsEmpty);
        Dispatcher.RunReady();
        if (!IsStopping)
            return;
        BeforeEnd();
        var (error, target) = _errors.TakeStopping(StillWaitedFor, MyInvocation.ExpectingInput);
        WriteError(error, target);
    }

    /// <summary>Writes an error for a server or an input. If it stops the command, it is kept until WaitForPending.</summary>
    private protected void Report(NovaException error, object? target)
    {
        if (StopsOnError)
            _errors.Stop(error, target);
        else
            WriteError(error, target);
    }

    /// <summary>Reports the error of a request, or keeps it as a connection failure if it affects every request.</summary>
    private protected void Report(NovaConnection connection, NovaException error, object? input, Action<NovaException>? describe)
    {
        if (error.ErrorId.IsConnectionFatal())
        {
            _errors.FailConnection(connection, error, input, isSent: error.Attempts > 0, describe);
            return;
        }

        describe?.Invoke(error);
        Report(error, input);
    }

    /// <summary>Keeps an error that every further request of the connection would get. No more requests are sent through it.</summary>
    private protected void FailConnection(NovaConnection? connection, NovaException error, object? input, bool isSent) =>
        _errors.FailConnection(connection, error, input, isSent);

    /// <summary>Keeps the error of a connection that can no longer be polled.</summary>
    private protected void FailWait(NovaConnection connection, NovaException error, IReadOnlyList<TrackedOperation> operations,
        bool haveOutcome) => _errors.FailWait(connection, error, operations, haveOutcome);

    /// <summary>A server can know a secret from an earlier command, and repeat it before it is sent.</summary>
    private void RegisterSecret(NovaConnection connection)
    {
        if (Secret is { } secret)
            connection.Client!.Redactor.AddPassword(SecureText.ToPlainText(secret));
    }

    private void WriteConnectionFailures()
    {
        var failures = _errors.ConnectionFailures;
        foreach (var failure in failures)
        {
            var error = failure.ToException();
            // With -ErrorAction Stop, PowerShell lets only one error out.
            if (StopsOnError)
                error.Others = [.. failure.Others.Select(other => other.Error)];
            else
                failure.Others.ForEach(other => WriteError(other.Error, other.Target));
            if (failure == failures[failures.Count - 1] && _scope.Used.All(_errors.HasFailed))
            {
                BeforeEnd();
                ThrowTerminatingError(error, failure.Input);
            }

            WriteError(error, failure.Input);
        }
    }
}
