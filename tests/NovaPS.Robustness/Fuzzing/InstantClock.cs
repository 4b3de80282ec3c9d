using System;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client;

namespace NovaPS.Robustness.Fuzzing;

/// <summary>A clock whose delays are over at once, and move it on.</summary>
internal sealed class InstantClock : IClock
{
    private long _ticks;

    public DateTimeOffset UtcNow => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero) + Elapsed;

    public TimeSpan Elapsed => TimeSpan.FromTicks(Interlocked.Read(ref _ticks));

    public async Task DelayAsync(TimeSpan time, CancellationToken cancellation)
    {
        await Task.Yield();
        cancellation.ThrowIfCancellationRequested();
        Interlocked.Add(ref _ticks, Math.Max(0, time.Ticks));
    }

    /// <summary>Responses are in memory, so no limit is reached.</summary>
    public void CancelAfter(CancellationTokenSource source, TimeSpan time)
    {
    }

    /// <summary>Some time within a limit.</summary>
    public TimeSpan Jitter(TimeSpan limit) => TimeSpan.FromTicks(Elapsed.Ticks % (limit.Ticks + 1));
}
