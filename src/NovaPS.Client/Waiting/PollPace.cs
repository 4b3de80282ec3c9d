using System;

namespace NovaPS.Client.Waiting;

/// <summary>How long to wait between two looks: quick at first, slower later, never in step with others.</summary>
/// <param name="fixedPause">The user's own pause; null: adapted.</param>
internal sealed class PollPace(TimeSpan? fixedPause)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private readonly Random _random = new();
    private int _looks;

    /// <summary>The pause after a look.</summary>
    /// <param name="lookTook">What the look took: a cloud that needs long for it is not asked more often.</param>
    public TimeSpan Next(TimeSpan lookTook)
    {
        if (fixedPause is { } pause)
            return pause;
        // 0.5 s for the first four looks, then a quarter more each time.
        var seconds = Shortest.TotalSeconds * Math.Pow(1.25, Math.Max(0, _looks++ - 3));
        seconds = Math.Max(Math.Min(seconds, Longest.TotalSeconds), lookTook.TotalSeconds);
        return TimeSpan.FromSeconds(seconds * (0.9 + (_random.NextDouble() * 0.2)));
    }

    /// <summary>New servers came: they may be done soon.</summary>
    public void Restart() => _looks = 0;
}
