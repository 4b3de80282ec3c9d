using System;

namespace NovaPS.Client.Operations;

/// <summary>The pause between two polls: short at first, longer later, with jitter so that clients do not poll at the same time.</summary>
/// <param name="clock">Returns the jitter.</param>
/// <param name="fixedPause">The pause that the user specified (-PollInterval); null for growing pauses.</param>
internal sealed class PollBackoff(IClock clock, TimeSpan? fixedPause)
{
    /// <summary>The pause between the first polls.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private int _polls;

    public TimeSpan Next()
    {
        if (fixedPause is { } pause)
            return pause;
        // 0.5 s for the first four polls, then a quarter more each time.
        var seconds = Math.Min(Shortest.TotalSeconds * Math.Pow(1.25, Math.Max(0, _polls++ - 3)), Longest.TotalSeconds);
        return TimeSpan.FromSeconds(seconds * 0.9) + clock.Jitter(TimeSpan.FromSeconds(seconds * 0.2));
    }

    /// <summary>Starts with short pauses again: servers were added, which may reach their target soon.</summary>
    public void Restart() => _polls = 0;
}
