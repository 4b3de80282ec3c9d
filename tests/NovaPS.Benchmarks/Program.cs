using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using NovaPS.Benchmarks.FarEnd;
using NovaPS.Benchmarks.Measuring;
using NovaPS.Benchmarks.Workloads;

namespace NovaPS.Benchmarks;

/// <summary>The commands: README.md has them.</summary>
internal static class Program
{
    private const int DefaultRounds = 15;

    private static readonly string[] All = ["list", "start", "memory", "wait", "process", "scale"];

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
        var numbers = args.Skip(2).Select(text => int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : 0).ToArray();
        switch (args[1])
        {
            case "list":
                ListWorkload.Run(numbers[0], numbers[1], numbers[2]);
                break;
            case "start":
                StartWorkload.Run(numbers[0], numbers[1], numbers[2]);
                break;
            case "memory":
                MemoryWorkload.Run(numbers[0], numbers[1]);
                break;
            case "wait":
                WaitWorkload.Run(numbers[0], numbers[1], numbers[2]);
                break;
            case "scale":
                ScaleWorkload.Run(args[5], numbers[0], numbers[1], numbers[2]);
                break;
        }
    }

    private static int Run(string[] args)
    {
        var names = args.Where(a => !a.StartsWith('-') && !int.TryParse(a, out _)).ToArray();
        if (names.Except(All).Any() || args.Except(names).Any(a => a is not ("--rounds" or "--write") && !int.TryParse(a, out _)))
        {
            Console.Error.WriteLine("Usage: [" + string.Join("] [", All) + "] [--rounds N] [--write]");
            return 2;
        }

        if (names.Length > 0 && args.Contains("--write"))
        {
            Console.Error.WriteLine("--write replaces all tables, so it measures all workloads. Omit " + string.Join(", ", names) + ".");
            return 2;
        }

        var rounds = Array.IndexOf(args, "--rounds") is var at and >= 0
            ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : DefaultRounds;
        foreach (var line in Peers.Missing())
            Console.Error.WriteLine(line);
        using var farEnd = new FarEndProcess();
        var (samples, exitCode) = (new List<Sample>(), 0);
        foreach (var name in names.Length > 0 ? names : All)
        {
            Console.Error.WriteLine(name);
            try
            {
                samples.AddRange(Measure(name, farEnd, rounds));
            }
            catch (InvalidOperationException e)
            {
                // The other workloads are measured nevertheless.
                Console.Error.WriteLine(name + " failed: " + e.Message);
                exitCode = 1;
            }
        }

        var report = Report.Create(samples);
        Console.WriteLine(report);
        if (args.Contains("--write") && exitCode == 0)
            Report.Write(Path.Combine(ChildProcess.ProjectDirectory, "RESULTS.md"), report);
        return exitCode;
    }

    private static IEnumerable<Sample> Measure(string name, FarEndProcess farEnd, int rounds)
    {
        switch (name)
        {
            case "list":
            case "start":
                var count = name == "list" ? 10_000 : 1000;
                var own = Worker(name, farEnd.Port, count, rounds);
                return own.Concat(Peers.Run(name, own[0].Workload, farEnd.Endpoint(count), count));
            case "memory":
                List<Sample> memory = [.. Worker(name, farEnd.Port, 1000), .. Worker(name, farEnd.Port, 100_000)];
                var peaks = memory.Where(s => s.Subject.StartsWith("peak", StringComparison.Ordinal)).Select(s => s.Median).ToList();
                return memory.Append(new Sample(memory[0].Workload, "the difference of the peaks", "MB", [peaks[1] - peaks[0]]));
            case "wait":
                return new[] { (1000, 10), (1000, 100), (1000, 1000), (100_000, 10) }
                    .SelectMany(size => Worker(name, farEnd.Port, size.Item1, size.Item2));
            case "process":
                return Capture(() => ProcessWorkload.Run(farEnd.Port, rounds));
            default:
                return new[] { "list", "start", "wait" }.SelectMany(kind => new[] { 100, 1000, 10_000, 100_000 }
                    .SelectMany(size => Worker(name, farEnd.Port, size, size, kind)))
                    .Concat(Worker(name, farEnd.Port, 100_000, 10, "wait"));
        }
    }

    private static List<Sample> Worker(string name, params object[] arguments) => Comparison.Read(ChildProcess.Run(Environment.ProcessPath!,
        arguments.Select(a => Convert.ToString(a, CultureInfo.InvariantCulture)!).Prepend(name).Prepend("worker"))).ToList();

    private static List<Sample> Capture(Action run)
    {
        var (console, output) = (Console.Out, new StringWriter());
        Console.SetOut(output);
        try
        {
            run();
        }
        finally
        {
            Console.SetOut(console);
        }

        return Comparison.Read(output.ToString()).ToList();
    }
}
