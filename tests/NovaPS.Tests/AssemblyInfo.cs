using Xunit;

// Tests wait more than they compute, so four of them use two cores. Each has its own runspace and simulator;
// those that change OS_* variables are in SharedEnvironment, and run one after another.
[assembly: CollectionBehavior(MaxParallelThreads = 4)]
[assembly: TestCollectionOrderer("NovaPS.Tests.LongestFirst", "NovaPS.Tests")]
