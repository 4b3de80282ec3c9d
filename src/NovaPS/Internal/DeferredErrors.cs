using System;
using System.Collections.Generic;
using System.Linq;
using NovaPS.Client.Operations;

namespace NovaPS.Internal;

/// <summary>
/// The errors that a command keeps until its requests in flight are completed: those that stop the command, and those that stop the use
/// of a connection. It also counts the inputs that were not sent because of them.
/// </summary>
internal sealed class DeferredErrors
{
    private readonly List<(NovaException Error, object? Target)> _stopping = [];
    private readonly List<object?> _skipped = [];
    private readonly List<ConnectionFailure> _failures = [];

    /// <summary>Whether an error is kept that stops the command.</summary>
    public bool IsStopping => _stopping.Count > 0;

    /// <summary>The connections that failed, in the order in which they failed.</summary>
    public IReadOnlyList<ConnectionFailure> ConnectionFailures => _failures;

    /// <summary>Keeps an error that stops the command.</summary>
    public void Stop(NovaException error, object? target) => _stopping.Add((error, target));

    /// <summary>Counts an input that was not sent because the command is stopping.</summary>
    public void Skip(object? input) => _skipped.Add(input);

    /// <summary>Counts an input that is not sent if its connection failed.</summary>
    /// <returns>Whether the connection failed.</returns>
    public bool SkipIfFailed(NovaConnection connection, object? input)
    {
        if (_failures.Find(failure => failure.Connection == connection) is not { } failed)
            return false;
        failed.NotSent.Add(input);
        return true;
    }

    /// <summary>Whether the connection failed.</summary>
    public bool HasFailed(NovaConnection connection) => _failures.Exists(failure => failure.Connection == connection);

    /// <summary>Keeps an error that every further request of the connection would get.</summary>
    /// <param name="connection">The connection; null if there is no default.</param>
    /// <param name="error">The error.</param>
    /// <param name="input">The input.</param>
    /// <param name="isSent">Whether a request was sent for the input, which then has an error of its own.</param>
    /// <param name="describe">Adds to that error what was attempted.</param>
    public void FailConnection(NovaConnection? connection, NovaException error, object? input, bool isSent,
        Action<NovaException>? describe = null)
    {
        var (failure, isFirst) = Find(connection, error, input);
        if (isSent)
            failure.Refused++;
        else
            failure.NotSent.Add(input);
        if (isFirst || !isSent)
            return;
        describe?.Invoke(error);
        failure.Others.Add((error, input));
    }

    /// <summary>Keeps the error of a connection that can no longer be polled.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="error">The error.</param>
    /// <param name="operations">The operations in progress.</param>
    /// <param name="haveOutcome">Whether their accepted actions were written. Otherwise each of them has an error of its own.</param>
    public void FailWait(NovaConnection connection, NovaException error, IReadOnlyList<TrackedOperation> operations, bool haveOutcome)
    {
        foreach (var operation in operations)
        {
            var own = haveOutcome ? error : error.Copy();
            var (failure, isFirst) = Find(connection, own, operation.Input);
            failure.Waited++;
            if (!haveOutcome && !isFirst)
                failure.Others.Add((own.For("wait for", "server " + operation.Describe())
                    .OnServer(operation.ServerId, operation.ServerName, operation.Last, operation.Connection?.Name), operation.Input));
        }
    }

    /// <summary>
    /// Returns the error that stops the command, and forgets all others: PowerShell lets only one out, so it carries them.
    /// </summary>
    /// <param name="waitedFor">How many servers have no outcome because of it.</param>
    /// <param name="isPiped">Whether the pipeline may contain more inputs, which the command does not receive.</param>
    public (NovaException Error, object? Target) TakeStopping(int waitedFor, bool isPiped)
    {
        var (error, target) = _stopping[0];
        var others = _stopping.Skip(1).Select(other => other.Error).ToArray();
        if (others.Length > 0)
            error.Note(OutcomeText.MoreErrors(others.Length));
        if (waitedFor > 0)
            error.Note(OutcomeText.StillWaitedFor(waitedFor));
        if (_skipped.Count > 0)
            error.Note(isPiped ? "At least " + OutcomeText.NotSent(_skipped.Count) + " The pipeline ended there."
                : OutcomeText.NotSent(_skipped.Count));
        error.Others = [.. others, .. _failures.SelectMany(f => f.Others.Select(other => other.Error).Prepend(f.ToException()))];
        error.NotSent = _skipped.Concat(_failures.SelectMany(f => f.NotSent)).Where(input => input is not null).ToArray()!;
        _stopping.Clear();
        _failures.Clear();
        return (error, target);
    }

    private (ConnectionFailure Failure, bool IsFirst) Find(NovaConnection? connection, NovaException error, object? input)
    {
        // Each deserialized object has a connection object of its own. Those for the same project count as one.
        var known = _failures.Find(f => f.Connection == connection
            || (f.Connection is { IsTag: true } tag && connection is { IsTag: true } && tag.IsSameTarget(connection)));
        if (known is not null)
            return (known, false);
        var failure = new ConnectionFailure(connection, error, input);
        _failures.Add(failure);
        return (failure, true);
    }
}
