using System;
using System.Threading.Tasks;
using Xunit;

namespace NovaPS.Client.Tests.Support;

/// <summary>Waits for what other threads do.</summary>
/// <remarks>
/// A request that a server has received is not a response that the client has read. Wait for something that the client does after it has
/// read the response: an output, or its next request.
/// </remarks>
internal static class TestWait
{
    /// <summary>The time after which a test that hangs is ended. It is longer than any pause of a busy computer.</summary>
    public static readonly TimeSpan Bound = TimeSpan.FromMinutes(1);

    /// <summary>Waits until a condition is true.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="what">What is waited for, for the message of a failure.</param>
    public static async Task UntilAsync(Func<bool> condition, string what)
    {
        for (var end = DateTime.UtcNow + Bound; !condition(); await Task.Delay(5))
            Assert.True(DateTime.UtcNow < end, "Waited in vain for " + what + ".");
    }
}
