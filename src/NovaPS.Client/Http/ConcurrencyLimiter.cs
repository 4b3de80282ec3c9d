using System;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using System.Threading.Tasks;

namespace NovaPS.Client.Http;

/// <summary>
/// Bounds the requests in flight to one service of a connection, for all commands together, and observes a Retry-After once for all
/// of them. It is entered for a request, never during a wait.
/// </summary>
[SuppressMessage("Reliability", "CA1001",
    Justification = "Requests that are being cancelled still leave; without a wait handle there is nothing to free.")]
internal sealed class ConcurrencyLimiter(int limit, IClock clock)
{
    /// <summary>The most that is added to a pause.</summary>
    private static readonly TimeSpan LongestJitter = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _slots = new(limit);
    private readonly object _lock = new();
    private TimeSpan _pausedUntil;
    private TimeSpan _jitter;

    public async Task EnterAsync(CancellationToken cancellation)
    {
        while (true)
        {
            await WaitForPauseAsync(cancellation).ConfigureAwait(false);
            await _slots.WaitAsync(cancellation).ConfigureAwait(false);
            if (!IsPaused())
                return;
            // A pause began while this one waited for a slot.
            _slots.Release();
        }
    }

    public void Leave() => _slots.Release();

    /// <summary>
    /// Sends nothing for that time. Each request that waits adds up to a quarter of it, so that they do not meet the service together.
    /// </summary>
    public void PauseFor(TimeSpan time)
    {
        var until = clock.Elapsed + time;
        lock (_lock)
        {
            if (until <= _pausedUntil)
                return;
            _pausedUntil = until;
            _jitter = TimeSpan.FromTicks(Math.Min(time.Ticks / 4, LongestJitter.Ticks));
        }
    }

    private async Task WaitForPauseAsync(CancellationToken cancellation)
    {
        while (Pause() is { } pause)
            await clock.DelayAsync(pause, cancellation).ConfigureAwait(false);
    }

    /// <summary>How long a request has to wait; null: it need not.</summary>
    private TimeSpan? Pause()
    {
        lock (_lock)
            return _pausedUntil - clock.Elapsed is var left && left > TimeSpan.Zero ? left + clock.Jitter(_jitter) : null;
    }

    private bool IsPaused()
    {
        lock (_lock)
            return _pausedUntil > clock.Elapsed;
    }
}
