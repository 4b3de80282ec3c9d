using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace NovaPS.Simulator.Tests.Conformance;

/// <summary>An action in life.txt, and the states that a real Nova showed.</summary>
internal sealed record LifeStep(string Body, int Status, string? Refusal, string[] States, string? Record)
{
    public static IReadOnlyList<LifeStep> ReadAll()
    {
        using var stream = typeof(LifeStep).Assembly.GetManifestResourceStream("life.txt")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(Parse).ToList();
    }

    /// <summary>
    /// Whether these are states of this action in order, including the last one. Short ones can be missed, and a real Nova saves
    /// status and task one after the other: a row may have the task of a state with the status of the one before.
    /// </summary>
    public bool Shows(IReadOnlyList<string> seen)
    {
        var rest = States.Select(Task);
        foreach (var task in seen.Select(Task))
        {
            var after = rest.SkipWhile(t => t != task).ToList();
            if (after.Count == 0)
                return false;
            // Another status with the same task is the same step.
            rest = after;
        }

        return seen[^1] == States[^1];
    }

    private static string Task(string state) => state.Split('/')[1];

    private static LifeStep Parse(string line)
    {
        var parts = line.Split(" | ");
        var status = int.Parse(parts[1][..3], System.Globalization.CultureInfo.InvariantCulture);
        return parts.Length == 2
            ? new LifeStep(parts[0], status, parts[1][4..], [], null)
            : new LifeStep(parts[0], status, null, parts[2].Split(' '), parts[3]);
    }
}
