using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;

namespace NovaPS.Client.Consoles;

/// <summary>Splits a console log into lines, and removes what a terminal would interpret.</summary>
internal static class ConsoleText
{
    /// <summary>A control sequence of a terminal, such as a color. Nova removes its first character, but not every cloud does.</summary>
    private static readonly Regex Sequence = new("\u001b(?:\\[[0-?]*[ -/]*[@-~]|\\][^\u0007\u001b]*(?:\u0007|\u001b\\\\)?|.)",
        RegexOptions.CultureInvariant);

    /// <summary>Returns the last lines. A text after the last line break is a line.</summary>
    /// <param name="text">The log.</param>
    /// <param name="count">The number of lines; null for all.</param>
    public static IEnumerable<string> LastLines(string text, int? count)
    {
        var lines = text.Split('\n');
        var end = lines[lines.Length - 1].Length == 0 ? lines.Length - 1 : lines.Length;
        return lines.Take(end).Skip(count is { } wanted ? System.Math.Max(0, end - wanted) : 0);
    }

    /// <summary>Removes control sequences, control characters except tabs, and invisible characters that change the display.</summary>
    public static string Clean(string line) => line.All(c => c is '\t' or (>= ' ' and <= '~')) ? line
        : new string(Sequence.Replace(line, string.Empty).Where(c => c == '\t' || IsShown(c)).ToArray());

    private static bool IsShown(char c) => CharUnicodeInfo.GetUnicodeCategory(c) is not (UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
