using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using NovaPS.Robustness.Fuzzing;
using NovaPS.Robustness.Matrix;
using NovaPS.Robustness.Soaking;

namespace NovaPS.Robustness;

/// <summary>The commands: README.md has them.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        var options = new Options(args);
        return args.FirstOrDefault() switch
        {
            "matrix" => await MatrixAsync(options),
            "fuzz" => await FuzzAsync(options),
            "json" => CompareJson(options),
            "soak" => await SoakAsync(options),
            "far-end" => await SoakFarEnd.RunAsync(int.Parse(args[1], CultureInfo.InvariantCulture),
                int.Parse(args[2], CultureInfo.InvariantCulture), bool.Parse(args[3])),
            _ => Usage(),
        };
    }

    private static int Usage()
    {
        Console.WriteLine("matrix [--seed N --cells N] [--fault NAME] [--place NAME] [--servers one|many] [--times once|always] "
            + "[--parallel N] [--idle]");
        Console.WriteLine("fuzz [--first N] [--count N]");
        Console.WriteLine("json [--first N] [--count N]");
        Console.WriteLine("soak [--minutes N] [--seed N] [--show-faults]");
        return 2;
    }

    private static async Task<int> FuzzAsync(Options options)
    {
        var (first, count, failed, watch) = (options.Number("--first") ?? 0, options.Number("--count") ?? 100_000, 0, Stopwatch.StartNew());
        await Fuzzer.RunAsync(first, count, (number, broken) =>
        {
            failed++;
            Console.WriteLine(string.Format(CultureInfo.InvariantCulture, "FAILED fuzz --first {0} --count 1", number));
            foreach (var line in broken.Distinct().Take(5))
                Console.WriteLine("    " + line);
        });
        Console.WriteLine(string.Format(CultureInfo.InvariantCulture, "{0} cases in {1:0} s: {2} failed.", count,
            watch.Elapsed.TotalSeconds,
            failed));
        return failed == 0 ? 0 : 1;
    }

    private static int CompareJson(Options options)
    {
        var (first, count, failed, watch) = (options.Number("--first") ?? 0, options.Number("--count") ?? 100_000, 0, Stopwatch.StartNew());
        var strict = Fuzzer.CompareJson(first, count, (number, difference) =>
        {
            failed++;
            Console.WriteLine(string.Format(CultureInfo.InvariantCulture, "FAILED json --first {0} --count 1: {1}", number, difference));
        });
        Console.WriteLine(string.Format(CultureInfo.InvariantCulture, "{0} documents in {1:0} s, {2} of them JSON: {3} failed.", count,
            watch.Elapsed.TotalSeconds, strict, failed));
        return failed == 0 ? 0 : 1;
    }

    private static async Task<int> SoakAsync(Options options)
    {
        using var soak = new Soak(options.Number("--seed") ?? 1, options.Has("--show-faults"));
        var wrong = await soak.RunAsync(TimeSpan.FromMinutes(options.Number("--minutes") ?? 5), TimeSpan.FromSeconds(10));
        foreach (var line in wrong)
            Console.WriteLine("FAILED: " + line);
        return wrong.Count == 0 ? 0 : 1;
    }

    private static async Task<int> MatrixAsync(Options options)
    {
        IEnumerable<Cell> cells = options.Number("--cells") is { } count ? MatrixRun.Sample(options.Number("--seed") ?? 1, count)
            : options.Text("--fault") == "none" ? Place.All.SelectMany(p => new[] { false, true }.Select(b => new Cell(null, p, b, true)))
                .Where(c => c.IsMeant)
            : MatrixRun.All;
        cells = cells.Where(c => Fits(options.Text("--fault"), c.Fault?.Name ?? "none") && Fits(options.Text("--place"), c.Place.Name)
            && Fits(options.Text("--servers"), c.IsBulk ? "many" : "one") && Fits(options.Text("--times"), c.IsOnce ? "once" : "always"))
            .ToList();
        var watch = Stopwatch.StartNew();
        var (done, failed, idle) = (0, 0, 0);
        await MatrixRun.RunAsync(cells, options.Number("--parallel") ?? 4, (cell, broken, applied) =>
        {
            if (++done % 1000 == 0)
                Console.Error.WriteLine(done + " cells");
            if (applied == 0)
            {
                idle++;
                if (options.Has("--idle"))
                    Console.WriteLine("IDLE matrix " + cell);
            }

            if (broken.Count == 0)
                return;
            failed++;
            Console.WriteLine("FAILED matrix " + cell);
            foreach (var line in broken.Distinct().Take(5))
                Console.WriteLine("    " + line);
        });
        Console.WriteLine(string.Format(CultureInfo.InvariantCulture,
            "{0} cells in {1:0} s: {2} failed; in {3} the fault did not occur.", done, watch.Elapsed.TotalSeconds, failed, idle));
        return failed == 0 ? 0 : 1;
    }

    private static bool Fits(string? wanted, string name) => wanted is null || wanted == name
        || (wanted.EndsWith('*') && name.StartsWith(wanted[..^1], StringComparison.Ordinal));
}

/// <summary>The options of a command line.</summary>
internal sealed class Options(string[] args)
{
    public bool Has(string name) => args.Contains(name);

    public string? Text(string name) => Array.IndexOf(args, name) is var i and >= 0 && i + 1 < args.Length ? args[i + 1] : null;

    public int? Number(string name) => Text(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
