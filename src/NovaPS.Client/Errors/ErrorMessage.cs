using System;
using System.Globalization;
using System.Linq;

namespace NovaPS.Client.Errors;

/// <summary>The one place that makes sentences of an error's data.</summary>
internal static class ErrorMessage
{
    /// <summary>
    /// "Cannot {operation} {target}: {reason} (HTTP 409, req-...)."; without an operation "{target} {reason} (...)."; without
    /// either "{reason} (...)."; then the notes.
    /// </summary>
    public static string Compose(NovaException error)
    {
        var subject = error.Operation is null
            ? error.Target is null ? string.Empty : error.Target + " "
            : "Cannot " + error.Operation + (error.Target is null ? string.Empty : " " + error.Target) + ": ";
        return string.Join(" ", new[] { subject + error.Reason + Origin(error) }.Concat(error.Notes).Where(t => t.Length > 0)
            .Select(Sentence));
    }

    /// <summary>The text without the full stop at its end. An ellipsis stays: it says that the text was cut.</summary>
    public static string WithoutStop(string text)
    {
        text = text.Trim();
        return text.EndsWith("...", StringComparison.Ordinal) ? text : text.TrimEnd('.');
    }

    private static string Origin(NovaException error) => (error.StatusCode, error.RequestId) switch
    {
        (null, null) => string.Empty,
        (null, { } id) => " (" + id + ")",
        ({ } status, null) => " (HTTP " + status.ToString(CultureInfo.InvariantCulture) + ")",
        ({ } status, { } id) => " (HTTP " + status.ToString(CultureInfo.InvariantCulture) + ", " + id + ")",
    };

    private static string Sentence(string text) =>
        char.ToUpperInvariant(text[0]) + text.Substring(1) + (text[text.Length - 1] is '.' or '?' or '!' ? string.Empty : ".");
}
