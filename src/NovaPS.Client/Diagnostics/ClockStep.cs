using System;
using System.Globalization;

namespace NovaPS.Client.Diagnostics;

/// <summary>Compares the cloud's clock with this computer's.</summary>
internal static class ClockStep
{
    /// <summary>The time step of a one-time passcode (RFC 6238).</summary>
    private static readonly TimeSpan Tolerated = TimeSpan.FromSeconds(30);

    public static StepResult Compare(DiagnosisState state)
    {
        if (state.Time is not { } time)
            return StepResult.Skipped("No response with a time was received.");
        var difference = time.Cloud - time.Own;
        if (difference.Duration() <= Tolerated)
            return StepResult.Ok("This computer's clock and the cloud's agree within " + Describe(Tolerated) + " (" + time.Source + ").");
        return StepResult.Warning("This computer's clock is " + Describe(difference.Duration())
            + (difference > TimeSpan.Zero ? " behind" : " ahead of") + " the cloud's (" + time.Source
            + "). NovaPS does not depend on it, but one-time passcodes and the check of certificates do.",
            "Synchronize this computer's clock. If it is correct, report the difference to the cloud's operators.");
    }

    private static string Describe(TimeSpan time) => time.TotalDays >= 2 ? Format("{0:0.#} days", time.TotalDays)
        : time.TotalHours >= 2 ? Format("{0:0.#} h", time.TotalHours)
        : time.TotalMinutes >= 2 ? Format("{0:0.#} min", time.TotalMinutes)
        : Format("{0:0} s", time.TotalSeconds);

    private static string Format(string format, double number) => string.Format(CultureInfo.InvariantCulture, format, number);
}
