using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Newtonsoft.Json;

namespace NovaPS.Client.Http;

/// <summary>
/// Takes the secrets of a call out of what comes back: a server, a proxy or a debugging page that echoes a request must not
/// make us echo its password or token.
/// </summary>
internal static class SecretRedactor
{
    private const string Mask = "***";

    /// <summary>
    /// Shorter ones hide in any word, and a mask in a word that everybody knows would tell them: "au***hen***ica***ion". They are taken out
    /// where they stand alone.
    /// </summary>
    private const int ShortestInWords = 4;

    /// <summary>As long as no id or time is: a token, perhaps, in the link to a next page.</summary>
    private static readonly Regex LikeAToken = new("[A-Za-z0-9_-]{64,}", RegexOptions.CultureInvariant);

    /// <summary>The text without the secrets, however JSON, HTML or a URL would write them.</summary>
    public static string Redact(this ApiRequest request, string text)
    {
        foreach (var form in new[] { request.Token, request.SubjectToken, request.Receipt }.Concat(request.Secrets)
            .OfType<string>().Where(s => s.Length > 0)
            .SelectMany(Forms).OrderByDescending(f => f.Length))
            text = form.Length >= ShortestInWords ? text.Replace(form, Mask)
                : Regex.Replace(text, @"(?<!\w)" + Regex.Escape(form) + @"(?!\w)", Mask, RegexOptions.CultureInvariant);
        return text;
    }

    /// <summary>
    /// Path and query, for a trace. What NovaPS itself asks for is no secret; what the cloud names as the next page could be one.
    /// </summary>
    public static string RedactedPath(this ApiRequest request) => request.Uri.Query.Length == 0 ? request.Uri.AbsolutePath
        : request.Uri.AbsolutePath + LikeAToken.Replace(request.Redact(request.Uri.Query), Mask);

    private static IEnumerable<string> Forms(string secret)
    {
        yield return secret;
        foreach (var handling in new[] { StringEscapeHandling.Default, StringEscapeHandling.EscapeNonAscii,
            StringEscapeHandling.EscapeHtml })
            yield return JsonConvert.ToString(secret, '"', handling).Trim('"');
        yield return WebUtility.HtmlEncode(secret);
        yield return Uri.EscapeDataString(secret);
        yield return WebUtility.UrlEncode(secret);
        yield return WebUtility.UrlEncode(secret).ToLowerInvariant();
        yield return Convert.ToBase64String(Encoding.UTF8.GetBytes(secret));
    }
}
