using NovaPS.Client.Filtering;
using Xunit;

namespace NovaPS.Client.Tests.Filtering;

public sealed class AddressPatternTests
{
    [Theory]
    [InlineData("10.0.0.5", "10.0.0.5", true)]
    [InlineData("10.0.0.5", "10.0.0.50", false)]
    [InlineData("10.0.0.0/24", "10.0.0.255", true)]
    [InlineData("10.0.0.77/24", "10.0.0.1", true)]
    [InlineData("10.0.0.0/24", "10.0.1.0", false)]
    [InlineData("10.0.0.0/23", "10.0.1.200", true)]
    [InlineData("0.0.0.0/0", "203.0.113.7", true)]
    [InlineData("0.0.0.0/0", "fd00::1", false)]
    [InlineData("10.0.", "10.0.9.9", true)]
    [InlineData("10.0", "10.0.9.9", true)]
    [InlineData("10.0", "10.01.9.9", false)]
    [InlineData("10.1", "10.10.0.1", false)]
    [InlineData("10", "10.1.2.3", true)]
    [InlineData("10.*.5", "10.1.2.5", true)]
    [InlineData("10.?.0.5", "10.22.0.5", false)]
    [InlineData("fd00:1::/32", "fd00:1:2::3", true)]
    [InlineData("fd00:1::/32", "fd00:2::3", false)]
    [InlineData("fd00:", "fd00::3", true)]
    [InlineData("FD00::", "fd00:1::3", true)]
    [InlineData("fd00:1:", "fd00:10::3", false)]
    [InlineData("fd00:0001::5", "fd00:1:0:0::5", true)]
    [InlineData("fd00::*", "fd00::5", true)]
    [InlineData("10.0.0.5", "", false)]
    public void Pattern_SelectsAddresses(string pattern, string address, bool expected) =>
        Assert.Equal(expected, AddressPattern.Parse(pattern).Matches(address));

    [Theory]
    [InlineData("")]
    [InlineData("10.0.0.300")]
    [InlineData("10.0.0.5.")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("10.0/16")]
    [InlineData("fd00::/129")]
    [InlineData("fd00::1%eth0")]
    [InlineData("::g")]
    [InlineData("web*")]
    [InlineData("1..2")]
    [InlineData("٣.0.0.1")]
    public void Pattern_IsRefused_WhenItIsNotAnAddress(string pattern)
    {
        var error = Assert.Throws<NovaException>(() => AddressPattern.Parse(pattern));

        Assert.Equal(NovaErrorId.NovaFilterInputInvalid, error.ErrorId);
        Assert.StartsWith("-IPAddress '" + pattern + "' is not an IP address", error.Message, System.StringComparison.Ordinal);
        Assert.Contains("10.0.0.0/24", error.Remedy, System.StringComparison.Ordinal);
    }
}
