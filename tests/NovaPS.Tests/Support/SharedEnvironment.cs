using Xunit;

namespace NovaPS.Tests.Support;

/// <summary>Tests that change environment variables run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class SharedEnvironment
{
    /// <summary>The name, for <c>[Collection]</c>.</summary>
    public const string Name = "Environment";
}
