using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using Newtonsoft.Json;

namespace NovaPS.Client.Http;

/// <summary>
/// Creates the pattern that finds a secret in a text: each character either unescaped or as escaped by JSON, HTML, a URL or Python, in any
/// combination; the whole secret within Base64; and its beginning if the text was truncated within the secret. It ignores case, because
/// hosts are changed to lower case.
/// </summary>
internal static class SecretPattern
{
    /// <summary>
    /// Shorter secrets occur in many words, and a mask in a known word would reveal them: "au***hen***ica***ion". They are redacted only as
    /// whole words.
    /// </summary>
    private const int ShortestInWords = 4;

    /// <summary>The shortest beginning of a secret that is redacted at the end of a text.</summary>
    private const int ShortestBeginning = 8;

    private const int ProbeLength = 4;

    /// <summary>The group of <see cref="Escaped"/> that has decimal digits.</summary>
    private const int DecimalGroup = 5;

    /// <summary>This number of characters identifies a token. The characters after them are the rest of the token.</summary>
    private const int LongToken = 32;

    /// <summary>The rest of a long token, in any encoding.</summary>
    private const string Rest = @"(?:[\w~=%+/\\-]|\.(?!\.)|&(?:amp;){0,2}#x?[0-9a-f]{1,6};)*";

    /// <summary>The end of a text that was truncated, by NovaPS or by a server.</summary>
    private const string Cut = @"(?=\s*(?:$|\.{3}|\u2026))";

    private static readonly Regex Token = new(@"^[A-Za-z0-9_.~=+/-]+\z", RegexOptions.CultureInvariant);

    /// <summary>The first characters of escape sequences.</summary>
    private static readonly char[] Escapes = ['%', '\\', '&'];

    /// <summary>One character in any encoding, or the backslashes before one.</summary>
    private static readonly Regex Escaped = new(
        @"%(?:25)*([0-9a-f]{2})|\\+x([0-9a-f]{2})|\\+u([0-9a-f]{4})|&(?:amp;)*#x0*([0-9a-f]{1,4});|&(?:amp;)*#0*([0-9]{1,5});|\\+",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    private static readonly Dictionary<char, string> Names = new()
    {
        ['"'] = "quot", ['&'] = "amp", ['<'] = "lt", ['>'] = "gt", ['\''] = "apos",
    };

    public static Regex Of(string secret, TimeSpan matchTimeout)
    {
        var characters = CodePoints(secret).Select(Character).ToList();
        var isLong = characters.Count > LongToken && Token.IsMatch(secret);
        var begin = string.Concat(characters.Take(ShortestBeginning));
        var rest = characters.Skip(ShortestBeginning).Take(isLong ? LongToken - ShortestBeginning : int.MaxValue).ToList();
        var whole = string.Concat(rest) + (isLong ? Rest : string.Empty);
        var pattern = characters.Count < ShortestInWords ? @"(?<!\w)" + begin + @"(?!\w)"
            : rest.Count == 0 ? begin
            : begin + "(?:" + whole + "|" + Optional(rest.Take(LongToken)) + Cut + ")";
        var base64 = InRequests(secret).SelectMany(w => Base64(Encoding.UTF8.GetBytes(w), isLong));
        return new Regex(string.Join("|", new[] { pattern }.Concat(base64)),
            RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, matchTimeout);
    }

    /// <summary>
    /// Returns short texts. If a text has the secret, the result of <see cref="Normalize"/> has at least one of them, ignoring case.
    /// Returns none if no such texts exist.
    /// </summary>
    public static string[] Probes(string secret)
    {
        if (secret.Length < ShortestBeginning || !Token.IsMatch(secret.Substring(0, ProbeLength)))
            return [];
        var bytes = Encoding.UTF8.GetBytes(secret.Substring(0, ProbeLength));
        return new[] { secret.Substring(0, ProbeLength) }.Concat(Enumerable.Range(0, 3).Select(before => Encode(bytes, before)))
            .Select(Normalize).ToArray();
    }

    /// <summary>
    /// Decodes all escape sequences for ASCII characters, and the alphabet of Base64 for URLs. The search for probes in the result is much
    /// faster than that for the patterns.
    /// </summary>
    public static string Normalize(string text) =>
        (text.IndexOfAny(Escapes) < 0 ? text : Escaped.Replace(text, Decode)).Replace('-', '+').Replace('_', '/');

    private static string Decode(Match match)
    {
        for (var i = 1; i < match.Groups.Count; i++)
        {
            var digits = match.Groups[i].Value;
            if (digits.Length > 0 && int.TryParse(digits, i == DecimalGroup ? NumberStyles.None : NumberStyles.AllowHexSpecifier,
                CultureInfo.InvariantCulture, out var number) && number <= char.MaxValue)
                return ((char)number).ToString();
        }

        return string.Empty;
    }

    /// <summary>Returns the forms of the secret in requests: in a header, in JSON, and in a URL.</summary>
    private static IEnumerable<string> InRequests(string secret) =>
        new[] { secret, JsonConvert.ToString(secret).Trim('"'), Uri.EscapeDataString(secret) }.Distinct();

    /// <summary>Returns a pattern that matches any number of the characters, in order.</summary>
    private static string Optional(IEnumerable<string> characters)
    {
        var all = characters.ToList();
        return string.Concat(all.Select(c => "(?:" + c)) + string.Concat(all.Select(_ => ")?"));
    }

    private static IEnumerable<string> CodePoints(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var length = char.IsSurrogatePair(text, i) ? 2 : 1;
            yield return text.Substring(i, length);
            i += length - 1;
        }
    }

