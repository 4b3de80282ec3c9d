using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Markdig;
using Markdig.Extensions.Yaml;
using Markdig.Syntax;

namespace NovaPS.Help;

/// <summary>A page in docs/: of a command, in the schema of PlatyPS, or of an about topic.</summary>
internal sealed class HelpPage(string file, MarkdownDocument document, Section root)
{
    private static readonly MarkdownPipeline Pipeline =
        new MarkdownPipelineBuilder().UseYamlFrontMatter().UsePipeTables().Build();

    public string File => file;

    /// <summary>The name of the file without its extension: that of the command or the topic.</summary>
    public string Name => Path.GetFileNameWithoutExtension(file);

    public bool IsTopic => Name.StartsWith("about_", StringComparison.Ordinal);

    public MarkdownDocument Document => document;

    /// <summary>The heading of level 1. Its items are the sections, and theirs what has a heading of level 3.</summary>
    public Section Root => root;

    /// <summary>The lines of the front matter.</summary>
    public IEnumerable<string> FrontMatter => document.OfType<YamlFrontMatterBlock>()
        .SelectMany(block => block.Lines.ToString().ReplaceLineEndings("\n").Split('\n'));

    public static HelpPage Read(string file, Problems problems)
    {
        var document = Markdown.Parse(System.IO.File.ReadAllText(file), Pipeline);
        var top = new Section(string.Empty, 0);
        var open = new Stack<Section>([top]);
        foreach (var block in document.Where(block => block is not YamlFrontMatterBlock))
        {
            if (block is not HeadingBlock heading)
            {
                open.Peek().Body.Add(block);
                continue;
            }

            if (heading.Level > open.Count)
                problems.Add(file, heading.Line, "The heading skips a level.");
            while (open.Count > heading.Level)
                open.Pop();
            var section = new Section(PlainText.Inline(heading.Inline!), heading.Line);
            open.Peek().Items.Add(section);
            open.Push(section);
        }

        if (top.Items.Count != 1 || top.Body.Count > 0)
            problems.Add(file, 0, "A page begins with a heading of level 1, and has no other.");
        return new HelpPage(file, document, top.Items.FirstOrDefault() ?? top);
    }
}
