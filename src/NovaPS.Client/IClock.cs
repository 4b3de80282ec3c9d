using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

namespace NovaPS.Client;

/// <summary>Time, so that tests need not wait for it.</summary>
internal interface IClock
{
    /// <summary>The time of day (UTC).</summary>
    DateTime UtcNow { get; }

    /// <summary>Time that only runs forward, whatever happens to the time of day.</summary>
    TimeSpan Elapsed { get; }

    Task DelayAsync(TimeSpan time, CancellationToken cancellation);

    /// <summary>
    /// A random time from zero up to a limit, different at each call: it is added to a pause, so that those that paused together do not
    /// send together.
    /// </summary>
    TimeSpan Jitter(TimeSpan limit);
}

/// <summary>The machine's clock.</summary>
internal sealed class SystemClock : IClock
{
    public static readonly SystemClock Instance = new();

    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly Random _random = new();

    public DateTime UtcNow => DateTime.UtcNow;

    public TimeSpan Elapsed => _watch.Elapsed;

    public Task DelayAsync(TimeSpan time, CancellationToken cancellation) => Task.Delay(time, cancellation);

    public TimeSpan Jitter(TimeSpan limit)
    {
        // Random is not thread-safe.
        lock (_random)
            return TimeSpan.FromTicks((long)(limit.Ticks * _random.NextDouble()));
    }
}
