using System;
using System.Collections.Concurrent;
using System.Threading;
using System.Threading.Tasks;

namespace NovaPS.Client.Tests.Support;

/// <summary>A clock whose delays are over at once, and move it on.</summary>
internal sealed class TestClock : IClock
{
    private readonly object _lock = new();
    private TimeSpan _elapsed;

    public ConcurrentQueue<TimeSpan> Delays { get; } = new();

    /// <summary>How long a delay really takes, where something has to have the time to answer meanwhile.</summary>
    public TimeSpan RealDelay { get; set; }

    /// <summary>Every delay lasts until this has completed.</summary>
    public Task Release { get; set; } = Task.CompletedTask;

    /// <summary>Whether requests are in flight, or their responses are not observed yet: until then a delay does not end.</summary>
    public Func<bool>? IsBusy { get; set; }

    public DateTime UtcNow => new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc) + Elapsed;

    public TimeSpan Elapsed
    {
        get
        {
            lock (_lock)
                return _elapsed;
        }
    }

    public void Move(TimeSpan time)
    {
        lock (_lock)
            _elapsed += time;
    }

    /// <summary>How much of a jitter's limit is used, one after the other; the last one stays.</summary>
    public ConcurrentQueue<double> Jitters { get; } = new();

    public TimeSpan Jitter(TimeSpan limit)
    {
        var part = Jitters.TryPeek(out var next) ? next : 0;
        if (Jitters.Count > 1)
            Jitters.TryDequeue(out _);
        return TimeSpan.FromTicks((long)(limit.Ticks * part));
    }

    public async Task DelayAsync(TimeSpan time, CancellationToken cancellation)
    {
        if (IsBusy is { } isBusy)
        {
            await Task.Yield();
            while (isBusy())
                await Task.Delay(1, cancellation);
            cancellation.ThrowIfCancellationRequested();
            Delays.Enqueue(time);
            Move(time);
            return;
        }

        // A limit over a whole command: it is not what a test waits for.
        if (time > TimeSpan.FromMinutes(2))
        {
            await Task.Delay(Timeout.Infinite, cancellation);
            return;
        }

        cancellation.ThrowIfCancellationRequested();
        Delays.Enqueue(time);
        await Release.WaitAsync(cancellation);
        if (RealDelay != TimeSpan.Zero)
            await Task.Delay(RealDelay, cancellation);
        Move(time);
        await Task.Yield();
    }
}
