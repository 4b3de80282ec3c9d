using System;

namespace NovaPS.Client.Waiting;

/// <summary>The time that a command may wait, for all servers together. It runs from the first server on.</summary>
internal sealed class WaitBudget(TimeSpan? time, IClock clock)
{
    private TimeSpan? _end;

    /// <summary>Zero: look once.</summary>
    public bool LooksOnce => time == TimeSpan.Zero;

    /// <summary>The limit; null: there is none.</summary>
    public TimeSpan? Time => time;

    public void Start() => _end ??= time is null ? null : clock.Elapsed + time;

    /// <summary>What is left; null: no limit.</summary>
    public TimeSpan? Left => _end is null ? null : _end - clock.Elapsed;

    public bool IsOver => Left <= TimeSpan.Zero;
}
