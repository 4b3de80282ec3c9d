using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using NovaPS.Robustness.Faults;

namespace NovaPS.Robustness.Matrix;

/// <summary>Runs cells of the matrix.</summary>
internal static class MatrixRun
{
    /// <summary>A run that takes longer hangs.</summary>
    private static readonly TimeSpan Guard = TimeSpan.FromSeconds(60);

    /// <summary>All cells that make sense.</summary>
    public static IEnumerable<Cell> All =>
        from fault in FaultTable.All
        from place in Place.All
        from isBulk in new[] { false, true }
        from isOnce in new[] { true, false }
        let cell = new Cell(fault, place, isBulk, isOnce)
        where cell.IsMeant
        select cell;

    /// <summary>Some cells: every fault at one place at least, every place, with one and with many servers.</summary>
    /// <param name="seed">The same seed gives the same cells.</param>
    /// <param name="count">How many.</param>
    public static IReadOnlyList<Cell> Sample(int seed, int count)
    {
        var random = new Random(seed);
        var all = All.ToArray();
        random.Shuffle(all);
        // What hangs costs a second each.
        var first = all.GroupBy(c => c.Fault).Select(g => g.First()).ToList();
        return [.. first.Concat(all.Except(first).Where(c => !c.Fault!.Hangs && !c.Fault.IsLarge)).Take(count)];
    }

    /// <summary>Runs one cell.</summary>
    public static async Task<(List<string> Broken, int Applied)> RunAsync(Cell cell)
    {
        using var journey = new Journey(cell);
        var run = Task.Run(journey.RunAsync);
        if (await Task.WhenAny(run, Task.Delay(Guard)) != run)
            return (["hangs in stage " + journey.Stage + " after " + journey.End.Requests.Count + " requests"], journey.Applied);
        await run;
        return (await Invariants.CheckAsync(journey, cell), journey.Applied);
    }

    /// <summary>Runs cells, a few at once.</summary>
    /// <param name="cells">The cells.</param>
    /// <param name="parallel">How many at once.</param>
    /// <param name="report">Receives each cell with what it broke, and how often its fault occurred.</param>
    public static Task RunAsync(IEnumerable<Cell> cells, int parallel, Action<Cell, List<string>, int> report)
    {
        var sync = new object();
        return Parallel.ForEachAsync(cells, new ParallelOptions { MaxDegreeOfParallelism = parallel }, async (cell, _) =>
        {
            var (broken, applied) = await RunAsync(cell);
            lock (sync)
                report(cell, broken, applied);
        });
    }
}
