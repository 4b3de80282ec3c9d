using System;
using System.Globalization;

namespace NovaPS.Client;

/// <summary>
/// Converts between the instants that the client calculates with and the local times of public objects, as PowerShell's own commands
/// write them.
/// </summary>
internal static class LocalTime
{
    /// <summary>
    /// Returns the local time (Kind Local). In the hour that a clock change repeats, the DateTime stores which of the two instants it is,
    /// so that ToUniversalTime, JSON and Clixml keep the instant.
    /// </summary>
    public static DateTime? Of(DateTimeOffset? instant) => instant?.LocalDateTime;

    /// <summary>Returns the instant. A time without a Kind is local.</summary>
    public static DateTimeOffset? ToInstant(DateTime? time) => time is { } t ? new DateTimeOffset(t.ToUniversalTime()) : null;

    /// <summary>Formats an instant for messages: the local time, as in tables, with its offset, so that it is exact in a ticket.</summary>
    public static string Describe(DateTimeOffset instant) =>
        instant.ToLocalTime().ToString("yyyy-MM-dd HH:mm:sszzz", CultureInfo.InvariantCulture);

    /// <summary>Returns the instant; null if it is implausible, as 0001-01-01 is: calculations with it could overflow.</summary>
    public static DateTimeOffset? OrNull(this DateTimeOffset instant) => instant.Year is >= 2000 and < 9000 ? instant : null;
}
