using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace NovaPS.Client.Operations;

/// <summary>The requests. Each is a task of its own, and queues its observation for the loop.</summary>
internal sealed partial class OperationDriver
{
    /// <summary>Reads few servers by a GET each, and many by one changes-since list, which does not delay the single reads.</summary>
    private void ReadServers(CancellationToken cancellation)
    {
        var isIdleDue = TakeIdle(client.Clock.Elapsed);
        if (_toRead.Count == 0 && !isIdleDue)
            return;
        List<TrackedOperation> read;
        lock (_lock)
            read = [.. _toRead.Where(_inProgress.Contains)];
        _toRead.Clear();
        var singles = _changes.TakeSingles(read);
        var listed = singles.Count == 0 ? read : read.Except(singles).ToList();
        if (listed.Count + (isIdleDue ? _idle : 0) < BatchThreshold)
            singles = read;
        else if (_isListing)
            _toRead.AddRange(listed);
        else
            List(listed, cancellation);
        foreach (var tracked in singles)
            Execute(tracked, new ReadServerStep(IsSingle: true));
    }

    private void List(List<TrackedOperation> listed, CancellationToken cancellation)
    {
        _isListing = true;
        _lists++;
        var count = listed.Count + _idle;
        var wanted = new HashSet<TrackedOperation>(listed);
        var since = _changes.Start(InProgress, t => t.IsIdle || wanted.Contains(t));
        Run(async () =>
        {
            ServerChanges? changes = null;
            try
            {
                changes = await _changes.ReadAsync(since, count, IsFollowed, io, cancellation).ConfigureAwait(false);
            }
            finally
            {
                lock (_lock)
                {
                    _listed = changes is null ? null : (changes, wanted);
                    _isListing = changes is not null;
                    _signal.TrySetResult(true);
                }
            }
        }, cancellation);
    }

    private bool IsFollowed(string id)
    {
        lock (_lock)
            return _servers.ContainsKey(id);
    }

    private void Execute(TrackedOperation tracked, Step step)
    {
        var cancellation = tracked.Requests.Token;
        Run(async () => Post(tracked, await io.ExecuteAsync(tracked, step, cancellation).ConfigureAwait(false)), cancellation);
    }

    private void Run(Func<Task> work, CancellationToken cancellation)
    {
        lock (_lock)
            _running++;
        _ = Task.Run(async () =>
        {
            Exception? failure = null;
            try
            {
                await work().ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                // The result is no longer needed.
            }
            catch (Exception e)
            {
                // An error that ends the work of the connection, or a bug: the loop throws it.
                failure = e;
            }

            lock (_lock)
            {
                _running--;
                _failure ??= failure;
                if (_failure is not null)
                    _signal.TrySetResult(true);
            }
        }, CancellationToken.None);
    }
}
