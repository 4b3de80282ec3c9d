using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation.Language;
using System.Text.RegularExpressions;
using Markdig.Extensions.Yaml;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace NovaPS.Help;

/// <summary>Finds names, parameters and links in a page that do not exist, and content that the help cannot show.</summary>
internal sealed partial class TextChecks(IReadOnlyList<CommandFacts> commands, IReadOnlyList<HelpPage> pages, Problems problems)
{
    private readonly HashSet<string> _names = [.. commands.Select(command => command.Name), .. pages.Select(page => page.Name)];

    private const int LongestCode = 66;

    /// <summary>A console of 80 columns, less the indentation of the help.</summary>
    private const int LongestLine = 76;

    public void Check(HelpPage page)
    {
        foreach (var block in page.Document.Where(block => block is not HeadingBlock and not YamlFrontMatterBlock))
            CheckBlock(page, block);
        foreach (var (number, line) in File.ReadLines(page.File).Index())
            CheckNames(page, number, line);
        foreach (var link in page.Document.Descendants<LinkInline>())
            CheckLink(page, link);
        foreach (var code in page.Document.Descendants<CodeInline>())
            CheckInline(page, code);
        foreach (var code in page.Document.Descendants<FencedCodeBlock>())
            CheckCode(page, code);
    }

    private void CheckBlock(HelpPage page, Block block)
    {
        try
        {
            _ = PlainText.Lines([block], width: 80).Count();
        }
        catch (NotSupportedException e)
        {
            problems.Add(page.File, block.Line, e.Message);
        }
    }

    private void CheckNames(HelpPage page, int number, string line)
    {
        foreach (var name in Names().Matches(line).Select(match => match.Value).Where(name => !_names.Contains(name)))
            problems.Add(page.File, number, $"{name} does not exist.");
    }

    private void CheckLink(HelpPage page, LinkInline link)
    {
        var isPage = !link.Url!.Contains("://", StringComparison.Ordinal);
        if (isPage && !File.Exists(Path.Combine(Path.GetDirectoryName(page.File)!, link.Url.Split('#')[0])))
            problems.Add(page.File, link.Line, $"The target of the link does not exist: {link.Url}");
    }

    private void CheckInline(HelpPage page, CodeInline code)
    {
        if (code.Content.Length > LongestCode)
            problems.Add(page.File, code.Line, "The inline code is too long for a line of a console. Use a code block.");
        if (LoneParameter().IsMatch(code.Content) && !commands.Any(command => command.Takes(code.Content[1..])))
            problems.Add(page.File, code.Line, $"No command has the parameter {code.Content}.");
        CheckScript(page, code.Line, code.Content);
    }

    /// <summary>Checks PowerShell code, or the lines with a prompt in console output.</summary>
    private void CheckCode(HelpPage page, FencedCodeBlock block)
    {
        var code = PlainText.Code(block);
        foreach (var (number, _) in code.Split('\n').Index().Where(line => line.Item.Length > LongestLine))
            problems.Add(page.File, block.Line + 1 + number, $"Lines of code can have at most {LongestLine} characters.");
        var lines = code.Split('\n').Select(line => Prompt().Match(line)).ToList();
        if (lines.Exists(line => line.Success))
            code = string.Join('\n', lines.Select(line => line.Success ? line.Result("$'") : string.Empty));
        else if (block.Info != "powershell")
            return;
        CheckScript(page, block.Line + 1, code);
    }

    /// <summary>Checks the parameters that a script passes to commands of the module.</summary>
    private void CheckScript(HelpPage page, int firstLine, string script)
    {
        var calls = Parser.ParseInput(script, out _, out _).FindAll(ast => ast is CommandAst, searchNestedScriptBlocks: true);
        foreach (var call in calls.Cast<CommandAst>())
        {
            var command = commands.FirstOrDefault(c => c.Name.Equals(call.GetCommandName(), StringComparison.OrdinalIgnoreCase));
            foreach (var parameter in call.CommandElements.OfType<CommandParameterAst>())
            {
                if (command?.Takes(parameter.ParameterName) != false)
                    continue;
                var line = firstLine + parameter.Extent.StartLineNumber - 1;
                problems.Add(page.File, line, $"{command.Name} has no parameter -{parameter.ParameterName}.");
            }
        }
    }

    [GeneratedRegex(@"\b(?:[A-Z][a-z]+-Nova\w+|about_NovaPS\w*)")]
    private static partial Regex Names();

    [GeneratedRegex(@"^-[A-Z]\w+$")]
    private static partial Regex LoneParameter();

    [GeneratedRegex("^(?:PS>|>>) ?")]
    private static partial Regex Prompt();
}
