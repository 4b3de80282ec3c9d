using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using NovaPS.Robustness.Faults;
using Xunit;

namespace NovaPS.Robustness.Matrix;

/// <summary>A part of the matrix, which dotnet test runs. README.md says how to run all of it.</summary>
public sealed class MatrixTests
{
    private const int Seed = 1;
    private const int Cells = 800;

    [Fact]
    public async Task Matrix_ReachesEachPlace_WhenNothingIsWrong()
    {
        var failures = new List<string>();
        var cells = Place.All.SelectMany(p => new[] { false, true }.Select(b => new Cell(null, p, b, true))).Where(c => c.IsMeant);
        await MatrixRun.RunAsync(cells, 4, (cell, broken, reached) =>
        {
            if (reached == 0 || broken.Count > 0)
                failures.Add("matrix " + cell + (reached == 0 ? ": not reached" : ": " + string.Join("; ", broken)));
        });
        Assert.True(failures.Count == 0, string.Join(Environment.NewLine, failures));
    }

    [Fact]
    public async Task Matrix_KeepsInvariants_WhateverTheFault()
    {
        var failures = new List<string>();
        await MatrixRun.RunAsync(MatrixRun.Sample(Seed, Cells), 4, (cell, broken, _) =>
        {
            if (broken.Count > 0)
                failures.Add("matrix " + cell + ": " + string.Join("; ", broken.Take(3)));
        });
        Assert.True(failures.Count == 0, string.Join(Environment.NewLine, failures));
    }

    [Fact]
    public void Matrix_HasManyFaultsAndPlaces()
    {
        var names = MatrixRun.All.Select(c => c.Fault!.Name).Distinct().ToList();
        Assert.True(names.Count >= 199, "The matrix has only " + names.Count + " faults.");
        Assert.True(Place.All.Count >= 14, "The matrix has only " + Place.All.Count + " places.");
        // A line that repeats a cell must mean one cell.
        Assert.Empty(FaultTable.All.GroupBy(f => f.Name).Where(g => g.Count() > 1).Select(g => g.Key));
    }
}
