using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using NovaPS.Tests.Support;
using Xunit;

namespace NovaPS.Tests;

/// <summary>Tests that NovaPS.Help compares the pages in docs/ with the assembly when it creates the help.</summary>
public sealed class DocumentationTests : IDisposable
{
    private static readonly string Folder = Path.Combine(ModuleHost.RepositoryDirectory, "docs");

    /// <summary>A page, a text in it, its replacement, and the error that NovaPS.Help then reports.</summary>
    private static readonly (string Page, string Text, string Mistake, string Problem)[] Mistakes =
    [
        ("Start-NovaServer", "# Start-NovaServer\n", "# Start-Server\n", "not the name of the file"),
        ("Stop-NovaServer", "title: Stop-NovaServer\n", "", "The front matter does not contain 'title: Stop-NovaServer'."),
        ("Stop-NovaServer", "## SYNOPSIS\n", "## SYNTAX\n", "The section SYNOPSIS is missing."),
        ("Stop-NovaServer", "## INPUTS\n", "## PARAMETERS\n\n### -Force\n\nText.\n\n## INPUTS\n", "no parameter -Force."),
        ("Stop-NovaServer", "### NovaPS.NovaServer\n", "### String\n", "The OUTPUTS in the assembly are different: NovaPS.NovaServer"),
        ("Get-NovaServer", "### NovaPS.NovaServerIdentity[]\n", "### None\n", "The INPUTS in the assembly are different: "),
        ("Get-NovaServer", "PS> Get-NovaServer\n", "PS> Get-NovaServer -Sort Name\n", "Get-NovaServer has no parameter -Sort."),
        ("Get-NovaServer", "\nPS> Get-NovaServer web*", "\nGet-NovaServer web*", "An example must begin with code that begins with "),
        ("Wait-NovaServer", "## EXAMPLES\n", "See `-Nowhere`.\n\n## EXAMPLES\n", "No command has the parameter -Nowhere."),
        ("Wait-NovaServer", "## INPUTS\n", "See `Wait-NovaServer -Force`.\n\n## INPUTS\n", "no parameter -Force."),
        ("Wait-NovaServer", "## OUTPUTS\n", "See Restart-NovaNothing.\n\n## OUTPUTS\n", "Restart-NovaNothing does not exist."),
        ("Wait-NovaServer", "## RELATED LINKS\n", "A <b>word</b>.\n\n## RELATED LINKS\n", "The help cannot show HtmlInline."),
        ("about_NovaPS", "(about_NovaPS_Waiting.md)", "(about_Waiting.md)", "The target of the link does not exist: about_Waiting.md"),
        ("about_NovaPS", "Start-NovaServer web-01 -Wait\n", "Start-NovaServer web-01 -Hurry\n", "no parameter -Hurry."),
        ("Connect-NovaProject", "Microversion   : 2.93\n", "Microversion   : " + new string('2', 60) + "\n",
            "Lines of code can have at most 76 characters."),
        ("README", "[Get-NovaConnection](Get-NovaConnection.md)", "", "The index has no link to Get-NovaConnection.md."),
    ];

    private readonly string _pages = Directory.CreateTempSubdirectory("novaps").FullName;

    public DocumentationTests()
    {
        foreach (var page in Directory.EnumerateFiles(Folder, "*.md"))
            File.Copy(page, Path.Combine(_pages, Path.GetFileName(page)));
    }

    public void Dispose() => Directory.Delete(_pages, recursive: true);

