using System;
using System.Linq;
using System.Threading.Tasks;
using NovaPS.Client.Tests.Support;
using NovaPS.Tests.Support;
using Xunit;

namespace NovaPS.Tests;

/// <summary>Tests the limits of completion in time, which are static: no other test runs at the same time.</summary>
[CollectionDefinition(nameof(CompletionLimitTests), DisableParallelization = true)]
[Collection(nameof(CompletionLimitTests))]
public sealed class CompletionLimitTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData("Start-NovaServer we")]
    [InlineData("Get-NovaServer -Flavor m")]
    [InlineData("Get-NovaServer -ComputeHost c")]
    public async Task Completion_OffersNothing_WhenTheCloudDoesNotRespond(string line)
    {
        using var cloud = new Cloud(new RawServer(async _ =>
        {
            // A completion without a limit ends as well, with a second request.
            await Task.Delay(Long);
            return null;
        }));
        ModuleHost.SetCompletionLimits(time: TimeSpan.FromMilliseconds(300), freshness: Long);

        Assert.Empty(Complete(cloud, line));
        // The server may receive it later.
        await TestWait.UntilAsync(() => cloud.Server.Requests.Count > 0, "the request");
        // The next key press does not wait again.
        Assert.Empty(Complete(cloud, line));

        Assert.Single(cloud.Server.Requests);
    }

    [Fact]
    public void Completion_ReadsTheListAgain_WhenItIsNotFresh()
    {
        using var cloud = new Cloud(_ => Cloud.List((1, "web1", "ACTIVE")));
        ModuleHost.SetCompletionLimits(time: Long, freshness: TimeSpan.Zero);

        Assert.Equal(["web1"], Complete(cloud));
        Assert.Equal(["web1"], Complete(cloud));

        Assert.Equal(2, cloud.Targets.Count(t => t.StartsWith("/servers/detail", StringComparison.Ordinal)));
    }

    private static string[] Complete(Cloud cloud, string line = "Start-NovaServer we") =>
        [.. cloud.Host.Run($"(TabExpansion2 '{line}' {line.Length}).CompletionMatches.CompletionText").AssertNoErrors()
            .Output.Where(o => o is not null).Select(o => o.ToString())];
}
