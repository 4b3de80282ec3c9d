using System;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using NovaPS.Benchmarks.FarEnd;
using NovaPS.Benchmarks.Workloads;

namespace NovaPS.Benchmarks;

/// <summary>The commands: README.md has them.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        switch (args.FirstOrDefault())
        {
            case "far-end":
                using (var server = new FarEndServer())
                {
                    Console.WriteLine(server.Port);
                    await server.RunAsync();
                }

                return 0;
            case "worker":
                RunWorker(args);
                return 0;
            default:
                return Run(args);
        }
    }

    private static void RunWorker(string[] args)
    {
        var (port, count, rounds) = (Number(args[2]), Number(args[3]), Number(args[4]));
        switch (args[1])
        {
            case "list":
                ListWorkload.Run(port, count, rounds);
                break;
            case "start":
                StartWorkload.Run(port, count, rounds);
                break;
        }
    }

    private static int Run(string[] args)
    {
        using var farEnd = new FarEndProcess();
        foreach (var name in args.Length > 0 ? args : ["list", "start"])
        {
            var samples = Comparison.Read(ChildProcess.Run(Environment.ProcessPath!, "worker", name,
                farEnd.Port.ToString(CultureInfo.InvariantCulture), name == "list" ? "10000" : "1000", "9")).ToList();
            var floor = samples.First(s => s.IsFloor).Median;
            foreach (var s in samples)
                Console.WriteLine($"{s.Workload} | {s.Subject} | {Comparison.Format(s.Median)} {s.Unit} | {s.Spread.Low:0.#} - {s.Spread.High:0.#} | {s.Median / floor:0.00}");
        }

        return 0;
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
