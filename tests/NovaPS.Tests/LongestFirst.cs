using System;
using System.Collections.Generic;
using System.Linq;
using NovaPS.Tests.Support;
using Xunit;
using Xunit.Abstractions;

namespace NovaPS.Tests;

/// <summary>Starts the slowest collections first, so that none of them runs alone at the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Longest = [nameof(PesterTests), SharedEnvironment.Name, nameof(PackageTests), nameof(SecretTests)];

    /// <inheritdoc/>
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(collection => Array.FindIndex(Longest, name =>
            collection.DisplayName.EndsWith(name, StringComparison.Ordinal)) is >= 0 and var rank ? rank : Longest.Length);
}
