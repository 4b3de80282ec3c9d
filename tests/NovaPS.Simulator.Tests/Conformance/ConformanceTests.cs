using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Xunit;

namespace NovaPS.Simulator.Tests.Conformance;

/// <summary>
/// Holds the simulator against what a real Keystone and Nova answered, to the byte but for ids and times; and a real one as
/// well, when the environment names one.
/// </summary>
[Collection("Conformance")]
public class ConformanceTests
{
    private static readonly IReadOnlyList<Recording> Recordings = Recording.ReadAll();

    public static TheoryData<string> Names => new(Recordings.Select(recording => recording.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void The_simulator_answers_as_recorded(string name)
    {
        using var target = new SimulatorTarget();
        var recording = Recordings.Single(r => r.Name == name);
        Assert.Equal(recording.Response, recording.Replay(target));
    }

    [LiveTheory]
    [MemberData(nameof(Names))]
    public void A_real_one_answers_as_recorded(string name)
    {
        using var target = LiveTarget.FromEnvironment()!;
        var recording = Recordings.Single(r => r.Name == name);
        Assert.Equal(recording.Response, recording.Replay(target));
    }

    [Fact]
    public void The_recordings_are_all_there() => Assert.Equal(328, Recordings.Count);

    /// <summary>
    /// To add a recording, write its request with nothing behind the arrow, and run this with the path of recorded.txt in
    /// NOVAPS_RECORD.
    /// </summary>
    [LiveTheory]
    [InlineData("NOVAPS_RECORD")]
    public void Responses_that_are_missing_are_recorded_from_a_real_one(string variable)
    {
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } path)
            File.WriteAllText(path, string.Concat(Recordings.Select(recording => recording.ToText(LiveTarget.FromEnvironment()!))));
    }
}
