using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Reflection;

namespace NovaPS.Help;

/// <summary>The entry point: reads the pages, checks them against the assembly, and writes the help files.</summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        if (args is not [var module, var docs, var output, .. { Length: <= 1 } address])
        {
            Console.Error.WriteLine("Usage: NovaPS.Help NovaPS.dll docs-folder output-folder [project-url]");
            return 2;
        }

        var problems = new Problems();
        var comments = new DocComments(Path.ChangeExtension(module, ".xml"));
        var commands = Assembly.LoadFrom(Path.GetFullPath(module)).GetTypes()
            .Where(type => type.GetCustomAttribute<CmdletAttribute>() is not null)
            .Select(type => new CommandFacts(type, comments)).OrderBy(command => command.Name, StringComparer.Ordinal).ToList();
        var pages = Directory.EnumerateFiles(Path.GetFullPath(docs), "*.md").Order(StringComparer.Ordinal)
            .Select(file => HelpPage.Read(file, problems)).ToList();

        new PageChecks(commands, pages, problems).Run();
        problems.Print();
        if (problems.Count > 0)
            return 1;

        Directory.CreateDirectory(output);
        var pairs = commands.Join(pages, command => command.Name, page => page.Name, (command, page) => (command, page));
        File.WriteAllText(Path.Combine(output, "NovaPS.dll-Help.xml"), MamlFile.Write(pairs, address.FirstOrDefault()));
        foreach (var topic in pages.Where(page => page.IsTopic))
            File.WriteAllText(Path.Combine(output, topic.Name + ".help.txt"), TopicFile.Write(topic));
        return 0;
    }
}
