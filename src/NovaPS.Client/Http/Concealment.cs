using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Text;
using Newtonsoft.Json;

namespace NovaPS.Client;

/// <summary>
/// Takes the secrets of a call out of what comes back: a server, a proxy or a debugging page that echoes a request must not
/// make us echo its password or token.
/// </summary>
internal static class Concealment
{
    private const string Mask = "***";

    /// <summary>The text without the secrets, however JSON, HTML or a URL would write them.</summary>
    public static string Conceal(this HttpCall call, string text)
    {
        foreach (var form in new[] { call.Token, call.SubjectToken, call.Secret }.OfType<string>().Where(s => s.Length > 0).SelectMany(Forms).OrderByDescending(f => f.Length))
            text = text.Replace(form, Mask);
        return text;
    }

    private static IEnumerable<string> Forms(string secret)
    {
        yield return secret;
        foreach (var handling in new[] { StringEscapeHandling.Default, StringEscapeHandling.EscapeNonAscii, StringEscapeHandling.EscapeHtml })
            yield return JsonConvert.ToString(secret, '"', handling).Trim('"');
        yield return WebUtility.HtmlEncode(secret);
        yield return Uri.EscapeDataString(secret);
        yield return WebUtility.UrlEncode(secret);
        yield return WebUtility.UrlEncode(secret).ToLowerInvariant();
        yield return Convert.ToBase64String(Encoding.UTF8.GetBytes(secret));
    }
}
