using System;
using System.Linq;
using Xunit;

namespace NovaPS.Simulator.Tests.Conformance;

/// <summary>A theory that needs a real Nova. It is reported as skipped if the environment specifies none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LiveTheoryAttribute : TheoryAttribute
{
    public LiveTheoryAttribute()
    {
        var isNamed = new[] { "OS_AUTH_URL", "OS_PASSWORD", "NOVAPS_LIVE_SERVERS" }
            .All(name => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name)));
        if (!isNamed)
            Skip = "OS_AUTH_URL, OS_PASSWORD and NOVAPS_LIVE_SERVERS are not all set.";
    }
}
