using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Xunit;

namespace NovaPS.Simulator.Tests.Conformance;

/// <summary>
/// Compares the responses of the simulator with those of a real Keystone and Nova, byte by byte except for ids and times. Also
/// compares those of a real cloud, if the environment specifies one.
/// </summary>
[Collection("Conformance")]
public class ConformanceTests
{
    private static readonly IReadOnlyList<Recording> Recordings = Recording.ReadAll();

    public static TheoryData<string> Names => new(Recordings.Select(recording => recording.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void Simulator_RespondsAsRecorded(string name)
    {
        using var target = new SimulatorTarget();
        var recording = Recordings.Single(r => r.Name == name);
        Assert.Equal(recording.Response, recording.Replay(target));
    }

    [LiveTheory]
    [MemberData(nameof(Names))]
    public void RealCloud_RespondsAsRecorded(string name)
    {
        using var target = LiveTarget.FromEnvironment()!;
        var recording = Recordings.Single(r => r.Name == name);
        Assert.Equal(recording.Response, recording.Replay(target));
    }

    [Fact]
    public void Recordings_AreComplete() => Assert.Equal(417, Recordings.Count);

    /// <summary>
    /// To add a recording, write its request with nothing after the arrow, and run this with the path of recorded.txt in
    /// NOVAPS_RECORD.
    /// </summary>
    [LiveTheory]
    [InlineData("NOVAPS_RECORD")]
    public void MissingResponses_AreRecordedFromTheRealCloud(string variable)
    {
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } path)
            File.WriteAllText(path, string.Concat(Recordings.Select(recording => recording.ToText(LiveTarget.FromEnvironment()!))));
    }
}
