using System;
using System.Linq;
using Xunit;

namespace NovaPS.Live.Tests;

/// <summary>A test that needs a real cloud. It is reported as skipped if the environment does not specify what it needs.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LiveFactAttribute : FactAttribute
{
    private static readonly string[] Always = ["OS_AUTH_URL", "OS_USERNAME", "OS_PASSWORD", "OS_PROJECT_NAME", "NOVAPS_LIVE_SERVERS"];

    /// <summary>Creates a test that needs these variables in addition to those of the cloud.</summary>
    /// <param name="needs">Their names.</param>
    public LiveFactAttribute(params string[] needs)
    {
        var missing = Always.Concat(needs).Where(name => string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name))).ToList();
        if (missing.Count > 0)
            Skip = "Not set: " + string.Join(", ", missing);
    }
}
