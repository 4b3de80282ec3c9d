using System;
using System.Globalization;
using System.Management.Automation;
using NovaPS.Internal;

namespace NovaPS.Parameters;

/// <summary>
/// Refuses values that are no times for a parameter of type DateTime. PowerShell itself converts 7 to 700 nanoseconds after the beginning
/// of the year 1, and $null to no filter at all, so that a command would act on all servers.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TimeTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var given = PSValues.Unwrap(inputData);
        switch (given)
        {
            case DateTime time:
                return time;
            case DateTimeOffset instant:
                return instant.UtcDateTime;
            case string text when !IsNumber(text) && LanguagePrimitives.TryConvertTo<DateTime>(text, out var parsed):
                return parsed;
        }

        throw new ArgumentTransformationMetadataException(PSValues.Describe(given)
            + " is not a time. Specify a date and time, such as '2026-11-27 16:30', or (Get-Date).AddHours(-1).");
    }

    /// <summary>Whether a text is a number: 1.5 would be January 5.</summary>
    private static bool IsNumber(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
}
