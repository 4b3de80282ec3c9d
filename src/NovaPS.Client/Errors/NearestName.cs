using System;
using System.Collections.Generic;
using System.Linq;

namespace NovaPS.Client.Errors;

/// <summary>Finds the known name that a user probably meant, for the remedy of an error.</summary>
internal static class NearestName
{
    /// <summary>Longer texts are no names, and comparing them takes time.</summary>
    private const int MaxLength = 100;

    /// <summary>A part of a name with fewer characters can be in many names.</summary>
    private const int MinPart = 3;

    /// <summary>Returns the nearest known name.</summary>
    /// <param name="given">What the user specified. Case does not matter.</param>
    /// <param name="known">The known names.</param>
    /// <returns>The name with the fewest typing errors, or the only one that begins with the text or contains it; null if none is
    /// near.</returns>
    public static string? Find(string given, IEnumerable<string> known)
    {
        var text = given.Trim().ToUpperInvariant();
        if (text.Length is 0 or > MaxLength)
            return null;
        var names = known.Where(n => n.Length is > 0 and <= MaxLength).Distinct(StringComparer.Ordinal)
            .Select(n => (Name: n, Upper: n.ToUpperInvariant())).ToList();
        var near = names.Select(n => (n.Name, n.Upper, Distance: Distance(text, n.Upper, MaxDistance(text, n.Upper))))
            .Where(n => n.Distance is not null).OrderBy(n => n.Distance)
            .ThenByDescending(n => n.Upper[0] == text[0]).ThenBy(n => n.Name, StringComparer.Ordinal).FirstOrDefault();
        return near.Name ?? Only(text, names, n => n.StartsWith(text, StringComparison.Ordinal))
            ?? Only(text, names, n => n.IndexOf(text, StringComparison.Ordinal) >= 0);
    }

    /// <summary>Returns the remedy for an unknown value of a parameter.</summary>
    /// <param name="given">What the user specified.</param>
    /// <param name="known">The known values.</param>
    /// <param name="parameter">The parameter, such as -Cloud.</param>
    /// <param name="otherwise">The remedy if no value is near.</param>
    public static string Remedy(string given, IEnumerable<string?> known, string parameter, string otherwise) =>
        Find(given, known.OfType<string>()) is { } nearest
            ? "If you mean '" + nearest + "', specify " + parameter + " " + RemedyCommand.Quote(nearest) + "." : otherwise;

    /// <summary>Returns the only name that meets the condition; null if there is none, or if there are several.</summary>
    private static string? Only(string text, List<(string Name, string Upper)> names, Func<string, bool> isMatch)
    {
        var found = text.Length < MinPart ? [] : names.Where(n => isMatch(n.Upper)).Take(2).ToList();
        return found.Count == 1 ? found[0].Name : null;
    }

    /// <summary>How many typing errors are likely in a name: more in a long one, none in one of two characters.</summary>
    private static int MaxDistance(string a, string b) => Math.Min(a.Length, b.Length) switch
    {
        <= 2 => 0,
        <= 4 => 1,
        <= 8 => 2,
        _ => 3,
    };

    /// <summary>
    /// Returns the number of insertions, deletions, substitutions and swaps of neighbors between two texts (Damerau-Levenshtein, with each
    /// character edited once); null if it is above the maximum.
    /// </summary>
    private static int? Distance(string a, string b, int max)
    {
        if (Math.Abs(a.Length - b.Length) > max)
            return null;
        var (beforeLast, last) = (new int[b.Length + 1], Enumerable.Range(0, b.Length + 1).ToArray());
        for (var i = 1; i <= a.Length; i++)
        {
            var row = new int[b.Length + 1];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var isSame = a[i - 1] == b[j - 1];
                row[j] = Math.Min(Math.Min(row[j - 1], last[j]) + 1, last[j - 1] + (isSame ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    row[j] = Math.Min(row[j], beforeLast[j - 2] + 1);
            }

            (beforeLast, last) = (last, row);
        }

        return last[b.Length] <= max ? last[b.Length] : null;
    }
}
