using System;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using System.Threading.Tasks;

namespace NovaPS.Client.Http;

/// <summary>
/// Bounds the requests in flight on one connection, for all commands together, and honours a Retry-After once for everybody.
/// It is taken for a request, never during a wait.
/// </summary>
[SuppressMessage("Reliability", "CA1001",
    Justification = "Requests that are being cancelled still leave; without a wait handle there is nothing to free.")]
internal sealed class ConcurrencyLimiter(int limit, IClock clock)
{
    private readonly SemaphoreSlim _slots = new(limit);
    private readonly object _lock = new();
    private TimeSpan _pausedUntil;

    public async Task EnterAsync(CancellationToken cancellation)
    {
        while (true)
        {
            await WaitForPauseAsync(cancellation).ConfigureAwait(false);
            await _slots.WaitAsync(cancellation).ConfigureAwait(false);
            if (Remaining() <= TimeSpan.Zero)
                return;
            // It was closed while this one stood in the queue.
            _slots.Release();
        }
    }

    public void Leave() => _slots.Release();

    /// <summary>Lets nobody in for that time.</summary>
    public void PauseFor(TimeSpan time)
    {
        var until = clock.Elapsed + time;
        lock (_lock)
        {
            if (until > _pausedUntil)
                _pausedUntil = until;
        }
    }

    private async Task WaitForPauseAsync(CancellationToken cancellation)
    {
        for (var left = Remaining(); left > TimeSpan.Zero; left = Remaining())
            await clock.DelayAsync(left, cancellation).ConfigureAwait(false);
    }

    private TimeSpan Remaining()
    {
        lock (_lock)
            return _pausedUntil - clock.Elapsed;
    }
}
