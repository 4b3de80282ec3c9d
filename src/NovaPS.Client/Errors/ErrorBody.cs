using System;
using System.IO;
using System.Net;
using System.Text.RegularExpressions;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using NovaPS.Client.Http;

namespace NovaPS.Client.Errors;

/// <summary>The body of an error response: the JSON envelope of Nova or Keystone, the HTML of a proxy, or plain text.</summary>
internal sealed class ErrorBody
{
    private const int MaxLength = 400;
    private const int MaxHtml = 8 * 1024;

    private ErrorBody(string? kind, string? message, string? retryAfter = null)
    {
        Kind = kind;
        Message = string.IsNullOrEmpty(message) ? null : message;
        RetryAfter = retryAfter;
    }

    /// <summary>The key of the envelope, such as itemNotFound; null when there is no envelope.</summary>
    public string? Kind { get; }

    /// <summary>The message in one line; null when there is none.</summary>
    public string? Message { get; }

    /// <summary>The time to wait (overLimit), in the format of the Retry-After header; null if the body has none.</summary>
    public string? RetryAfter { get; }

    public static ErrorBody Read(string body)
    {
        // A byte order mark is no white space.
        var text = body.TrimStart('\uFEFF').Trim();
        if (text.Length == 0)
            return new ErrorBody(null, null);
        // Other JSON is not readable, and may echo the request in a form that is not redacted.
        if (text[0] is '{' or '[')
            return ReadEnvelope(text) ?? new ErrorBody(null, null);
        return new ErrorBody(null, text[0] == '<' ? ReadHtml(text) : OneLine(text.Split('\n')[0]));
    }

    /// <summary>
    /// Reads {"kind": {"message": ..., "code": ...}}, or {"message": ...} from some gateways; null for other text.
    /// </summary>
    private static ErrorBody? ReadEnvelope(string text)
    {
        try
        {
            using var reader = new JsonTextReader(new StringReader(text))
            {
                DateParseHandling = DateParseHandling.None,
                MaxDepth = ResponseLimits.MaxDepth,
            };
            foreach (var property in JObject.Load(reader).Properties())
            {
                if (property.Value is JObject fault && (string?)(fault["message"] as JValue) is { } message)
                    return new ErrorBody(property.Name, OneLine(message), fault["retryAfter"]?.ToString());
                if (property is { Name: "message", Value.Type: JTokenType.String })
                    return new ErrorBody(null, OneLine((string)property.Value!));
            }
        }
        catch (Exception e) when (e is JsonException or ArgumentException or FormatException)
        {
            // It is truncated or not JSON.
        }

        return null;
    }

    private static string ReadHtml(string text)
    {
        // The regular expressions would take minutes on a large hostile page.
        if (text.Length > MaxHtml)
            text = text.Substring(0, MaxHtml);
        var title = Regex.Match(text, "<(title|h1)[^>]*>(.*?)</\\1>",
            RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant);
        return OneLine(WebUtility.HtmlDecode(Regex.Replace(title.Success ? title.Groups[2].Value : text, "<[^>]*>", " ")));
    }

    private static string OneLine(string text)
    {
        // Nova's router puts HTML line breaks into JSON messages.
        return DisplayText.Cut(
            Regex.Replace(text, @"(<br ?/?>|[\s\p{Cc}])+", " ", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant).Trim(), MaxLength);
    }
}
