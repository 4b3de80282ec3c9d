using Xunit;

// One real cloud, and a handful of servers that all tests here share.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
