using System;
using System.Collections.Concurrent;
using System.Threading;
using System.Threading.Tasks;

namespace NovaPS.Client.Tests.Support;

/// <summary>A clock whose delays complete at once and advance it.</summary>
internal sealed class TestClock : IClock
{
    private readonly object _lock = new();
    private TimeSpan _elapsed;

    public ConcurrentQueue<TimeSpan> Delays { get; } = new();

    /// <summary>The real duration of a delay, for tests in which a response must be received meanwhile.</summary>
    public TimeSpan RealDelay { get; set; }

    /// <summary>If set, every delay lasts until this task has completed.</summary>
    public Task Release { get; set; } = Task.CompletedTask;

    /// <summary>Whether requests are in flight or their responses have not been observed yet. Delays do not end meanwhile.</summary>
    public Func<bool>? IsBusy { get; set; }

    public DateTimeOffset UtcNow => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero) + Elapsed;

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

    /// <summary>The fractions of the jitter limit to use, in order; the last one repeats.</summary>
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

        // The limit of a whole command is not a delay that a test waits for.
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
