using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client;

namespace NovaPS.Robustness.Matrix;

/// <summary>
/// Time that stands still while something happens, and moves on to the next delay when nothing does: a wait of minutes takes milliseconds.
/// </summary>
internal sealed class VirtualClock : IClock, IDisposable
{
    /// <summary>The number of consecutive checks in which everything waits for the time.</summary>
    private const int QuietLooks = 2;

    /// <summary>The number of consecutive checks without activity if something waits for a response that never comes.</summary>
    private const int LongQuietLooks = 40;

    private static readonly AsyncLocal<bool> OfDriver = new();

    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly object _lock = new();
    private readonly List<(TimeSpan Due, TaskCompletionSource Done, bool IsOfDriver)> _delays = [];
    private readonly CancellationTokenSource _stop = new();
    private TimeSpan _elapsed;
    private long _activity;

    public VirtualClock() => _ = RunAsync();

    /// <summary>Whether requests are under way.</summary>
    public Func<bool> IsBusy { get; set; } = () => false;

    /// <summary>Whether all that runs waits for the time, by the number of delays of the driver and of all others.</summary>
    public Func<int, int, bool> IsWaiting { get; set; } = (_, _) => true;

    /// <summary>Changes when something happens at the far end.</summary>
    public Func<long> Activity { get; set; } = () => 0;

    public DateTimeOffset UtcNow => Start + Elapsed;

    public TimeSpan Elapsed
    {
        get
        {
            lock (_lock)
                return _elapsed;
        }
    }

    public Task DelayAsync(TimeSpan time, CancellationToken cancellation)
    {
        if (time <= TimeSpan.Zero)
            return Task.CompletedTask;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
            _delays.Add((_elapsed + time, done, OfDriver.Value));
        Interlocked.Increment(ref _activity);
        cancellation.Register(() =>
        {
            if (done.TrySetCanceled(cancellation))
                Interlocked.Increment(ref _activity);
        });
        return done.Task;
    }

    /// <summary>Limits the real time, because the far end that does not respond is real.</summary>
    public void CancelAfter(CancellationTokenSource source, TimeSpan time) => source.CancelAfter(time);

    /// <summary>Some time within a limit.</summary>
    public TimeSpan Jitter(TimeSpan limit) => TimeSpan.FromTicks(Elapsed.Ticks % (limit.Ticks + 1));

    /// <summary>Runs a driver, whose own delays are counted apart.</summary>
    public static Task RunDriver(Func<Task> run) => Task.Run(() =>
    {
        OfDriver.Value = true;
        return run();
    });

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        var cancellation = _stop.Token;
        var (waiting, quiet, before) = (0, 0, 0L);
        while (!cancellation.IsCancellationRequested)
        {
            await Task.Delay(1, CancellationToken.None).ConfigureAwait(false);
            var now = Interlocked.Read(ref _activity) + Activity();
            quiet = now == before && !IsBusy() ? quiet + 1 : 0;
            waiting = quiet > 0 && AllWait() ? waiting + 1 : 0;
            before = now;
            if (waiting < QuietLooks && quiet < LongQuietLooks)
                continue;
            Advance();
            (waiting, quiet) = (0, 0);
        }
    }

    private bool AllWait()
    {
        int ofDriver, others;
        lock (_lock)
        {
            var open = _delays.Where(d => !d.Done.Task.IsCompleted).ToList();
            ofDriver = open.Count(d => d.IsOfDriver);
            others = open.Count - ofDriver;
        }

        return IsWaiting(ofDriver, others);
    }

    private void Advance()
    {
        List<TaskCompletionSource> due;
        lock (_lock)
        {
            _delays.RemoveAll(d => d.Done.Task.IsCompleted);
            if (_delays.Count == 0)
                return;
            _elapsed = _delays.Min(d => d.Due) is var next && next > _elapsed ? next : _elapsed;
            due = [.. _delays.Where(d => d.Due <= _elapsed).Select(d => d.Done)];
        }

        foreach (var done in due)
            done.TrySetResult();
        Interlocked.Increment(ref _activity);
    }
}
