using System;
using System.Globalization;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using NovaPS.Client.Errors;

namespace NovaPS.Client.Http;

/// <summary>Whether, and after what time, a refused request may be sent again: it was refused, so it was not carried out.</summary>
internal static class RetryAfter
{
    /// <summary>The longest pause; a longer Retry-After is an error at once.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary>RFC 9110 allows whole seconds; some gateways send fractions.</summary>
    private static readonly Regex Seconds = new(@"^\d+(\.\d+)?$", RegexOptions.CultureInvariant);

    /// <summary>The time to wait; null: it is not to be sent again.</summary>
    /// <param name="status">The status code of the refusal.</param>
    /// <param name="response">Its headers: Retry-After in seconds, or as a date.</param>
    /// <param name="fault">Its body: overLimit carries retryAfter as well.</param>
    /// <param name="attempt">How often it was sent.</param>
    /// <param name="now">The time of day (UTC), for a date in a response without a Date header.</param>
    public static TimeSpan? Read(int status, HttpResponseMessage response, ErrorBody fault, int attempt, DateTime now)
    {
        if (status is not (413 or 429 or 503) || (status == 413 && fault.Kind != "overLimit"))
            return null;
        var header = response.Headers.TryGetValues("Retry-After", out var values) ? values.FirstOrDefault()?.Trim() : null;
        var named = Parse(header, response.Headers.Date?.UtcDateTime ?? now) ?? Parse(fault.RetryAfter, now);
        // A 503 that names no time may come from a proxy that did pass the request on.
        if (named is null && status == 503)
            return null;
        var time = named ?? TimeSpan.FromSeconds(Math.Pow(2, attempt - 1));
        return time <= Longest ? time : null;
    }

    /// <summary>A time from now on, however long; zero for a date in the past; null for what is neither seconds nor a date.</summary>
    private static TimeSpan? Parse(string? text, DateTime now)
    {
        if (text is null)
            return null;
        if (Seconds.IsMatch(text))
        {
            // Too many digits are a failure on .NET Framework, and infinite elsewhere.
            return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds < 1e9
                ? TimeSpan.FromSeconds(seconds) : TimeSpan.MaxValue;
        }

        if (!RetryConditionHeaderValue.TryParse(text, out var condition) || condition.Date is not { } date)
            return null;
        return date.UtcDateTime > now ? date.UtcDateTime - now : TimeSpan.Zero;
    }
}
