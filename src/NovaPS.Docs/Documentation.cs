using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Xml.Linq;

namespace NovaPS.Docs;

/// <summary>The help of the module as Markdown: one page for each command and each topic, and an index.</summary>
public static class Documentation
{
    /// <summary>What writes the pages; it stands in each of them, and in the test that holds them.</summary>
    public const string Command = "dotnet run --project src/NovaPS.Docs";

    /// <summary>Makes all pages from the help of a repository.</summary>
    /// <param name="repository">Its root.</param>
    /// <returns>The names of the files in docs/ with their texts. Lines end in \n.</returns>
    public static SortedDictionary<string, string> Generate(string repository)
    {
        var help = Path.Combine(repository, "src", "NovaPS", "en-US");
        var commands = XDocument.Load(Path.Combine(help, "NovaPS.dll-Help.xml")).Root!.Elements(Maml.Command + "command")
            .Select(element => new CommandPage(element)).ToList();
        var topics = Directory.EnumerateFiles(help, "about_*.help.txt").Order(StringComparer.Ordinal)
            .Select(file => new TopicPage(File.ReadAllText(file))).ToList();
        var names = commands.Select(c => c.Name).Concat(topics.Select(t => t.Name)).ToHashSet(StringComparer.Ordinal);

        var pages = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["README.md"] = Index(commands, topics) };
        foreach (var command in commands)
            pages.Add(command.Name + ".md", command.Write(new Markdown(names, command.Name)));
        foreach (var topic in topics)
            pages.Add(topic.Name + ".md", topic.Write(new Markdown(names, topic.Name)));
        return pages;
    }

    /// <summary>The first line of a page: where its text is kept.</summary>
    internal static string Mark(string source) => $"<!-- Made from src/NovaPS/en-US/{source} by: {Command}. Changes belong there. -->\n\n";

    private static string Index(List<CommandPage> commands, List<TopicPage> topics)
    {
        var text = new StringBuilder(Mark(string.Empty).Replace("en-US/ ", "en-US ", StringComparison.Ordinal));
        text.Append("# NovaPS: commands and topics\n\nWhat `Get-Help` shows, as Markdown.\n\n| command | what it does |\n|---|---|\n");
        foreach (var command in commands)
            text.Append($"| [{command.Name}]({command.Name}.md) | {Markdown.Plain(command.Synopsis)} |\n");
        text.Append("\n| topic | what it tells |\n|---|---|\n");
        foreach (var topic in topics)
            text.Append($"| [{topic.Name}]({topic.Name}.md) | {Markdown.Plain(topic.ShortDescription)} |\n");
        return text.ToString();
    }
}
