using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using NovaPS.Client;

namespace NovaPS.Commands;

/// <summary>What a person sees while servers are waited for: nothing for a second, then at most four updates a second.</summary>
internal sealed class WaitProgress
{
    private const int Names = 3;

    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.25);

    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private TimeSpan? _shown;
    private int _added;
    private int _arrived;

    public void Added() => _added++;

    public void Arrived() => _arrived++;

    /// <summary>The record to show now; null when it is not the time.</summary>
    public ProgressRecord? Next(IEnumerable<WaitItem> waiting)
    {
        var now = _watch.Elapsed;
        if (_added == 0 || now < Quiet || now - _shown < Interval)
            return null;
        _shown = now;
        var slow = waiting.Select(i => i.Last?.Name ?? i.ServerName ?? i.ServerId).Take(Names + 1).ToList();
        var record = Create(string.Format(CultureInfo.InvariantCulture, "{0} of {1} arrived, {2:0} s", _arrived, _added, now.TotalSeconds));
        record.PercentComplete = 100 * _arrived / _added;
        if (slow.Count > 0)
            record.CurrentOperation = "waiting for " + string.Join(", ", slow.Take(Names)) + (slow.Count > Names ? "..." : string.Empty);
        return record;
    }

    /// <summary>The record that takes the bar away; null when none was shown.</summary>
    public ProgressRecord? Finish()
    {
        if (_shown is null)
            return null;
        var record = Create("done");
        record.RecordType = ProgressRecordType.Completed;
        return record;
    }

    private static ProgressRecord Create(string status) => new(1774, "Waiting for servers", status);
}
