using Xunit;

// Tests wait more than they compute: four at once keep two cores busy. Each has a runspace and a simulator of its own;
// those that change environment variables are in SharedEnvironment, which runs alone.
[assembly: CollectionBehavior(MaxParallelThreads = 4)]
