using Xunit;

// Tests wait more than they compute: four at once keep two cores busy. Each has a runspace and a simulator of its own;
// those that change OS_* variables are in SharedEnvironment, and run one after the other.
[assembly: CollectionBehavior(MaxParallelThreads = 4)]
[assembly: TestCollectionOrderer("NovaPS.Tests.LongestFirst", "NovaPS.Tests")]
