using System;
using System.Collections.Generic;
using System.Threading.Tasks;

namespace NovaPS.Robustness.Fuzzing;

/// <summary>Runs cases by number: case n of a seed is always the same.</summary>
internal static class Fuzzer
{
    /// <param name="first">The number of the first case.</param>
    /// <param name="count">How many.</param>
    /// <param name="report">Receives what a case broke.</param>
    public static async Task RunAsync(int first, int count, Action<int, List<string>> report)
    {
        var recorded = RecordedResponse.ReadAll();
        for (var number = first; number < first + count; number++)
        {
            var broken = await new FuzzCase(number, recorded).RunAsync();
            if (broken.Count > 0)
                report(number, broken);
        }
    }

    /// <summary>Compares the JSON reader with others.</summary>
    /// <param name="first">The number of the first case.</param>
    /// <param name="count">How many.</param>
    /// <param name="report">Receives how the readers differ in a case.</param>
    /// <returns>The number of documents that were JSON.</returns>
    public static int CompareJson(int first, int count, Action<int, string> report)
    {
        var (recorded, strict) = (RecordedResponse.ReadAll(), 0);
        for (var number = first; number < first + count; number++)
        {
            var (isStrict, difference) = new JsonCase(number, recorded).Run();
            strict += isStrict ? 1 : 0;
            if (difference is not null)
                report(number, difference);
        }

        return strict;
    }
}
