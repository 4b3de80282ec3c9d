using System;
using System.Diagnostics;
using System.Globalization;
using NovaPS.Benchmarks.FarEnd;
using NovaPS.Benchmarks.Measuring;

namespace NovaPS.Benchmarks.Workloads;

/// <summary>Waits for servers that were started, and for servers that do not change.</summary>
internal static class WaitWorkload
{
    private const int NeverEnds = int.MaxValue;

    public static void Run(int port, int project, int count)
    {
        using var session = new Session(FarEndProcess.Endpoint(port, project));
        session.Set("count", count);
        session.Run("$servers = Get-NovaServer | Select-Object -First $count");
        var name = string.Create(CultureInfo.InvariantCulture, $"Wait for {count:#,0} servers of a project with {project:#,0}");

        FarEndProcess.Reset(port, 3);
        _ = FarEndProcess.Count(port);
        session.Run("$servers | Start-NovaServer | Wait-NovaServer -PollInterval 0.1 | Out-Null");
        var (requests, polls) = FarEndProcess.Count(port);
        Comparison.Write(new Sample(name, "requests of each poll, started servers", "requests", [(requests - count) / (double)polls]));

        FarEndProcess.Reset(port, NeverEnds);
        Wait(session, 1);
        var (few, many) = (Measure(session, port, 2), Measure(session, port, 6));
        var more = many.Polls - few.Polls;
        Comparison.Write(new Sample(name, "requests of each poll, no change", "requests", [(many.Requests - few.Requests) / more]));
        Comparison.Write(new Sample(name, "CPU of each poll, no change", "ms", [(many.Cpu - few.Cpu) / more]));
        Comparison.Write(new Sample(name, "allocated for each poll, no change", "kB", [(many.Allocated - few.Allocated) / 1e3 / more]));
    }

    private static (double Polls, double Requests, double Cpu, double Allocated) Measure(Session session, int port, int seconds)
    {
        _ = FarEndProcess.Count(port);
        using var process = Process.GetCurrentProcess();
        var (cpu, allocated) = (process.TotalProcessorTime, GC.GetTotalAllocatedBytes(precise: true));
        Wait(session, seconds);
        process.Refresh();
        var (requests, polls) = FarEndProcess.Count(port);
        return (polls, requests, (process.TotalProcessorTime - cpu).TotalMilliseconds,
            GC.GetTotalAllocatedBytes(precise: true) - allocated);
    }

    private static void Wait(Session session, int seconds) => session.Run("$servers | Wait-NovaServer -Status ACTIVE -PollInterval 0.1 "
        + "-ErrorAction Ignore -Timeout " + seconds.ToString(CultureInfo.InvariantCulture), canFail: true);
}
