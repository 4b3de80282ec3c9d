using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using Newtonsoft.Json;

namespace NovaPS.Client.Http;

/// <summary>
/// Makes the pattern that finds a secret in a text: each character as it is, or as JSON, HTML, a URL or Python writes it, in any
/// mixture; all of it within Base64; and its beginning, where a text was cut in the middle of it. Hosts are in lower case, so case
/// does not count.
/// </summary>
internal static class SecretPattern
{
    /// <summary>
    /// Shorter ones hide in any word, and a mask in a word that everybody knows would tell them: "au***hen***ica***ion". They are taken
    /// out where they stand alone.
    /// </summary>
    private const int ShortestInWords = 4;

    /// <summary>The shortest beginning of a secret that is taken out where a text ends.</summary>
    private const int ShortestBeginning = 8;

    private const int ProbeLength = 4;

    /// <summary>So many characters say which token it is. What follows them is the rest of it.</summary>
    private const int LongToken = 32;

    /// <summary>The rest of a long token, in any encoding.</summary>
    private const string Rest = @"(?:[\w~=%+/\\-]|\.(?!\.)|&(?:amp;){0,2}#x?[0-9a-f]{1,6};)*";

    /// <summary>Where a text was cut, by us or by a server.</summary>
    private const string Cut = @"(?=\s*(?:$|\.{3}|\u2026))";

    private static readonly Regex Token = new("^[A-Za-z0-9_.~=+/-]+$", RegexOptions.CultureInvariant);

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
        var base64 = Written(secret).SelectMany(w => Base64(Encoding.UTF8.GetBytes(w), isLong));
        return new Regex(string.Join("|", new[] { pattern }.Concat(base64)),
            RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, matchTimeout);
    }

    /// <summary>
    /// Short texts of which a text has one, without regard to case, if it has the secret and nothing in it is escaped. Empty: there
    /// are none.
    /// </summary>
    public static string[] Probes(string secret)
    {
        if (secret.Length < ShortestBeginning || !Token.IsMatch(secret.Substring(0, ProbeLength)))
            return [];
        var bytes = Encoding.UTF8.GetBytes(secret.Substring(0, ProbeLength));
        return new[] { secret.Substring(0, ProbeLength) }.Concat(Enumerable.Range(0, 3).Select(before => Encode(bytes, before))).ToArray();
    }

    /// <summary>The secret as a request has it: in a header, in JSON, in a URL.</summary>
    private static IEnumerable<string> Written(string secret) =>
        new[] { secret, JsonConvert.ToString(secret).Trim('"'), Uri.EscapeDataString(secret) }.Distinct();

    /// <summary>As many of the characters as there are, in their order.</summary>
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

    /// <summary>One character in any encoding. Repetitions are bounded, so that no text takes long to search.</summary>
    private static string Character(string point)
    {
        var number = point.Length == 2 ? char.ConvertToUtf32(point, 0) : point[0];
        var bytes = Encoding.UTF8.GetBytes(point);
        var ways = new List<string>
        {
            @"\\{0,4}" + Regex.Escape(point),
            string.Concat(bytes.Select(b => "%(?:25){0,2}" + b.ToString("x2", CultureInfo.InvariantCulture))),
            string.Concat(bytes.Select(b => @"\\{1,4}x" + b.ToString("x2", CultureInfo.InvariantCulture))),
            string.Concat(point.Select(u => @"\\{1,4}u" + ((int)u).ToString("x4", CultureInfo.InvariantCulture))),
            "&(?:amp;){0,2}#(?:0{0,4}" + number.ToString(CultureInfo.InvariantCulture) + "|x0{0,4}"
                + number.ToString("x", CultureInfo.InvariantCulture) + ");",
        };
        if (number < 128 && Names.TryGetValue(point[0], out var name))
            ways.Add("&(?:amp;){0,2}" + name + ";");
        // Tabs and line breaks become one blank wherever somebody tidies a text, and a form writes a blank as a plus.
        if (number < 128 && (char.IsWhiteSpace(point[0]) || char.IsControl(point[0])))
            ways.AddRange([@"[\s\p{Cc}]{1,8}", @"\+", @"\\{1,4}[tnrbfv0]"]);
        // Headers are read as Latin-1, and what cannot be read becomes a replacement character.
        if (number >= 128)
            ways.AddRange([string.Concat(bytes.Select(b => Regex.Escape(((char)b).ToString()))), "&[a-z]{2,8};", @"[?\uFFFD]{1,4}"]);
        if (number is >= 128 and < 256)
            ways.Add("(?:%|\\\\{1,4}x)" + number.ToString("x2", CultureInfo.InvariantCulture));
        return "(?:" + string.Join("|", ways) + ")";
    }

    /// <summary>
    /// The secret within Base64 of anything, such as user:password: three bytes make four letters, so there are three ways to write it. The
    /// letters at its ends, in which bits of its neighbours stand, stay.
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

    /// <summary>The letters in which only bits of the bytes stand, where so many bytes are before them.</summary>
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
