using NovaPS.Client.Errors;
using NovaPS.Client.Operations;
using Xunit;

namespace NovaPS.Client.Tests;

public sealed class NearestNameTests
{
    private static readonly string[] Known = ["m1.tiny", "m1.small", "m1.medium", "c4.large", "db", "Frankfurt-1", "Frankfurt-2", "start"];

    [Theory]
    [InlineData("M1.TINY", "m1.tiny")]
    [InlineData("m1.tinny", "m1.tiny")]
    [InlineData("m1.samll", "m1.small")]
    [InlineData("strt", "start")]
    [InlineData("medium", "m1.medium")]
    [InlineData("c4.", "c4.large")]
    [InlineData("frankfurt", "Frankfurt-1")]
    [InlineData("m1.", null)]
    [InlineData("dc", null)]
    [InlineData("x2.huge", null)]
    [InlineData(" ", null)]
    public void Find_ReturnsTheNearestName_WhenThereIsOne(string given, string? expected) =>
        Assert.Equal(expected, NearestName.Find(given, Known));

    [Theory]
    [InlineData("Actve", "ACTIVE")]
    [InlineData("Off", "SHUTOFF")]
    [InlineData("running", "ACTIVE")]
    [InlineData("On", "ACTIVE")]
    [InlineData("stopped", "SHUTOFF")]
    [InlineData("shut off", "SHUTOFF")]
    [InlineData("resized", "VERIFY_RESIZE")]
    [InlineData("soft-deleted", "SOFT_DELETED")]
    [InlineData("QUARANTINED", null)]
    public void NearestStatus_FindsTypingErrorsAndSynonyms(string given, string? expected) =>
        Assert.Equal(expected, ServerAction.NearestStatus(given));
}
