using System;

namespace NovaPS.Client.Operations;

/// <summary>Reads times of the cloud, which are UTC whatever the Kind of the DateTime.</summary>
internal static class UtcTime
{
    /// <summary>Returns the time; null if there is none or it is implausible. Calculations with extreme times would overflow.</summary>
    public static DateTimeOffset? Of(DateTime? time) => time is { Year: >= 2000 and < 9000 } t
        ? new DateTimeOffset(DateTime.SpecifyKind(t, DateTimeKind.Utc)) : null;
}
