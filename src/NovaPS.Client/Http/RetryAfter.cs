using System;
using System.Net.Http;
using NovaPS.Client.Errors;

namespace NovaPS.Client.Http;

/// <summary>Whether, and after what time, a refused request may be sent again: it was refused, so it was not carried out.</summary>
internal static class RetryAfter
{
    /// <summary>Nobody at a prompt waits longer than this for one answer; a longer Retry-After is an error at once.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary>The time to wait; null: it is not to be sent again.</summary>
    /// <param name="status">The status code of the refusal.</param>
    /// <param name="response">Its headers: Retry-After in seconds, or as a date.</param>
    /// <param name="fault">Its body: overLimit carries retryAfter as well.</param>
    /// <param name="attempt">How often it was sent.</param>
    /// <param name="now">The time of day (UTC), for a date.</param>
    public static TimeSpan? Read(int status, HttpResponseMessage response, ErrorBody fault, int attempt, DateTime now)
    {
        if (status is not (413 or 429 or 503) || (status == 413 && fault.Kind != "overLimit"))
            return null;
        var header = response.Headers.RetryAfter;
        var told = header?.Delta
            ?? (header?.Date is { } date ? date.UtcDateTime - (response.Headers.Date?.UtcDateTime ?? now) : default(TimeSpan?))
            ?? (fault.RetryAfter is { } seconds and >= 0 and < 1e6 ? TimeSpan.FromSeconds(seconds) : default(TimeSpan?));
        // A 503 that names no time may come from a proxy that did pass the request on.
        if (told is null && status == 503)
            return null;
        var time = told ?? TimeSpan.FromSeconds(Math.Pow(2, attempt - 1));
        if (time < TimeSpan.Zero)
            time = TimeSpan.Zero;
        return time <= Longest ? time : null;
    }
}
