using System;
using System.Linq;
using Xunit;

namespace NovaPS.Live.Tests;

/// <summary>A test against a real cloud: skipped, and counted as such, where the environment does not name what it needs.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LiveFactAttribute : FactAttribute
{
    private static readonly string[] Always = ["OS_AUTH_URL", "OS_USERNAME", "OS_PASSWORD", "OS_PROJECT_NAME", "NOVAPS_LIVE_SERVERS"];

    /// <summary>A test that needs these variables besides those of the cloud itself.</summary>
    /// <param name="needs">Their names.</param>
    public LiveFactAttribute(params string[] needs)
    {
        var missing = Always.Concat(needs).Where(name => string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name))).ToList();
        if (missing.Count > 0)
            Skip = "Not set: " + string.Join(", ", missing);
    }
}
