using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace NovaPS.Robustness.Fuzzing;

/// <summary>
/// 10,000 changed responses; README.md says how to run more. They run alone, because the allocations of all threads count.
/// </summary>
[Collection(nameof(FuzzTests))]
[CollectionDefinition(nameof(FuzzTests), DisableParallelization = true)]
public sealed class FuzzTests
{
    private const int Cases = 10_000;

    [Fact]
    public async Task Fuzzer_MeetsOnlyDocumentedErrors_WhateverTheResponse()
    {
        var failures = new List<string>();
        await Fuzzer.RunAsync(0, Cases, (number, broken) => failures.Add($"fuzz --first {number} --count 1: {broken[0]}"));
        Assert.True(failures.Count == 0, string.Join(Environment.NewLine, failures));
    }

    [Fact]
    public void JsonReader_ReadsWhatOtherReadersRead_WhateverTheDocument()
    {
        var failures = new List<string>();
        var strict = Fuzzer.CompareJson(0, Cases, (number, difference) => failures.Add($"json --first {number} --count 1: {difference}"));
        Assert.True(failures.Count == 0, string.Join(Environment.NewLine, failures));
        // Otherwise the documents test only one of the two.
        Assert.InRange(strict, Cases / 4, Cases * 3 / 4);
    }

    [Fact]
    public async Task Fuzzer_IsTheSame_WhenItIsRepeated()
    {
        var recorded = RecordedResponse.ReadAll();
        Assert.InRange(recorded.Count, 400, int.MaxValue);
        var mutated = Enumerable.Range(0, 50).Select(n => new Mutator(new Random(n)).Mutate(recorded[n].Response)).ToList();
        var again = Enumerable.Range(0, 50).Select(n => new Mutator(new Random(n)).Mutate(recorded[n].Response)).ToList();
        Assert.Equal(mutated.Select(a => a.Head() + a.Text), again.Select(a => a.Head() + a.Text));
        Assert.Empty(await new FuzzCase(0, recorded).RunAsync());
    }
}
