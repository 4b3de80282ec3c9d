using System;
using System.Globalization;
using System.Management.Automation;
using System.Threading;
using NovaPS.Internal;

namespace NovaPS.Parameters;

/// <summary>
/// Lets a parameter of type TimeSpan accept a number of seconds. PowerShell itself converts 300 to 30 microseconds, and '300' to 300 days.
/// </summary>
/// <param name="min">The minimum, in seconds.</param>
/// <param name="max">The maximum, in seconds.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DurationTransformationAttribute(double min, double max) : ArgumentTransformationAttribute
{
    /// <summary>The minimum, in seconds.</summary>
    public double Min => min;

    /// <summary>The maximum, in seconds.</summary>
    public double Max => max;

    /// <summary>Whether -1 means no limit. The value is then Timeout.InfiniteTimeSpan.</summary>
    public bool AllowsNoLimit { get; set; }

    /// <summary>
    /// Whether the command checks the value itself. A value that is not a valid duration is then passed as TimeSpan.MinValue.
    /// </summary>
    public bool IsCheckedLater { get; set; }

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var given = PSValues.Unwrap(inputData);
        var seconds = Seconds(given);
        if (AllowsNoLimit && (seconds == -1 || given is TimeSpan infinite && infinite == Timeout.InfiniteTimeSpan))
            return Timeout.InfiniteTimeSpan;
        if (seconds >= min && seconds <= max)
            return TimeSpan.FromTicks((long)(seconds.Value * TimeSpan.TicksPerSecond));
        if (IsCheckedLater)
            return TimeSpan.MinValue;
        throw new ArgumentTransformationMetadataException(string.Format(CultureInfo.InvariantCulture,
            "{0} is not a duration from {1} to {2} seconds{3}. Specify a number of seconds, such as {4}, or a TimeSpan, such as '{5}'.",
            PSValues.Describe(given), min, max, AllowsNoLimit ? ", or -1 for no limit" : string.Empty, Example.TotalSeconds, Example));
    }

    /// <summary>A valid value.</summary>
    private TimeSpan Example => TimeSpan.FromSeconds(max < 300 ? max : 300);

    /// <summary>Converts a value to seconds; null if it is not a duration.</summary>
    private static double? Seconds(object? given) => given switch
    {
        TimeSpan time => time.TotalSeconds,
        sbyte or byte or short or ushort or int or uint or long or ulong or float or double or decimal =>
            Convert.ToDouble(given, CultureInfo.InvariantCulture),
        string text when text.IndexOf(':') >= 0 =>
            TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time) ? time.TotalSeconds : null,
        string text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null,
        _ => null,
    };
}
