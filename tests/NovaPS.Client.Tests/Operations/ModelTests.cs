using System;
using System.Globalization;
using Xunit;
using Xunit.Abstractions;

namespace NovaPS.Client.Tests.Operations;

/// <summary>
/// Runs the operation state machine through histories of a Nova whose states are known. Each has exactly one outcome, which is true; no
/// action is started twice; no outcome lacks evidence; each ends. The test is deterministic: NOVAPS_MODEL_HISTORIES (how many;
/// 10,000 by default) and NOVAPS_MODEL_SEED (the first seed; 1 by default) repeat any run:
/// NOVAPS_MODEL_HISTORIES=1 NOVAPS_MODEL_SEED=4711 dotnet test tests/NovaPS.Client.Tests --filter ModelTests
/// </summary>
public sealed class ModelTests(ITestOutputHelper output)
{
    [Fact]
    public void Operation_EndsInATrueOutcome_InEveryHistory()
    {
        var (first, count) = (Setting("NOVAPS_MODEL_SEED", 1), Setting("NOVAPS_MODEL_HISTORIES", 10000));
        for (var seed = first; seed < first + count; seed++)
        {
            var history = ModelHistory.Generate(seed);
            if (Find(history) is not { } fault)
                continue;
            var smallest = ModelRun.Shrink(history);
            Assert.Fail(FormattableString.Invariant($"Seed {seed}: {fault}{Environment.NewLine}{ModelRun.Describe(history)}{Environment.NewLine}{Environment.NewLine}Shrunk:{Environment.NewLine}{ModelRun.Describe(smallest)}"));
        }

        output.WriteLine(FormattableString.Invariant($"{count} histories from seed {first}."));
    }

    private static string? Find(ModelHistory history)
    {
        try
        {
            return ModelRun.FindFault(history);
        }
        catch (InvalidOperationException e)
        {
            throw new InvalidOperationException("Seed " + history.Seed.ToString(CultureInfo.InvariantCulture) + ": " + e.Message, e);
        }
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) ? value
            : otherwise;
}
