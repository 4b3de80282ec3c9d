using System;
using System.Globalization;
using System.Linq;

namespace NovaPS.Client.Errors;

/// <summary>Composes the message of an error from its data. Messages are composed only here.</summary>
internal static class ErrorMessage
{
    /// <summary>
    /// Returns "Cannot {operation} {target}: {reason} (HTTP 409, req-...)."; without an operation "{target} {reason} (...)."; without
    /// either "{reason} (...)."; followed by the notes.
    /// </summary>
    public static string Compose(NovaException error) => string.Join(" ",
        new[] { Subject(error) + error.Reason + Origin(error) }.Concat(error.Notes).Where(t => t.Length > 0).Select(Sentence));

    /// <summary>Returns the first sentence of the message, without the response, as the reason of another error.</summary>
    public static string Reason(NovaException error)
    {
        var sentence = Subject(error) + error.Reason;
        return char.ToLowerInvariant(sentence[0]) + sentence.Substring(1);
    }

    /// <summary>Removes the full stop at the end of a text. An ellipsis is kept, because it shows that the text was truncated.</summary>
    public static string WithoutPeriod(string text)
    {
        text = text.Trim();
        return text.EndsWith("...", StringComparison.Ordinal) ? text : text.TrimEnd('.');
    }

    private static string Subject(NovaException error) => error.Operation is null
        ? error.Target is null ? string.Empty : error.Target + " "
        : "Cannot " + error.Operation + (error.Target is null ? string.Empty : " " + error.Target) + ": ";

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
