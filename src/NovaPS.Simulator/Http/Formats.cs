using System;
using System.Globalization;

namespace NovaPS.Simulator.Http;

/// <summary>Formats numbers, times and ids as OpenStack does.</summary>
internal static class Formats
{
    public static string Invariant(int number) => number.ToString(CultureInfo.InvariantCulture);

    public static string HttpDate(DateTime time) => time.ToString("r", CultureInfo.InvariantCulture);

    /// <summary>Truncates a time to whole seconds, as the database does.</summary>
    public static DateTime WholeSeconds(DateTime time) =>
        new(time.Ticks - (time.Ticks % TimeSpan.TicksPerSecond), DateTimeKind.Utc);

    public static string Seconds(DateTime time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static string? Microseconds(DateTime? time) =>
        time?.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff", CultureInfo.InvariantCulture);

    public static string NewId() => Guid.NewGuid().ToString();

    public static string NewHexId() => Guid.NewGuid().ToString("N");

    public static string NewRequestId() => "req-" + Guid.NewGuid().ToString();
}
