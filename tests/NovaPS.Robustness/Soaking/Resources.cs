using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;

namespace NovaPS.Robustness.Soaking;

/// <summary>What the process holds at a moment.</summary>
internal sealed record Resources(double ManagedMB, double WorkingSetMB, int Handles, int Threads, int Sockets)
{
    /// <summary>How much each may be more at the end than after the warm-up. Each number is noise, not growth.</summary>
    private static readonly Resources Tolerance = new(6, 60, 24, 12, 24);

    public static Resources Read()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        return new(GC.GetTotalMemory(true) / 1048576.0, process.WorkingSet64 / 1048576.0, process.HandleCount, process.Threads.Count,
            CountSockets());
    }

    /// <summary>What grew between the second quarter of the samples, when all is warm, and the last.</summary>
    public static IEnumerable<string> Growth(IReadOnlyList<Resources> samples)
    {
        var quarter = samples.Count / 4;
        if (quarter == 0)
            yield break;
        var (before, after) = (samples.Skip(quarter).Take(quarter).ToList(), samples.Skip(samples.Count - quarter).ToList());
        foreach (var (name, of) in new (string, Func<Resources, double>)[]
        {
            ("managed memory (MB)", r => r.ManagedMB), ("working set (MB)", r => r.WorkingSetMB), ("handles", r => r.Handles),
            ("threads", r => r.Threads), ("sockets", r => r.Sockets),
        })
        {
            // The least of each: a peak is work under way.
            var (from, to) = (before.Min(of), after.Min(of));
            if (to - from > of(Tolerance))
                yield return string.Format(CultureInfo.InvariantCulture, "{0} grew from {1:0.#} to {2:0.#}", name, from, to);
        }
    }

    public override string ToString() => string.Format(CultureInfo.InvariantCulture,
        "managed {0,6:0.0} MB, working set {1,6:0} MB, handles {2,4}, threads {3,3}, sockets {4,3}", ManagedMB, WorkingSetMB, Handles,
            Threads,
        Sockets);

    /// <summary>Linux lists them; elsewhere the handles have to do.</summary>
    private static int CountSockets()
    {
        if (!Directory.Exists("/proc/self/fd"))
            return 0;
        return new DirectoryInfo("/proc/self/fd").EnumerateFileSystemInfos()
            .Count(f => f.LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true);
    }
}
