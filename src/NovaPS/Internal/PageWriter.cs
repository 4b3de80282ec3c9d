using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client;

namespace NovaPS.Internal;

/// <summary>
/// Passes the pages of a list to the pipeline. The second page is requested when all rows of the first one are written, so that a
/// command that needs only a few rows costs one request; each later one while the page before it is written, at most one page ahead.
/// </summary>
/// <param name="dispatcher">Runs the writing on the pipeline thread.</param>
/// <param name="write">Writes a row.</param>
internal sealed class PageWriter<T>(PipelineDispatcher dispatcher, Action<T> write)
{
    private Task<bool>? _last;

    /// <summary>Posts a page. The task completes when the next page may be requested.</summary>
    public Task WriteAsync(IReadOnlyList<T> rows, CancellationToken cancellation)
    {
        var written = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        dispatcher.Post(() =>
        {
            foreach (var row in rows)
                write(row);
            written.SetResult(true);
        });
        var before = _last ?? written.Task;
        _last = written.Task;
        return before.OrCanceledAsync(cancellation);
    }
}
