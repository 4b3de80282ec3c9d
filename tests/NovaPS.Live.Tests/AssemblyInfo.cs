using Xunit;

// All tests share one real cloud and a few servers.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
