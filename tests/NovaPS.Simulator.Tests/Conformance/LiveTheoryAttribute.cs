using System;
using System.Linq;
using Xunit;

namespace NovaPS.Simulator.Tests.Conformance;

/// <summary>A theory about a real Nova: skipped, and counted as such, where the environment names none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LiveTheoryAttribute : TheoryAttribute
{
    public LiveTheoryAttribute()
    {
        var isNamed = new[] { "OS_AUTH_URL", "OS_PASSWORD", "NOVAPS_LIVE_SERVERS" }
            .All(name => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name)));
        if (!isNamed)
            Skip = "OS_AUTH_URL, OS_PASSWORD and NOVAPS_LIVE_SERVERS name no real Nova.";
    }
}
