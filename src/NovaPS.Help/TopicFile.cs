using System.Collections.Generic;
using System.Linq;
using System.Text;
using Markdig.Syntax;

namespace NovaPS.Help;

/// <summary>
/// Writes an about topic as text for Get-Help, for a console of 80 columns. The first paragraph of a page is the short
/// description.
/// </summary>
internal static class TopicFile
{
    private const int Width = 74;

    public static string Write(HelpPage page)
    {
        var text = new StringBuilder("TOPIC\n    " + page.Name + "\n");
        Append(text, "SHORT DESCRIPTION", page.Root.Body.Take(1));
        Append(text, "LONG DESCRIPTION", page.Root.Body.Skip(1));
        foreach (var section in page.Root.Items)
            Append(text, section.Title.ToUpperInvariant(), section.Body);
        return text.ToString();
    }

    private static void Append(StringBuilder text, string heading, IEnumerable<Block> blocks)
    {
        text.Append('\n').Append(heading).Append('\n');
        foreach (var line in PlainText.Lines(blocks, Width))
            text.Append(line.Length == 0 ? line : "    " + line).Append('\n');
    }
}
