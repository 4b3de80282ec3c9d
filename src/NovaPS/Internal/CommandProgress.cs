using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using NovaPS.Client.Operations;

namespace NovaPS.Internal;

/// <summary>
/// The progress of a command. It is shown after a second, and updated at most four times a second. Where no progress is shown, such as in
/// CI, verbose messages report each server, and every 30 seconds the servers in progress.
/// </summary>
/// <param name="activity">The activity, such as "Waiting for servers".</param>
/// <param name="end">The word for servers that are done, such as "completed".</param>
/// <param name="elapsed">The time since the start; null to use a stopwatch.</param>
internal sealed class CommandProgress(string activity, string end, Func<TimeSpan>? elapsed = null)
{
    private const int Names = 3;

    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.25);
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(30);

    private readonly Func<TimeSpan> _elapsed = elapsed ?? NewClock();
    private TimeSpan? _shown;
    private TimeSpan _reported;
    private int _added;
    private int _done;
    private int _failed;
    private string? _text;

    public void Added() => _added++;

    public void Done() => _done++;

    public void Failed() => _failed++;

    /// <summary>Returns the record to show now; null if no update is due.</summary>
    /// <param name="waiting">The operations in progress; empty if they are not shown.</param>
    public ProgressRecord? Next(IEnumerable<TrackedOperation> waiting)
    {
        var now = _elapsed();
        if (_added == 0 || now < Quiet || now - _shown < Interval)
            return null;
        // In one text, because the progress bar of PowerShell 7 does not show CurrentOperation.
        var text = Describe(now, waiting);
        if (text == _text)
            return null;
        (_shown, _text) = (now, text);
        var record = Create(text);
        record.PercentComplete = 100 * (_done + _failed) / _added;
        return record;
    }

    /// <summary>Counts a server that was waited for, and returns the verbose message for it.</summary>
    /// <param name="tracked">The operation.</param>
    /// <param name="server">The server in its target state.</param>
    /// <param name="error">The error; null if there is none.</param>
    public string Settle(TrackedOperation tracked, NovaServer? server, NovaException? error)
    {
        if (error is null)
            Done();
        else
            Failed();
        return "Server " + tracked.Describe() + (error is null ? " is " + server!.Status : ": " + error.ErrorId)
            + " (" + Describe(_elapsed(), []) + ").";
    }

    /// <summary>Returns the verbose message for the servers in progress; null if none is due.</summary>
    /// <param name="waiting">The operations in progress.</param>
    public string? NextReport(IEnumerable<TrackedOperation> waiting)
    {
        var now = _elapsed();
        if (now - _reported < ReportInterval)
            return null;
        _reported = now;
        var text = activity + ": " + Describe(now, waiting);
        return text.EndsWith(".", StringComparison.Ordinal) ? text : text + ".";
    }

    /// <summary>Returns the record that removes the progress bar; null if none was shown.</summary>
    public ProgressRecord? Finish()
    {
        if (_shown is null)
            return null;
        var record = Create("done");
        record.RecordType = ProgressRecordType.Completed;
        return record;
    }

    private string Describe(TimeSpan now, IEnumerable<TrackedOperation> waiting)
    {
        var items = Describe(waiting);
        var failed = _failed == 0 ? string.Empty : string.Format(CultureInfo.InvariantCulture, ", {0} failed", _failed);
        return string.Format(CultureInfo.InvariantCulture, "{0} of {1} {2}{3}, {4:0} s", _done, _added, end, failed, now.TotalSeconds)
            + (items.Length == 0 ? string.Empty : ": " + items);
    }

    /// <summary>
    /// Describes how many operations are in which state, with the first names; "" for none. It is called several times a second, so it
    /// allocates nothing for each operation.
    /// </summary>
    public static string Describe(IEnumerable<TrackedOperation> items)
    {
        var (states, names, count) = (new Dictionary<string, int>(StringComparer.Ordinal), new List<string>(Names), 0);
        foreach (var item in items)
        {
            var state = item.Last is { } last ? last.TaskState ?? last.Status ?? "UNKNOWN" : "not polled yet";
            if (item is { Last: not null, Check.Unmet: { } unmet })
                state += " without " + unmet.Name;
            states[state] = states.TryGetValue(state, out var number) ? number + 1 : 1;
            if (count++ < Names)
                names.Add(item.ServerName ?? item.ServerId);
        }

        return count == 0 ? string.Empty : string.Join(", ", states.OrderByDescending(s => s.Value)
            .Select(s => s.Value.ToString(CultureInfo.InvariantCulture) + " " + s.Key)) + ": " + string.Join(", ", names)
                + (count > Names ? "..." : string.Empty);
    }

    private static Func<TimeSpan> NewClock()
    {
        var watch = Stopwatch.StartNew();
        return () => watch.Elapsed;
    }

    private ProgressRecord Create(string status) => new(1774, activity, status);
}
