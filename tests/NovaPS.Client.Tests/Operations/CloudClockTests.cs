using System;
using NovaPS.Client.Operations;
using Xunit;

namespace NovaPS.Client.Tests.Operations;

/// <summary>What a time that is wrong does to what is known of the cloud's clock.</summary>
public sealed class CloudClockTests
{
    private static readonly DateTimeOffset Zero = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Moment = TimeSpan.FromMinutes(5);

    [Theory]
    [InlineData(2027)]
    [InlineData(2999)]
    public void Clock_ProvesNothingBefore_WhenARowIsFarAheadOfTheLogin(int year)
    {
        var clock = CloudClock.Unknown.WithLogin(Zero, TimeSpan.Zero, TimeSpan.Zero)
            .WithSeen(new DateTimeOffset(year, 1, 2, 0, 0, 0, TimeSpan.Zero), TimeSpan.FromMinutes(1));

        Assert.Equal(Judgment.Unknown, clock.IsSince(Zero + Moment, Moment, CloudClock.Skew));
    }

    [Fact]
    public void Clock_UsesTheDateHeaders_WhenARowIsFarAheadOfTheLogin()
    {
        var clock = CloudClock.Unknown.WithLogin(Zero, TimeSpan.Zero, TimeSpan.Zero).WithDate(Zero, TimeSpan.Zero, TimeSpan.Zero)
            .WithSeen(Zero.AddYears(1), TimeSpan.FromMinutes(1));

        Assert.Equal(Judgment.Yes, clock.IsSince(Zero + Moment, Moment, CloudClock.Skew));
    }

    [Fact]
    public void Clock_RefutesTheLogin_WhenARowIsHoursAhead()
    {
        // Keystone's clock is five hours behind that of Nova's hosts.
        var clock = CloudClock.Unknown.WithLogin(Zero, TimeSpan.Zero, TimeSpan.Zero).WithSeen(Zero.AddHours(5), TimeSpan.Zero);

        Assert.Equal(Judgment.No, clock.IsSince(Zero + Moment, Moment, CloudClock.Skew));
    }
}
