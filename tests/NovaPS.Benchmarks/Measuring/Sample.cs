using System;
using System.Collections.Generic;
using System.Linq;

namespace NovaPS.Benchmarks.Measuring;

/// <summary>The results of one subject of a workload.</summary>
/// <param name="Workload">The workload, which is the heading of the table.</param>
/// <param name="Subject">What was measured, such as "NovaPS, into Out-Null".</param>
/// <param name="Unit">The unit: ms, kB, MB or requests.</param>
/// <param name="Values">One value for each round.</param>
internal sealed record Sample(string Workload, string Subject, string Unit, IReadOnlyList<double> Values)
{
    /// <summary>Whether the other subjects of the workload are compared with this one.</summary>
    public bool IsFloor { get; init; }

    public double Median
    {
        get
        {
            var sorted = Values.Order().ToList();
            return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2;
        }
    }

    /// <summary>The quartiles, which are the spread.</summary>
    public (double Low, double High) Spread
    {
        get
        {
            var sorted = Values.Order().ToList();
            return (sorted[(int)Math.Round((sorted.Count - 1) * 0.25)], sorted[(int)Math.Round((sorted.Count - 1) * 0.75)]);
        }
    }
}
