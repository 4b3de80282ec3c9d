using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace NovaPS.Client.Tests.Support;

/// <summary>A clock whose delays complete at once and advance it.</summary>
internal sealed class TestClock : IClock
{
    private readonly object _lock = new();
    private readonly List<(CancellationTokenSource Source, TimeSpan Time)> _limits = [];
    private TimeSpan _elapsed;

    public ConcurrentQueue<TimeSpan> Delays { get; } = new();

    /// <summary>The real duration of a delay, for tests in which a response must be received meanwhile.</summary>
    public TimeSpan RealDelay { get; set; }

    /// <summary>If set, every delay lasts until this task has completed.</summary>
    public Task Release { get; set; } = Task.CompletedTask;

    /// <summary>Whether requests are in flight or their responses have not been observed yet. Delays do not end meanwhile.</summary>
    public Func<bool>? IsBusy { get; set; }

    /// <summary>The number of time limits that were set or extended.</summary>
    public int Limits
    {
        get
        {
            lock (_lock)
                return _limits.Count;
        }
    }

    /// <summary>The time at the start of the test.</summary>
    public DateTimeOffset Start { get; init; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public DateTimeOffset UtcNow => Start + Elapsed;

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

    /// <summary>Records a time limit, which ends only by <see cref="Expire"/>: no test depends on the speed of the computer.</summary>
    public void CancelAfter(CancellationTokenSource source, TimeSpan time)
    {
        lock (_lock)
            _limits.Add((source, time));
    }

    /// <summary>Ends the time limits of exactly that length.</summary>
    public void Expire(TimeSpan time)
    {
        CancellationTokenSource[] ended;
        lock (_lock)
            ended = [.. _limits.Where(l => l.Time == time).Select(l => l.Source)];
        foreach (var source in ended)
        {
            try
            {
                source.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // The work had ended.
            }
        }
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
