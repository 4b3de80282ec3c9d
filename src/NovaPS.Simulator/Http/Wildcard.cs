using System;
using System.Text;
using System.Text.RegularExpressions;

namespace NovaPS.Simulator.Http;

/// <summary>PowerShell's wildcards (* ? [a-z], escaped by a backtick), because this assembly does not reference PowerShell.</summary>
internal static class Wildcard
{
    /// <summary>Whether the whole text matches, ignoring case.</summary>
    public static bool Fits(string pattern, string? text) => text is not null
        && IsMatch("^" + ToRegex(pattern) + "$", text, RegexOptions.IgnoreCase);

    /// <summary>Whether a part of the text matches, ignoring case.</summary>
    public static bool FitsIn(string pattern, string text) => Part(pattern)(text);

    /// <summary>Returns a matcher for many texts, so that the pattern is parsed once.</summary>
    public static Func<string, bool> Part(string pattern)
    {
        var regex = ToRegex(pattern);
        return text => IsMatch(regex, text, RegexOptions.IgnoreCase);
    }

    private static bool IsMatch(string regex, string text, RegexOptions options)
    {
        try
        {
            return Regex.IsMatch(text, regex, options | RegexOptions.CultureInvariant | RegexOptions.Singleline);
        }
        catch (ArgumentException)
        {
            // [z-a] matches nothing.
            return false;
        }
    }

    private static string ToRegex(string pattern)
    {
        var regex = new StringBuilder();
        for (var i = 0; i < pattern.Length; i++)
        {
            var close = pattern[i] == '[' ? pattern.IndexOf(']', i + 1) : -1;
            if (pattern[i] == '`' && i + 1 < pattern.Length)
                regex.Append(Regex.Escape(pattern.Substring(++i, 1)));
            else if (close > i + 1)
                (_, i) = (regex.Append('[').Append(Set(pattern.Substring(i + 1, close - i - 1))).Append(']'), close);
            else
                regex.Append(pattern[i] switch { '*' => ".*", '?' => ".", var c => Regex.Escape(c.ToString()) });
        }

        return regex.ToString();
    }

    /// <summary>Escapes a set. In a regular expression, only the hyphen has the same meaning in a set.</summary>
    private static string Set(string set) => set.Replace("\\", "\\\\").Replace("^", "\\^").Replace("[", "\\[");
}
