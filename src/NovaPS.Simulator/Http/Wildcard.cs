using System;
using System.Text;
using System.Text.RegularExpressions;

namespace NovaPS.Simulator.Http;

/// <summary>PowerShell's wildcards, since this assembly does not know PowerShell: * ? [a-z], and a backtick before them.</summary>
internal static class Wildcard
{
    /// <summary>Whether all of the text fits, without case.</summary>
    public static bool Fits(string pattern, string? text) => text is not null
        && IsMatch("^" + ToRegex(pattern) + "$", text, RegexOptions.IgnoreCase);

    /// <summary>Whether a part of the text fits, without case.</summary>
    public static bool FitsIn(string pattern, string text) => Part(pattern)(text);

    /// <summary>The same for many texts: the pattern is read once.</summary>
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
            // [z-a] fits nothing.
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

    /// <summary>Of what a set may hold in a regular expression, a hyphen alone means the same here.</summary>
    private static string Set(string set) => set.Replace("\\", "\\\\").Replace("^", "\\^").Replace("[", "\\[");
}
