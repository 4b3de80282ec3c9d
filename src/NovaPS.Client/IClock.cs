using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

namespace NovaPS.Client;

/// <summary>The time and delays. Tests replace it, so that they do not have to wait.</summary>
internal interface IClock
{
    /// <summary>The system time.</summary>
    DateTimeOffset UtcNow { get; }

    /// <summary>The monotonic clock, which changes of the system time do not affect.</summary>
    TimeSpan Elapsed { get; }

    Task DelayAsync(TimeSpan time, CancellationToken cancellation);

    /// <summary>Limits the time of work: cancels the source after the time, which replaces an earlier one.</summary>
    void CancelAfter(CancellationTokenSource source, TimeSpan time);

    /// <summary>
    /// Returns a random time from zero to a limit. It is added to pauses, so that requests that were paused together are not sent together.
    /// </summary>
    TimeSpan Jitter(TimeSpan limit);
}

/// <summary>The clock of this computer.</summary>
internal sealed class SystemClock : IClock
{
    public static readonly SystemClock Instance = new();

    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly Random _random = new();

    public DateTimeOffset UtcNow => DateTimeOffset.UtcNow;

    public TimeSpan Elapsed => _watch.Elapsed;

    public Task DelayAsync(TimeSpan time, CancellationToken cancellation) => Task.Delay(time, cancellation);

    public void CancelAfter(CancellationTokenSource source, TimeSpan time) => source.CancelAfter(time);

    public TimeSpan Jitter(TimeSpan limit)
    {
        // Random is not thread-safe.
        lock (_random)
            return TimeSpan.FromTicks((long)(limit.Ticks * _random.NextDouble()));
    }
}
