using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace NovaPS.Help;

/// <summary>Finds where pages and the assembly disagree, and what is missing in a page.</summary>
internal sealed class PageChecks(IReadOnlyList<CommandFacts> commands, IReadOnlyList<HelpPage> pages, Problems problems)
{
    private static readonly string[] FrontMatter =
    [
        "document type: cmdlet", "external help file: NovaPS.dll-Help.xml", "Module Name: NovaPS",
        "PlatyPS schema version: 2024-05-01",
    ];

    /// <summary>The sections of PlatyPS that contain text. Lists are those that contain items. The build creates SYNTAX.</summary>
    private static readonly string[] Texts = ["SYNOPSIS", "DESCRIPTION", "NOTES", "RELATED LINKS"];

    private static readonly string[] Lists = ["EXAMPLES", "PARAMETERS", "INPUTS", "OUTPUTS"];

    private static readonly string[] Optional = ["NOTES", "PARAMETERS"];

    public void Run()
    {
        var folder = Path.GetDirectoryName(pages[0].File)!;
        foreach (var command in commands.Where(command => pages.All(page => page.Name != command.Name)))
            problems.Add(Path.Combine(folder, command.Name + ".md"), 0, $"{command.Name} has no page.");
        var texts = new TextChecks(commands, pages, problems);
        foreach (var page in pages)
        {
            if (page.Name == "README")
                CheckIndex(page);
            else if (page.Root.Title != page.Name)
                problems.Add(page.File, page.Root.Line, $"The first heading, {page.Root.Title}, is not the name of the file.");
            else if (page.IsTopic)
                CheckTopic(page);
            else if (commands.FirstOrDefault(command => command.Name == page.Name) is { } command)
                CheckCommand(page, command);
            else
                problems.Add(page.File, 0, $"{page.Name} is neither a command nor an about topic.");
            texts.Check(page);
        }
    }

    private void CheckIndex(HelpPage index)
    {
        var links = index.Document.Descendants<LinkInline>().Select(link => link.Url).ToHashSet();
        foreach (var page in pages.Where(page => page != index && !links.Contains(page.Name + ".md")))
            problems.Add(index.File, 0, $"The index has no link to {page.Name}.md.");
    }

    private void CheckTopic(HelpPage page)
    {
        if (page.Root.Body is not [ParagraphBlock, _, ..])
            problems.Add(page.File, page.Root.Line, "A topic must begin with a paragraph, the short description, and a long description.");
        foreach (var item in page.Root.Items.SelectMany(section => section.Items))
            problems.Add(page.File, item.Line, "A topic cannot have headings of level 3.");
    }

    private void CheckCommand(HelpPage page, CommandFacts command)
    {
        var lacking = FrontMatter.Append("title: " + page.Name).Except(page.FrontMatter).ToList();
        if (lacking.Count > 0)
            problems.Add(page.File, 0, $"The front matter does not contain '{string.Join("', '", lacking)}'.");
        CheckSections(page);
        CheckExamples(page);
        CheckParameters(page, command);
        CheckTypes(page, "INPUTS", command.Inputs);
        CheckTypes(page, "OUTPUTS", command.Outputs);
    }

    private void CheckSections(HelpPage page)
    {
        foreach (var missing in Texts.Concat(Lists).Except(Optional).Except(page.Root.Items.Select(section => section.Title)))
            problems.Add(page.File, 0, $"The section {missing} is missing.");
        if (page.Root.Body.Count > 0)
            problems.Add(page.File, page.Root.Body[0].Line, "There is text before the first section.");
        foreach (var section in page.Root.Items)
        {
            var isText = Texts.Contains(section.Title);
            if (!isText && !Lists.Contains(section.Title))
                problems.Add(page.File, section.Line, $"The section {section.Title} is not one of PlatyPS, or is created by the build.");
            else if ((section.Body.Count > 0) != isText || (section.Items.Count > 0) == isText)
                problems.Add(page.File, section.Line, $"{section.Title} can only have {(isText ? "text" : "headings of level 3")}.");
        }
    }

    private void CheckExamples(HelpPage page)
    {
        foreach (var example in page.Root.Find("EXAMPLES")?.Items ?? [])
        {
            if (example.Body is not [CodeBlock code, ..] || !PlainText.Code(code).StartsWith("PS> ", StringComparison.Ordinal))
                problems.Add(page.File, example.Line, "An example must begin with code that begins with 'PS> '.");
        }
    }

    private void CheckParameters(HelpPage page, CommandFacts command)
    {
        var replaced = page.Root.Find("PARAMETERS")?.Items ?? [];
        foreach (var item in replaced.Where(item => command.Parameters.All(p => "-" + p.Name != item.Title)))
            problems.Add(page.File, item.Line, $"{page.Name} has no parameter {item.Title}.");
        var silent = command.Parameters.Where(p => p.Description.Count == 0).Select(p => "-" + p.Name);
        foreach (var parameter in silent.Except(replaced.Select(item => item.Title)))
            problems.Add(page.File, 0, $"{parameter} has no description. Write it in the doc comment of the parameter.");
    }

    private void CheckTypes(HelpPage page, string title, IEnumerable<string> expected)
    {
        var types = expected.DefaultIfEmpty("None").Order(StringComparer.Ordinal).ToList();
        if (page.Root.Find(title) is { } section && !types.ToHashSet().SetEquals(section.Items.Select(item => item.Title)))
            problems.Add(page.File, section.Line, $"The {title} in the assembly are different: {string.Join(", ", types)}.");
    }
}
