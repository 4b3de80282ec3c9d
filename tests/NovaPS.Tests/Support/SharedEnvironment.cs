using Xunit;

namespace NovaPS.Tests.Support;

/// <summary>
/// Tests that set OS_* variables, or depend on them, run one after another. No other test reads these: connecting with -Endpoint, -AuthUrl
/// or -Simulator does not, and child processes do not get them.
/// </summary>
[CollectionDefinition(Name)]
public sealed class SharedEnvironment
{
    /// <summary>The name, for <c>[Collection]</c>.</summary>
    public const string Name = "Environment";
}