    [Fact]
    public void HelpTool_ReportsErrors_WhenPagesAndAssemblyDiffer()
    {
        foreach (var (page, text, mistake, _) in Mistakes)
            Replace(page, text, mistake);
        Replace("Stop-NovaSimulator", "# Stop-NovaSimulator\n", "# Push-NovaSimulator\n");
        File.Move(Path.Combine(_pages, "Stop-NovaSimulator.md"), Path.Combine(_pages, "Push-NovaSimulator.md"));

        var (exitCode, output) = RunTool();

        Assert.Equal(1, exitCode);
        Assert.All(Mistakes, made =>
            Assert.Matches($@"\b{made.Page}\.md\(\d+\): error HELP: .*{Regex.Escape(made.Problem)}", output));
        Assert.Contains("Stop-NovaSimulator has no page.", output, StringComparison.Ordinal);
        Assert.Contains("Push-NovaSimulator is neither a command nor an about topic.", output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_pages, "out")));
    }

    [Fact]
    public void HelpTool_UsesNotesAndOwnParameterText_WhenAPageHasThem()
    {
        Replace("Stop-NovaServer", "## INPUTS\n", "## PARAMETERS\n\n### -Timeout\n\nIts own text.\n\n## INPUTS\n");
        Replace("Stop-NovaServer", "## INPUTS\n", "## NOTES\n\nA note.\n\n## INPUTS\n");

        var (exitCode, _) = RunTool();

        Assert.Equal(0, exitCode);
        var help = File.ReadAllText(Path.Combine(_pages, "out", "NovaPS.dll-Help.xml"));
        Assert.Single(Regex.Matches(help, @"<maml:name>Timeout</maml:name>\s*<maml:description>\s*<maml:para>Its own text\."));
        Assert.Single(Regex.Matches(help, @"<maml:alert>\s*<maml:para>A note\."));
    }

    [Theory]
    [InlineData("")]
    [InlineData("https://nova.example/NovaPS/blob/main/docs/Stop-NovaServer.md", "https://nova.example/NovaPS")]
    public void Help_LinksToThePageOnline_WhenTheProjectHasAnAddress(string expected, params string[] address)
    {
        Assert.Equal(0, RunTool(address).ExitCode);

        var help = File.ReadAllText(Path.Combine(_pages, "out", "NovaPS.dll-Help.xml"));
        var links = Regex.Matches(help, "<maml:uri>([^<]+)</maml:uri>").Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(expected.Length > 0, links.Count > 0);
        Assert.Equal(expected, links.Find(link => link.EndsWith("/Stop-NovaServer.md", StringComparison.Ordinal)) ?? string.Empty);
    }

    [Fact]
    public void Help_KeepsInlineCodeOnOneLine()
    {
        var lines = Directory.EnumerateFiles(Path.Combine(ModuleHost.ModuleDirectory, "en-US")).SelectMany(File.ReadLines)
            .Select(line => line.Replace("&gt;", ">", StringComparison.Ordinal)).ToList();
        var prose = Directory.EnumerateFiles(Folder, "*.md").Where(page => !page.EndsWith("README.md", StringComparison.Ordinal))
            .Select(page => Regex.Replace(File.ReadAllText(page), "(?ms)^```.*?^```$", ""));
        var spans = prose.SelectMany(text => Regex.Matches(text, "`([^`]+)`"))
            .Select(match => Regex.Replace(match.Groups[1].Value, @"\s+", " "))
            .Where(span => span.Contains(' ', StringComparison.Ordinal)).Distinct().ToList();

        Assert.True(spans.Count > 20);
        Assert.All(spans, span => Assert.Contains(lines, line => line.Contains(span, StringComparison.Ordinal)));
    }

    private void Replace(string page, string text, string replacement)
    {
        var file = Path.Combine(_pages, page + ".md");
        Assert.Contains(text, File.ReadAllText(file), StringComparison.Ordinal);
        File.WriteAllText(file, File.ReadAllText(file).Replace(text, replacement, StringComparison.Ordinal));
    }

    /// <summary>Runs NovaPS.Help, which was built with these tests, as the build does.</summary>
    private (int ExitCode, string Output) RunTool(params string[] address)
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        string Built(string project, string framework) => Path.Combine(
            ModuleHost.RepositoryDirectory, "src", project, "bin", here.Parent!.Name, framework, project + ".dll");
        var (tool, module) = (Built("NovaPS.Help", here.Name), Built("NovaPS", "netstandard2.0"));
        var start = new ProcessStartInfo("dotnet", [tool, module, _pages, Path.Combine(_pages, "out"), .. address])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}
