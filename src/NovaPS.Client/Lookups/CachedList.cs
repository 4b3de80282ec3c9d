using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace NovaPS.Client.Lookups;

/// <summary>
/// A list that the cloud rarely changes, such as its flavors. It is read at most once a minute, and commands that need it at the same time
/// read it once.
/// </summary>
/// <param name="read">Reads the list.</param>
/// <param name="clock">The clock.</param>
[SuppressMessage("Reliability", "CA1001",
    Justification = "Canceled requests may still wait for it, and without a wait handle there is nothing to free.")]
internal sealed class CachedList<T>(Func<IClientLog, CancellationToken, Task<List<T>>> read, IClock clock)
{
    private static readonly TimeSpan Freshness = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _reading = new(1);
    private List<T>? _rows;
    private TimeSpan _readAt;

    /// <summary>Returns the list, which may be up to a minute old.</summary>
    public async Task<IReadOnlyList<T>> GetAsync(IClientLog log, CancellationToken cancellation) =>
        (await GetAsync(clock.Elapsed - Freshness, log, cancellation).ConfigureAwait(false)).Rows;

    /// <summary>Selects rows. If none is selected from a list that was read before, it is read again.</summary>
    /// <param name="select">Selects from the list.</param>
    /// <param name="log">Receives verbose messages and traces.</param>
    /// <param name="cancellation">Cancels the request.</param>
    /// <param name="since">The earliest time at which the list may have been read, on the monotonic clock; null for a minute ago.</param>
    /// <returns>The selected rows, and all of them.</returns>
    public async Task<(List<T> Found, IReadOnlyList<T> All)> FindAsync(Func<IReadOnlyList<T>, IEnumerable<T>> select, IClientLog log,
        CancellationToken cancellation, TimeSpan? since = null)
    {
        var begin = since ?? clock.Elapsed;
        var (rows, readAt) = await GetAsync(since ?? begin - Freshness, log, cancellation).ConfigureAwait(false);
        var found = select(rows).ToList();
        if (found.Count > 0 || readAt >= begin)
            return (found, rows);
        (rows, _) = await GetAsync(begin, log, cancellation).ConfigureAwait(false);
        return (select(rows).ToList(), rows);
    }

    private async Task<(List<T> Rows, TimeSpan ReadAt)> GetAsync(TimeSpan notBefore, IClientLog log, CancellationToken cancellation)
    {
        await _reading.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (_rows is null || _readAt < notBefore)
            {
                var begin = clock.Elapsed;
                (_rows, _readAt) = (await read(log, cancellation).ConfigureAwait(false), begin);
            }

            return (_rows, _readAt);
        }
        finally
        {
            _reading.Release();
        }
    }
}
