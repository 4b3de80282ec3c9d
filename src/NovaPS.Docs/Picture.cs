using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace NovaPS.Docs;

/// <summary>
/// The demonstration as a picture: what the console of this repository prints, drawn as SVG with its colours. Each run has other ids and
/// times, so a picture is as good as a fresh one while it says the same but for those.
/// </summary>
public static partial class Picture
{
    /// <summary>The file in docs/.</summary>
    public const string FileName = "demonstration.svg";

    /// <summary>The columns of the console.</summary>
    public const int Columns = 120;

    private const double Advance = 8.4;
    private const int LineHeight = 19;
    private const int Margin = 18;
    private const int TitleBar = 34;
    private const string Plain = "#cccccc";
    private const string Comment = "#8a8a8a";

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    // The colours that PowerShell and the views use, as Windows Terminal shows them on black.
    private static readonly Dictionary<int, string> Colours = new()
    {
        [31] = "#e74856", [32] = "#16c60c", [33] = "#f9f1a5", [34] = "#3b78ff", [35] = "#b4009e", [36] = "#61d6d6",
        [91] = "#e74856", [92] = "#16c60c", [93] = "#f9f1a5", [94] = "#3b78ff", [95] = "#b4009e", [96] = "#61d6d6",
    };

    /// <summary>Draws what a console printed.</summary>
    /// <param name="text">Lines with ANSI escape sequences for colours and weight.</param>
    /// <returns>The picture. Lines end in \n.</returns>
    public static string Draw(string text)
    {
        var lines = text.TrimEnd().Split('\n').SelectMany(line => Wrap(Runs(line))).ToList();
        var width = (Columns * Advance) + (2 * Margin);
        var height = TitleBar + (lines.Count * LineHeight) + Margin;
        var picture = new XElement(Svg + "svg",
            new XAttribute("viewBox", $"0 0 {Number(width)} {Number(height)}"), new XAttribute("role", "img"),
            new XElement(Svg + "title", "A console: NovaPS starts stopped servers, waits for them, and reports one that Nova refuses"),
            new XElement(Svg + "rect", new XAttribute("width", "100%"), new XAttribute("height", "100%"), new XAttribute("rx", 8), new XAttribute("fill", "#0c0c0c")));
        foreach (var (x, fill) in new[] { (20, "#ff5f56"), (40, "#ffbd2e"), (60, "#27c93f") })
            picture.Add(new XElement(Svg + "circle", new XAttribute("cx", x), new XAttribute("cy", 18), new XAttribute("r", 6), new XAttribute("fill", fill)));
        var block = new XElement(Svg + "g", new XAttribute("font-family", "Cascadia Mono, Consolas, Menlo, DejaVu Sans Mono, monospace"), new XAttribute("font-size", 14));
        for (var i = 0; i < lines.Count; i++)
            block.Add(lines[i].Where(run => run.Text.Trim().Length > 0).Select(run => DrawRun(run, TitleBar + (i * LineHeight) + 14)));
        picture.Add(block);
        return picture.ToString().ReplaceLineEndings("\n") + "\n";
    }

    /// <summary>What a picture says, but for what differs from run to run: ids, times, ports, and in which order servers arrive.</summary>
    /// <param name="picture">The picture.</param>
    /// <returns>Its pieces with their colours, sorted.</returns>
    public static string Read(string picture)
    {
        var (text, isFull) = (new StringBuilder(), false);
        foreach (var run in XDocument.Parse(picture).Descendants(Svg + "text"))
        {
            // What fills a row to its end goes on in the next.
            if (!isFull)
                text.Append('\n').Append(run.Attribute("fill")!.Value).Append(' ');
            text.Append(run.Value);
            isFull = Math.Round((Parse(run, "x") - Margin + Parse(run, "textLength")) / Advance) == Columns;
        }

        return string.Join('\n', Changing().Replace(text.ToString(), "*").Split('\n').Order(StringComparer.Ordinal));
    }

    private static XElement DrawRun(Run run, int y)
    {
        var element = new XElement(Svg + "text",
            new XAttribute("x", Number(Margin + (run.Column * Advance))), new XAttribute("y", y),
            // Whatever the font, the columns stay where they are.
            new XAttribute("textLength", Number(run.Text.Length * Advance)), new XAttribute("fill", run.Fill), new XAttribute(XNamespace.Xml + "space", "preserve"), run.Text);
        if (run.IsBold)
            element.Add(new XAttribute("font-weight", "bold"));
        return element;
    }

    /// <summary>A line in pieces of one colour and weight.</summary>
    private static List<Run> Runs(string line)
    {
        var runs = new List<Run>();
        var (column, fill, isBold) = (0, line.StartsWith('#') ? Comment : Plain, false);
        foreach (Match part in Parts().Matches(line))
        {
            if (!part.Groups["codes"].Success)
            {
                runs.Add(new Run(column, part.Value, fill, isBold));
                column += part.Length;
                continue;
            }

            foreach (var code in part.Groups["codes"].Value.Split(';').Select(c => c.Length == 0 ? 0 : int.Parse(c, CultureInfo.InvariantCulture)))
            {
                if (code == 0)
                    (fill, isBold) = (Plain, false);
                else if (code == 1)
                    isBold = true;
                else if (Colours.TryGetValue(code, out var colour))
                    fill = colour;
            }
        }

        return runs;
    }

    /// <summary>A line that is too long goes on in the next one, as in a console.</summary>
    private static List<List<Run>> Wrap(List<Run> runs)
    {
        var rows = new List<List<Run>> { new() };
        foreach (var run in runs)
        {
            var rest = run;
            while (rest.Column + rest.Text.Length - ((rows.Count - 1) * Columns) > Columns)
            {
                var room = (rows.Count * Columns) - rest.Column;
                rows[^1].Add(rest with { Column = rest.Column - ((rows.Count - 1) * Columns), Text = rest.Text[..room] });
                rest = rest with { Column = rest.Column + room, Text = rest.Text[room..] };
                rows.Add([]);
            }

            rows[^1].Add(rest with { Column = rest.Column - ((rows.Count - 1) * Columns) });
        }

        return rows;
    }

    private static double Parse(XElement run, string attribute) => double.Parse(run.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\u001b\[(?<codes>[0-9;]*)m|[^\u001b]+")]
    private static partial Regex Parts();

    [GeneratedRegex(@"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d|(?<=127\.0\.0\.1:)\d+")]
    private static partial Regex Changing();

    private sealed record Run(int Column, string Text, string Fill, bool IsBold);
}
