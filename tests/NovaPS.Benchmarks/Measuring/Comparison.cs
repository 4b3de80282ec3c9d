using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Text.Json;

namespace NovaPS.Benchmarks.Measuring;

/// <summary>Measures subjects in turn, round by round, so that a change of the machine's speed affects all of them.</summary>
/// <param name="workload">The name of the workload.</param>
internal sealed class Comparison(string workload)
{
    private readonly List<(string Name, bool IsFloor, int Rounds, Action Run, List<double> Values)> _subjects = [];

    /// <summary>Adds a subject.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="run">Runs it once.</param>
    /// <param name="isFloor">Whether the others are compared with it.</param>
    /// <param name="rounds">The maximum number of rounds, for slow subjects.</param>
    public void Add(string name, Action run, bool isFloor = false, int rounds = int.MaxValue) =>
        _subjects.Add((name, isFloor, rounds, run, []));

    /// <summary>Runs all subjects, after rounds that are not measured, and writes one line for each.</summary>
    public void Run(int rounds, int warmUp = 3)
    {
        for (var round = -warmUp; round < rounds; round++)
        {
            // In either order, because a subject affects the one after it.
            var subjects = round % 2 == 0 ? _subjects : Enumerable.Reverse(_subjects);
            foreach (var subject in subjects.Where(s => round < s.Rounds && (s.Rounds > warmUp || round >= -1)))
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                var watch = Stopwatch.StartNew();
                subject.Run();
                if (round >= 0)
                    subject.Values.Add(watch.Elapsed.TotalMilliseconds);
            }
        }

        foreach (var (name, isFloor, _, _, values) in _subjects)
            Write(new Sample(workload, name, "ms", values) { IsFloor = isFloor });
    }

    /// <summary>Writes a result for the parent process.</summary>
    public static void Write(Sample sample) => Console.WriteLine(JsonSerializer.Serialize(sample));

    /// <summary>Reads the results that a child process wrote.</summary>
    public static IEnumerable<Sample> Read(string output) => output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Where(line => line.StartsWith('{')).Select(line => JsonSerializer.Deserialize<Sample>(line)!);

    /// <summary>Formats a number with three significant digits.</summary>
    public static string Format(double value) => value.ToString(Math.Abs(value) switch
    {
        >= 100 => "#,0",
        >= 10 => "0.0",
        _ => "0.00",
    }, CultureInfo.InvariantCulture);
}
