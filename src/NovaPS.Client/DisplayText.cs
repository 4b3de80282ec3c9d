using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using NovaPS.Client.Http;

namespace NovaPS.Client;

/// <summary>
/// Prepares untrusted text for display. A terminal would run escape sequences in a name, and invisible characters could hide a part of
/// it. The data in objects is not changed.
/// </summary>
internal static class DisplayText
{
    private const int MaxListLength = 600;

    /// <summary>Redacts, escapes and truncates a text for display.</summary>
    /// <param name="text">The text.</param>
    /// <param name="max">The maximum length, in characters.</param>
    public static string Show(string text, int max = 2000) => Cut(Clean(SecretRedactor.RedactAny(text)), max);

    /// <summary>Returns the number of characters as Nova counts them: a surrogate pair is one.</summary>
    public static int Count(string text) => text.Where((c, i) => i == 0 || !char.IsSurrogatePair(text[i - 1], c)).Count();

    /// <summary>
    /// Escapes each invisible character in the form of JSON, such as \u001b. These are control characters (including line breaks and
    /// tabs), format characters (bidirectional marks, zero width, byte order mark, tags), line and paragraph separators, unpaired
    /// surrogates, and blank letters and marks.
    /// </summary>
    public static string Clean(string text)
    {
        StringBuilder? clean = null;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is >= ' ' and <= '~')
            {
                clean?.Append(text[i]);
                continue;
            }

            var length = char.IsSurrogatePair(text, i) ? 2 : 1;
            if (IsVisible(text, i, length))
            {
                clean?.Append(text, i, length);
            }
            else
            {
                clean ??= new StringBuilder(text, 0, i, text.Length + 16);
                foreach (var unit in text.Substring(i, length))
                    clean.Append("\\u").Append(((int)unit).ToString("x4", CultureInfo.InvariantCulture));
            }

            i += length - 1;
        }

        return clean?.ToString() ?? text;
    }

    /// <summary>Truncates a text that is too long, and appends an ellipsis.</summary>
    /// <param name="text">The text.</param>
    /// <param name="max">The maximum length, in characters.</param>
    public static string Cut(string text, int max)
    {
        if (text.Length <= max)
            return text;
        var end = max - 3;
        return text.Substring(0, char.IsHighSurrogate(text[end - 1]) ? end - 1 : end) + "...";
    }

    /// <summary>Lists as many names as fit into 600 characters, and at least one: "a, b and 99998 more".</summary>
    public static string List(IEnumerable<string> names)
    {
        var (text, all, shown) = (new StringBuilder(), names.ToList(), 0);
        foreach (var name in all.Select(n => Cut(n, MaxListLength / 2)))
        {
            if (shown > 0 && text.Length + name.Length > MaxListLength)
                return text.Append(" and ").Append((all.Count - shown).ToString(CultureInfo.InvariantCulture)).Append(" more").ToString();
            text.Append(shown++ == 0 ? string.Empty : ", ").Append(name);
        }

        return text.ToString();
    }

    private static bool IsVisible(string text, int index, int length) =>
        CharUnicodeInfo.GetUnicodeCategory(text, index) is not (UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate)
        // Their category is that of letters or marks, but they are blank. U+FE00 to U+FE0F are allowed because emoji use them.
        && (length == 1 ? text[index] : char.ConvertToUtf32(text, index)) is not (0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5
            or (>= 0x180B and <= 0x180F) or 0x3164 or 0xFFA0 or (>= 0xE0000 and <= 0xE0FFF));
}