    /// <summary>
    /// Returns a pattern for one character in any encoding. Repetitions are bounded, so that the search takes limited time.
    /// </summary>
    private static string Character(string point)
    {
        var number = point.Length == 2 ? char.ConvertToUtf32(point, 0) : point[0];
        var bytes = Encoding.UTF8.GetBytes(point);
        var encodings = new List<string>
        {
            @"\\{0,4}" + Regex.Escape(point),
            string.Concat(bytes.Select(b => "%(?:25){0,2}" + b.ToString("x2", CultureInfo.InvariantCulture))),
            string.Concat(bytes.Select(b => @"\\{1,4}x" + b.ToString("x2", CultureInfo.InvariantCulture))),
            string.Concat(point.Select(u => @"\\{1,4}u" + ((int)u).ToString("x4", CultureInfo.InvariantCulture))),
            "&(?:amp;){0,2}#(?:0{0,4}" + number.ToString(CultureInfo.InvariantCulture) + "|x0{0,4}"
                + number.ToString("x", CultureInfo.InvariantCulture) + ");",
        };
        if (number < 128 && Names.TryGetValue(point[0], out var name))
            encodings.Add("&(?:amp;){0,2}" + name + ";");
        // White space may have been normalized, and form encoding uses a plus for a space.
        if (number < 128 && (char.IsWhiteSpace(point[0]) || char.IsControl(point[0])))
            encodings.AddRange([@"[\s\p{Cc}]{1,8}", @"\+", @"\\{1,4}[tnrbfv0]"]);
        // Headers are decoded as Latin-1, and characters that cannot be decoded are replaced.
        if (number >= 128)
            encodings.AddRange([string.Concat(bytes.Select(b => Regex.Escape(((char)b).ToString()))), "&[a-z]{2,8};", @"[?\uFFFD]{1,4}"]);
        if (number is >= 128 and < 256)
            encodings.Add("(?:%|\\\\{1,4}x)" + number.ToString("x2", CultureInfo.InvariantCulture));
        return "(?:" + string.Join("|", encodings) + ")";
    }

    /// <summary>
    /// Returns the patterns of the secret within the Base64 of a longer text, such as user:password. Three bytes are encoded as four
    /// letters, so there are three forms. The letters at both ends that include bits of adjacent bytes are not redacted.
    /// </summary>
    private static IEnumerable<string> Base64(byte[] secret, bool isLong)
    {
        if (isLong)
            secret = secret.Take(LongToken).ToArray();
        for (var before = 0; before < 3; before++)
        {
            var inner = Encode(secret, before);
            if (inner.Length >= ShortestBeginning)
                yield return string.Concat(inner.Select(Letter)) + (isLong ? "[a-z0-9+/=_%-]*" : string.Empty);
            else if (before == 0)
                yield return "(?<![a-z0-9+/_-])" + string.Concat(Convert.ToBase64String(secret).TrimEnd('=').Select(Letter))
                    + "(?![a-z0-9+/_-])";
        }
    }

    /// <summary>Returns the letters that have only bits of these bytes, after a number of other bytes.</summary>
    private static string Encode(byte[] bytes, int before)
    {
        var text = Convert.ToBase64String(new byte[before].Concat(bytes).ToArray()).TrimEnd('=');
        var first = before == 0 ? 0 : before + 1;
        return text.Substring(first, ((before + bytes.Length) % 3 == 0 ? text.Length : text.Length - 1) - first);
    }

    private static string Letter(char letter) => letter switch
    {
        '+' => "(?:\\+|-|%2b|\\\\{1,4}u002b)",
        '/' => "(?:\\\\{0,4}/|_|%2f)",
        _ => letter.ToString(),
    };
}
