using System;
using System.Collections.Generic;
using System.Linq;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace NovaPS.Help;

/// <summary>Formats Markdown as plain text for a console, in lines of a width. Inline code is not broken across lines.</summary>
internal static class PlainText
{
    /// <summary>Represents a space in inline code until the lines are wrapped.</summary>
    public const char KeptSpace = '\u00A0';

    /// <summary>The minimum width of the last column of a table. If there is less room, it is written below the row.</summary>
    private const int LeastLastColumn = 34;

    /// <summary>Formats blocks, with an empty line between them.</summary>
    /// <exception cref="NotSupportedException">The help cannot show a block or an inline.</exception>
    public static IEnumerable<string> Lines(IEnumerable<Block> blocks, int width) =>
        blocks.SelectMany((block, number) => number == 0 ? Lines(block, width) : Lines(block, width).Prepend(string.Empty));

    /// <summary>Formats inlines. For a link to another page, only the text of the link is used.</summary>
    public static string Inline(ContainerInline inlines) => string.Concat(inlines.Select(inline => inline switch
    {
        LiteralInline literal => literal.Content.ToString(),
        CodeInline code => code.Content.Replace(' ', KeptSpace),
        LineBreakInline => " ",
        HtmlInline { Tag: "<br>" } => "\n",
        HtmlEntityInline entity => entity.Transcoded.ToString(),
        AutolinkInline link => link.Url,
        LinkInline { Url: { } url } link when url.Contains("://", StringComparison.Ordinal) => $"{Inline(link)} ({url})",
        ContainerInline container => Inline(container),
        _ => throw new NotSupportedException($"The help cannot show {inline.GetType().Name}."),
    }));

    public static string Code(CodeBlock code) => code.Lines.ToString().ReplaceLineEndings("\n").TrimEnd();

    /// <summary>Wraps text into lines of a width.</summary>
    public static IEnumerable<string> Wrap(string text, int width)
    {
        foreach (var part in text.Split('\n'))
        {
            var line = string.Empty;
            foreach (var word in part.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                if (line.Length > 0 && line.Length + 1 + word.Length > width)
                {
                    yield return line.Replace(KeptSpace, ' ');
                    line = string.Empty;
                }

                line += line.Length == 0 ? word : " " + word;
            }

            yield return line.Replace(KeptSpace, ' ');
        }
    }

    private static IEnumerable<string> Lines(Block block, int width) => block switch
    {
        ParagraphBlock paragraph => Wrap(Inline(paragraph.Inline!), width),
        CodeBlock code => Code(code).Split('\n').Select(line => line.Length == 0 ? line : "    " + line),
        ListBlock list => list.Cast<ListItemBlock>().SelectMany(item => Item(list, item, width)),
        Table table => Rows(table, width),
        _ => throw new NotSupportedException($"The help cannot show {block.GetType().Name}."),
    };

    private static IEnumerable<string> Item(ListBlock list, ListItemBlock item, int width)
    {
        // A list of links, such as RELATED LINKS, has no bullets.
        if (item is [ParagraphBlock { Inline: { FirstChild: LinkInline } link }] && link.FirstChild == link.LastChild)
            return [Inline(link)];
        var mark = list.IsOrdered ? item.Order + ". " : "- ";
        return Lines((IEnumerable<Block>)item, width - mark.Length)
            .Select((line, number) => (number == 0 ? mark : new string(' ', mark.Length)) + line);
    }

    /// <summary>Formats a table. Columns are as wide as their cells; the last one gets the rest, or is written below its row.</summary>
    private static IEnumerable<string> Rows(Table table, int width)
    {
        var rows = table.Cast<TableRow>().Select(row => row.Cast<TableCell>().Select(Cell).ToArray())
            .Where(row => row.Any(cell => cell.Length > 0)).ToList();
        var columns = rows[0][..^1].Select((_, column) => rows.Max(row => row[column].Length) + 3).ToList();
        var isBelow = width - columns.Sum() < LeastLastColumn;
        foreach (var row in rows)
        {
            var head = string.Concat(columns.Select((column, number) => row[number].PadRight(column))).Replace(KeptSpace, ' ');
            if (isBelow)
                yield return head.TrimEnd();
            var indent = isBelow ? 4 : head.Length;
            foreach (var (number, line) in Wrap(row[^1], width - indent).Index())
                yield return (number == 0 && !isBelow ? head : new string(' ', indent)) + line;
        }
    }

    private static string Cell(TableCell cell) => string.Concat(cell.Cast<ParagraphBlock>().Select(text => Inline(text.Inline!)));
}
