using System;
using System.Collections.Generic;
using System.Text;
using System.Text.RegularExpressions;

namespace NovaPS.Docs;

/// <summary>Turns prose into Markdown: what Markdown would eat is escaped, literal text is code, other pages are linked.</summary>
internal sealed partial class Markdown(IReadOnlySet<string> pages, string ownPage)
{
    /// <summary>Prose as it stands, with nothing linked.</summary>
    public static string Plain(string prose) => Special().Replace(prose, @"\$0");

    /// <summary>A block of code.</summary>
    public static string Code(string code, string language) => $"```{language}\n{code}\n```\n\n";

    /// <summary>A paragraph. Of the mentions of another page the first is a link.</summary>
    public string Prose(string paragraph)
    {
        var text = new StringBuilder();
        var linked = new HashSet<string>(StringComparer.Ordinal) { ownPage };
        var end = 0;
        foreach (Match match in Literal().Matches(paragraph))
        {
            text.Append(Plain(paragraph[end..match.Index]));
            text.Append(!pages.Contains(match.Value) ? Span(match.Value) : linked.Add(match.Value) ? Link(match.Value) : Plain(match.Value));
            end = match.Index + match.Length;
        }

        text.Append(Plain(paragraph[end..]));
        // At the beginning of a line these would make a list, a heading or a quotation.
        return BlockStart().Replace(text.ToString(), @"\$0", 1);
    }

    /// <summary>A link to another page; the mere name where there is no such page.</summary>
    public string Link(string name) => pages.Contains(name) ? $"[{name}]({name}.md)" : Plain(name);

    private static string Span(string text) => Word().IsMatch(text) ? Plain(text) : "`" + text + "`";

    // In this order: a body in JSON, a URL, the wildcards, a parameter, a variable, a path or a word with * _ or {...}, a command or a topic.
    [GeneratedRegex("""\{"(?:[^{}]|\{[^{}]*\})*\}|https?://[^\s,;()]*[\w/}]|\* \? \[ \]|(?<![\w-])-[A-Z]\w+|\$[A-Za-z_][\w.:]*\w(?:\((?:'\w+')?\))?|[\w./~-]*(?:[*_]|\{\w+\})[\w./*{}-]*(?<=[\w*}])|[A-Z][a-z]+-[A-Z]\w+""")]
    private static partial Regex Literal();

    [GeneratedRegex(@"^[A-Z][a-z]+-[A-Z]\w+$")]
    private static partial Regex Word();

    [GeneratedRegex(@"[\\`*<>\[\]|~]|(?<!\w)_|_(?!\w)")]
    private static partial Regex Special();

    [GeneratedRegex(@"^(?:[-+#](?=\s))")]
    private static partial Regex BlockStart();
}
