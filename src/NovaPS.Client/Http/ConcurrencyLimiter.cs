using System;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using System.Threading.Tasks;

namespace NovaPS.Client.Http;

/// <summary>
/// Limits the concurrent requests to one service of a connection, for all commands together, and pauses all of them after a Retry-After.
/// </summary>
[SuppressMessage("Reliability", "CA1001",
    Justification = "Canceled requests still call Leave, and without a wait handle there is nothing to free.")]
internal sealed class ConcurrencyLimiter(int limit, IClock clock)
{
    /// <summary>The maximum jitter of a pause.</summary>
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
            // A pause started while this request waited for a slot.
            _slots.Release();
        }
    }

    public void Leave() => _slots.Release();

    /// <summary>
    /// Pauses all requests. Each waiting request adds a jitter of up to a quarter of the time, so that they are not sent together.
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

    /// <summary>Returns the time that a request has to wait; null for none.</summary>
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
