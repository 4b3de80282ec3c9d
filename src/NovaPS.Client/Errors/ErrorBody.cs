using System;
using System.IO;
using System.Net;
using System.Text.RegularExpressions;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using NovaPS.Client.Http;

namespace NovaPS.Client.Errors;

/// <summary>What the body of a refusal says: Nova's and Keystone's envelopes, a proxy's HTML, plain text.</summary>
internal sealed class ErrorBody
{
    private const int MaxLength = 400;
    private const int MaxHtml = 8 * 1024;

    private ErrorBody(string? kind, string? message, string? retryAfter = null)
    {
        Kind = kind;
        Message = message;
        RetryAfter = retryAfter;
    }

    /// <summary>The key of the envelope, such as itemNotFound; null when there is no envelope.</summary>
    public string? Kind { get; }

    /// <summary>The message in one line; null when there is none.</summary>
    public string? Message { get; }

    /// <summary>How long to wait, where the body names it (overLimit), in the form of the header Retry-After.</summary>
    public string? RetryAfter { get; }

    public static ErrorBody Read(string body)
    {
        // A byte order mark is no white space.
        var text = body.TrimStart('\uFEFF').Trim();
        if (text.Length == 0)
            return new ErrorBody(null, null);
        // Other JSON says nothing to a person, and may echo the request in forms that nobody looks for secrets in.
        if (text[0] is '{' or '[')
            return ReadEnvelope(text) ?? new ErrorBody(null, null);
        return new ErrorBody(null, text[0] == '<' ? ReadHtml(text) : OneLine(text.Split('\n')[0]));
    }

    /// <summary>
    /// {"kind": {"message": ..., "code": ...}}, or {"message": ...} as some gateways write it; null when the text is nothing of the sort.
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
            // Half an envelope, or none.
        }

        return null;
    }

    private static string ReadHtml(string text)
    {
        // What matters stands at the top, and a hostile page of brackets must not cost minutes.
        if (text.Length > MaxHtml)
            text = text.Substring(0, MaxHtml);
        var title = Regex.Match(text, "<(title|h1)[^>]*>(.*?)</\\1>",
            RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant);
        return OneLine(WebUtility.HtmlDecode(Regex.Replace(title.Success ? title.Groups[2].Value : text, "<[^>]*>", " ")));
    }

    private static string OneLine(string text)
    {
        // Nova's router writes breaks of HTML into its JSON.
        return DisplayText.Cut(
            Regex.Replace(text, @"(<br ?/?>|[\s\p{Cc}])+", " ", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant).Trim(), MaxLength);
    }
}
