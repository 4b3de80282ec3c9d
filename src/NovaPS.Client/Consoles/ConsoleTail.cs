using System;
using System.Collections.Generic;
using System.Linq;

namespace NovaPS.Client.Consoles;

/// <summary>
/// Joins the ends of a growing console log. Nova returns only the last lines, without their position in the log, so the lines that two
/// ends have in common show what is new.
/// </summary>
internal sealed class ConsoleTail
{
    /// <summary>The number of lines to keep. Twice the number to read, because the log may not have grown.</summary>
    private const int MaxSeen = 2 * ConsoleFollower.Window;

    /// <summary>The last lines of the log. The last one is unfinished, and may be empty.</summary>
    private List<string> _seen = [];

    /// <summary>The number of characters of the unfinished line that were returned.</summary>
    private int _returned;

    /// <summary>Whether the last text had no line in common with the one before, so that lines may be missing.</summary>
    public bool HasGap { get; private set; }

    /// <summary>
    /// Returns the lines that are new. An unfinished line, such as a prompt, is returned when the log has not changed since the last text.
    /// </summary>
    public IReadOnlyList<string> Add(string text)
    {
        var next = text.Split('\n').ToList();
        var start = FindUnfinished(next);
        HasGap = start < 0 && _seen.Count > 0;
        if (start < 0)
            (start, _returned) = (0, 0);
        var lines = next.Skip(start).Take(next.Count - 1 - start).ToList();
        if (lines.Count > 0)
        {
            var isRest = _returned > 0;
            lines[0] = lines[0].Substring(_returned);
            if (isRest && lines[0].TrimEnd('\r').Length == 0)
                lines.RemoveAt(0);
            _returned = 0;
        }
        else if (next[next.Count - 1].Length > _returned && _seen.Count > 0 && next[next.Count - 1] == _seen[_seen.Count - 1])
        {
            lines.Add(next[next.Count - 1].Substring(_returned));
            _returned = next[next.Count - 1].Length;
        }

        var seen = _seen.Take(Math.Max(0, _seen.Count - 1)).Concat(next.Skip(start)).ToList();
        _seen = seen.Skip(Math.Max(0, seen.Count - MaxSeen)).ToList();
        return lines;
    }

    /// <summary>
    /// Returns the position of the unfinished line in the next text; -1 if both texts have no line in common. The longest overlap counts.
    /// </summary>
    private int FindUnfinished(List<string> next)
    {
        for (var skipped = Math.Max(0, _seen.Count - next.Count); skipped < _seen.Count; skipped++)
        {
            var last = _seen.Count - 1 - skipped;
            if ((last > 0 || _seen[_seen.Count - 1].Length > 0) && next[last].StartsWith(_seen[_seen.Count - 1], StringComparison.Ordinal)
                && Enumerable.Range(0, last).All(i => next[i] == _seen[skipped + i]))
                return last;
        }

        return -1;
    }
}
