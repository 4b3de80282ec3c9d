using System;
using System.Collections.Generic;
using System.Collections;
using System.Diagnostics;
using System.Linq;
using System.Management.Automation;
using System.Runtime.CompilerServices;
using NovaPS.Benchmarks.FarEnd;
using NovaPS.Benchmarks.Measuring;

namespace NovaPS.Benchmarks.Workloads;

/// <summary>Lists servers in a process of its own, and measures its memory.</summary>
internal static class MemoryWorkload
{
    private const int StringOverhead = 22;

    public static void Run(int port, int count)
    {
        using var session = new Session(FarEndProcess.Endpoint(port, count));
        var peak = Peak(() => session.Run("Get-NovaServer | Out-Null"), out var allocated);
        Comparison.Write(new Sample("Memory of a list", FormattableString.Invariant($"peak of the process, {count:#,0} servers"), "MB",
            [peak / 1e6]));
        Comparison.Write(new Sample("Memory of a list", FormattableString.Invariant($"allocated for each of {count:#,0} servers"), "kB",
            [allocated / 1e3 / count]));
        if (count > ServerPage.Size)
            return;
        session.Run("$servers = Get-NovaServer");
        Comparison.Write(new Sample("Memory of a list", "of which are texts of the server alone", "kB",
            [TextBytes((IEnumerable)session.Get("servers")!) / 1e3 / count]));
    }

    /// <summary>Runs an action, and returns the highest memory of the process meanwhile or before, and the bytes allocated.</summary>
    public static long Peak(Action run, out long allocated)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        run();
        allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }

    /// <summary>Returns the bytes of the strings that only one server refers to.</summary>
    private static long TextBytes(IEnumerable servers)
    {
        var uses = new Dictionary<object, int>(new ReferenceComparer());
        foreach (PSObject server in servers)
        {
            var own = new HashSet<object>(new ReferenceComparer());
            Collect(server.BaseObject, own);
            foreach (var text in own)
                uses[text] = uses.GetValueOrDefault(text) + 1;
        }

        return uses.Where(u => u.Value == 1).Sum(u => (long)((StringOverhead + (2 * ((string)u.Key).Length) + 7) / 8 * 8));
    }

    private static void Collect(object value, HashSet<object> texts)
    {
        foreach (var property in value.GetType().GetProperties().Where(p => p.CanWrite && p.GetIndexParameters().Length == 0))
        {
            switch (property.GetValue(value))
            {
                case string text:
                    texts.Add(text);
                    break;
                case IEnumerable<object> list:
                    foreach (var element in list.Where(e => e is not string))
                        Collect(element, texts);
                    break;
            }
        }
    }

    private sealed class ReferenceComparer : IEqualityComparer<object>
    {
        public new bool Equals(object? x, object? y) => ReferenceEquals(x, y);

        public int GetHashCode(object obj) => RuntimeHelpers.GetHashCode(obj);
    }
}
