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
}

/// <summary>The machine's clock.</summary>
internal sealed class SystemClock : IClock
{
    public static readonly SystemClock Instance = new();

    private readonly Stopwatch _watch = Stopwatch.StartNew();

    public DateTime UtcNow => DateTime.UtcNow;

    public TimeSpan Elapsed => _watch.Elapsed;

    public Task DelayAsync(TimeSpan time, CancellationToken cancellation) => Task.Delay(time, cancellation);
}
