using System;
using System.Globalization;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using NovaPS.Client.Errors;

namespace NovaPS.Client.Http;

/// <summary>Determines whether a refused request can be retried, and after what time.</summary>
internal static class RetryAfter
{
    /// <summary>The longest pause. A request with a longer Retry-After is not retried.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary>RFC 9110 allows whole seconds; some gateways send fractions.</summary>
    private static readonly Regex Seconds = new(@"^\d+(\.\d+)?$", RegexOptions.CultureInvariant);

    /// <summary>Returns the time to wait; null if the request must not be retried.</summary>
    /// <param name="status">The status code of the refusal.</param>
    /// <param name="response">Its headers: Retry-After in seconds, or as a date.</param>
    /// <param name="fault">Its body: overLimit carries retryAfter as well.</param>
    /// <param name="attempt">The number of attempts.</param>
    /// <param name="now">The system time, for a date in a response without a Date header.</param>
    public static TimeSpan? Read(int status, HttpResponseMessage response, ErrorBody fault, int attempt, DateTimeOffset now)
    {
        if (status is not (413 or 429 or 503) || (status == 413 && fault.Kind != "overLimit"))
            return null;
        var header = response.Headers.TryGetValues("Retry-After", out var values) ? values.FirstOrDefault()?.Trim() : null;
        var named = Parse(header, response.Headers.Date ?? now) ?? Parse(fault.RetryAfter, now);
        // A 503 without a time may be from a proxy that forwarded the request.
        if (named is null && status == 503)
            return null;
        var time = named ?? TimeSpan.FromSeconds(Math.Pow(2, attempt - 1));
        return time <= Longest ? time : null;
    }

    /// <summary>Returns the time from now; zero for a date in the past; null if it is neither seconds nor a date.</summary>
    private static TimeSpan? Parse(string? text, DateTimeOffset now)
    {
        if (text is null)
            return null;
        if (Seconds.IsMatch(text))
        {
            // Too many digits fail on .NET Framework, and result in infinity on .NET.
            return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds < 1e9
                ? TimeSpan.FromSeconds(seconds) : TimeSpan.MaxValue;
        }

        if (!RetryConditionHeaderValue.TryParse(text, out var condition) || condition.Date is not { } date)
            return null;
        return date > now ? date - now : TimeSpan.Zero;
    }
}
