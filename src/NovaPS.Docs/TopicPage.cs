using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;

namespace NovaPS.Docs;

/// <summary>
/// The page of an about topic. Its headings stand at the left edge, its text four columns in. What stands eight columns in
/// is code, but right below a line of text it explains that line. What keeps columns is left as it is.
/// </summary>
internal sealed partial class TopicPage
{
    private const int TextColumn = 4;

    private readonly List<(string Heading, List<string[]> Blocks)> _sections = [];

    public TopicPage(string file)
    {
        foreach (var section in Headings().Split(file.ReplaceLineEndings("\n")).Where(s => s.Length > 0))
        {
            var (heading, body) = (section.Split('\n')[0], section[section.IndexOf('\n', StringComparison.Ordinal)..]);
            _sections.Add((heading, [.. BlankLines().Split(body.Trim('\n')).Select(block => block.Split('\n').Select(l => l.TrimEnd()).ToArray())]));
        }
    }

    public string Name => Body("TOPIC");

    public string ShortDescription => Body("SHORT DESCRIPTION");

    public string Write(Markdown markdown)
    {
        var text = new StringBuilder(Documentation.Mark(Name + ".help.txt")).Append($"# {Name}\n\n{markdown.Prose(ShortDescription)}\n\n");
        foreach (var (heading, blocks) in _sections.Where(s => s.Heading is not ("TOPIC" or "SHORT DESCRIPTION")))
        {
            if (heading != "LONG DESCRIPTION")
                text.Append($"## {Title(heading)}\n\n");
            if (heading == "SEE ALSO")
                text.Append(string.Concat(blocks.SelectMany(b => b).Select(line => $"- {markdown.Link(line.Trim())}\n"))).Append('\n');
            else
                Write(text, markdown, blocks);
        }

        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static void Write(StringBuilder text, Markdown markdown, List<string[]> blocks)
    {
        for (var i = 0; i < blocks.Count; i++)
        {
            if (!IsCode(blocks[i]))
            {
                text.Append(Text(markdown, blocks[i])).Append('\n');
                continue;
            }

            // Code with blank lines in it is one block.
            var last = i;
            while (last + 1 < blocks.Count && IsCode(blocks[last + 1]))
                last++;
            text.Append(Code(string.Join("\n\n", blocks[i..(last + 1)].Select(b => string.Join('\n', b)))));
            i = last;
        }
    }

    private static string Text(Markdown markdown, string[] block)
    {
        var lines = block.Select(line => line[TextColumn..]).ToArray();
        if (lines.Length > 1 && IsExplanation(lines[1]) && Columns().Match(lines[0]) is { Success: true })
            return Table(markdown, lines);
        if (lines.Any(l => ListItem().IsMatch(l)))
            return List(markdown, lines);
        return lines.Any(line => Columns().IsMatch(line)) ? Code(string.Join('\n', block)).TrimEnd('\n') + "\n" : markdown.Prose(Join(lines)) + "\n";
    }

    /// <summary>Lines of two columns, each with its explanation below. The first one names the columns.</summary>
    private static string Table(Markdown markdown, string[] lines)
    {
        var rows = new List<(string[] Head, List<string> Text)>();
        foreach (var line in lines)
        {
            if (IsExplanation(line))
                rows[^1].Text.Add(line);
            else
                rows.Add((Columns().Split(line), []));
        }

        var text = rows.Select(row => "| " + string.Join(" | ", row.Head.Select(markdown.Prose)) + " | " + markdown.Prose(Join(row.Text)) + " |\n").ToList();
        text.Insert(1, "|" + string.Concat(Enumerable.Repeat("---|", rows[0].Head.Length + 1)) + "\n");
        return string.Concat(text);
    }

    private static string List(Markdown markdown, string[] lines)
    {
        var items = new List<(string Mark, List<string> Text)> { (string.Empty, []) };
        foreach (var line in lines)
        {
            var item = ListItem().Match(line);
            if (item.Success)
                items.Add((item.Value.Trim() + " ", [line[item.Length..]]));
            else
                items[^1].Text.Add(line);
        }

        return string.Concat(items.Where(i => i.Text.Count > 0).Select(i => i.Mark + markdown.Prose(Join(i.Text)) + (i.Mark.Length == 0 ? "\n\n" : "\n")));
    }

    private static bool IsCode(string[] block) => IsExplanation(block[0][Math.Min(TextColumn, block[0].Length)..]);

    private static bool IsExplanation(string line) => line.StartsWith("    ", StringComparison.Ordinal);

    private static string Code(string block)
    {
        var lines = block.Split('\n');
        var edge = lines.Where(l => l.Length > 0).Min(l => l.Length - l.TrimStart().Length);
        var language = lines.Any(line => Columns().IsMatch(line)) ? "text" : PowerShell().IsMatch(block) ? "powershell" : lines[0].EndsWith(':') ? "yaml" : "text";
        return Markdown.Code(string.Join('\n', lines.Select(l => l.Length > 0 ? l[edge..] : l)), language);
    }

    private static string Join(IEnumerable<string> lines) => Maml.OneLine(string.Join(' ', lines));

    /// <summary>THE OS_* VARIABLES becomes The OS_* variables.</summary>
    private static string Title(string heading)
    {
        var text = string.Join(' ', heading.Split(' ').Select(word => word.Contains('_', StringComparison.Ordinal) ? word : word.ToLowerInvariant()));
        return Markdown.Plain(char.ToUpperInvariant(text[0]) + text[1..]);
    }

    private string Body(string heading) => Join(_sections.Single(s => s.Heading == heading).Blocks.SelectMany(b => b));

    [GeneratedRegex(@"^(?=\S)", RegexOptions.Multiline)]
    private static partial Regex Headings();

    [GeneratedRegex(@"\n(?:[ \t]*\n)+")]
    private static partial Regex BlankLines();

    [GeneratedRegex(@"(?<=\S) {3,}(?=[^\s#])")]
    private static partial Regex Columns();

    [GeneratedRegex(@"^(?:-|\d+\.) +")]
    private static partial Regex ListItem();

    [GeneratedRegex(@"\b[A-Z][a-z]+-Nova\w+|^\s*\$\w|New-Object|-ErrorAction|^\s*Set-Location", RegexOptions.Multiline)]
    private static partial Regex PowerShell();
}
