using System;
using System.Threading;
using NovaPS.Tests.Support;
using Xunit;

namespace NovaPS.Tests;

/// <summary>Tests the durations that parameters accept.</summary>
public sealed class DurationTests : IDisposable
{
    private readonly Cloud _cloud = new(_ => Cloud.One(1, "web1", "SHUTOFF"));

    public void Dispose() => _cloud.Dispose();

    [Theory]
    [InlineData("300", 300)]
    [InlineData("'300'", 300)]
    [InlineData("1.5", 1.5)]
    [InlineData("'1e2'", 100)]
    [InlineData("[uint16]7", 7)]
    [InlineData("[decimal]7.5", 7.5)]
    [InlineData("0", 0)]
    [InlineData("'00:05:00'", 300)]
    [InlineData("'1.00:00:01'", 86401)]
    [InlineData("[timespan]::FromMinutes(5)", 300)]
    [InlineData("(New-TimeSpan -Hours 1)", 3600)]
    public void Transform_ReturnsSeconds_WhenTheValueIsANumberOrATimeSpan(string value, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), (TimeSpan)_cloud.Host.Value(
            $"[NovaPS.Parameters.DurationTransformationAttribute]::new(0, 100000).Transform($ExecutionContext, {value})"));

    [Theory]
    [InlineData("5m", "'5m' is not a duration from 0 to 2147483 seconds, or -1 for no limit")]
    [InlineData("-2", "'-2' is not")]
    [InlineData("3000000", "'3000000' is not")]
    [InlineData("NaN", "'NaN' is not")]
    [InlineData("00:61:00", "'00:61:00' is not")]
    [InlineData("([timespan]::MinValue)", "is not a duration")]
    [InlineData("$null", "$null is not a duration")]
    [InlineData("$true", "'True' is not")]
    [InlineData("(1, 2)", "is not a duration")]
    public void Timeout_IsRefusedWithARemedyAndNothingIsSent_WhenItIsNoDuration(string value, string expected)
    {
        foreach (var script in new[] { "Wait-NovaServer $id -Timeout ", "Start-NovaServer $id -Wait -Timeout " })
        {
            var error = _cloud.Host.Run(script + value, ("id", Cloud.Id(1))).AssertTerminatingError("ParameterArgumentTransformationError");
            Assert.Contains(expected, error.ToString(), StringComparison.Ordinal);
            Assert.Contains("Specify a number of seconds, such as 300, or a TimeSpan, such as '00:05:00'.", error.ToString(),
                StringComparison.Ordinal);
        }

        Assert.Empty(_cloud.Server.Requests);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("'-1'")]
    [InlineData("[Threading.Timeout]::InfiniteTimeSpan")]
    public void Transform_ReturnsNoLimit_WhenTheValueIsMinusOne(string value) => Assert.Equal(Timeout.InfiniteTimeSpan,
        (TimeSpan)_cloud.Host.Value("$d = [NovaPS.Parameters.DurationTransformationAttribute]::new(0, 9); $d.AllowsNoLimit = $true; "
            + $"$d.Transform($ExecutionContext, {value})"));

    [Fact]
    public void Timeout_LimitsTheWait_WhenItIsATimeSpan() => Assert.Contains("did not reach ACTIVE within 0 s; it is SHUTOFF",
        _cloud.Host.Run("Wait-NovaServer $id -Status ACTIVE -TimeoutSec 00:00:00 -PollInterval ([timespan]::FromSeconds(0.1))",
            ("id", Cloud.Id(1))).AssertError("NovaWaitTimeout").ToString(), StringComparison.Ordinal);
}
