using System.Diagnostics;
using System.Globalization;
using NovaPS.Benchmarks.FarEnd;
using NovaPS.Benchmarks.Measuring;

namespace NovaPS.Benchmarks.Workloads;

/// <summary>One size of a list, a start or a wait, in a process of its own: time, requests and memory.</summary>
internal static class ScaleWorkload
{
    public static void Run(string kind, int port, int project, int count)
    {
        using var session = new Session(FarEndProcess.Endpoint(port, project));
        session.Set("count", count);
        // Loads and compiles what is measured.
        FarEndProcess.Reset(port, 1);
        session.Run("Get-NovaServer | Select-Object -First 20 | Start-NovaServer | Wait-NovaServer -PollInterval 0.1 | Out-Null");
        FarEndProcess.Reset(port, 1);
        if (kind != "list")
            session.Run("$servers = Get-NovaServer | Select-Object -First $count");
        if (kind == "wait")
            session.Run("$actions = $servers | Start-NovaServer");
        _ = FarEndProcess.Count(port);
        var watch = Stopwatch.StartNew();
        var peak = MemoryWorkload.Peak(() => session.Run(kind switch
        {
            "list" => "Get-NovaServer | Out-Null",
            "start" => "$servers | Start-NovaServer | Out-Null",
            _ => "$actions | Wait-NovaServer -PollInterval 0.1 -Timeout 600 | Out-Null",
        }), out var allocated);
        var time = watch.Elapsed.TotalMilliseconds;
        var (requests, _) = FarEndProcess.Count(port);
        var name = string.Create(CultureInfo.InvariantCulture, $"{kind} {count:#,0} of {project:#,0}");
        Comparison.Write(new Sample("Scale", name, "ms; requests; MB at most; MB allocated",
            [time, requests, peak / 1e6, allocated / 1e6]));
    }
}
