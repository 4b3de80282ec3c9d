using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace NovaPS.Simulator.Tests.Conformance;

/// <summary>
/// Holds the simulator against what a real Keystone and Nova answered, to the byte but for ids and times; and a real one as
/// well, when the environment names one.
/// </summary>
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
    public void The_recordings_are_all_there() => Assert.Equal(201, Recordings.Count);
}
