using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using NovaPS.Docs;
using NovaPS.Tests.Support;
using Xunit;

namespace NovaPS.Tests;

/// <summary>docs/ says what the help says.</summary>
public sealed class DocumentationTests
{
    private static readonly string Folder = Path.Combine(ModuleHost.RepositoryDirectory, "docs");

    private static readonly SortedDictionary<string, string> Pages = Documentation.Generate(ModuleHost.RepositoryDirectory);

    [Fact]
    public void The_pages_are_those_that_the_help_makes()
    {
        var files = Directory.EnumerateFileSystemEntries(Folder).Select(f => Path.GetFileName(f)).Where(f => f != Picture.FileName).Order(StringComparer.Ordinal).ToList();
        var stale = files.Except(Pages.Keys).Select(name => name + " belongs to nothing");
        var missing = Pages.Keys.Except(files).Select(name => name + " is missing");
        var changed = Pages.Where(p => files.Contains(p.Key)).Select(p => (p.Key, Line: FirstDifference(p.Value, File.ReadAllText(Path.Combine(Folder, p.Key)))))
            .Where(p => p.Line > 0).Select(p => $"{p.Key} differs in line {p.Line}");

        var problems = stale.Concat(missing).Concat(changed).ToList();
        Assert.True(problems.Count == 0, $"docs/ is not what the help says ({string.Join("; ", problems)}). Run: {Documentation.Command}");
    }

    [Fact]
    public void The_picture_shows_what_the_demonstration_prints()
    {
        var shown = File.ReadAllText(Path.Combine(Folder, Picture.FileName));
        var fresh = Picture.Draw(Demonstration.Run(ModuleHost.RepositoryDirectory));

        Assert.True(Picture.Read(fresh) == Picture.Read(shown), $"docs/{Picture.FileName} is not what the console shows. Run: {Documentation.Command}\n{Picture.Read(fresh)}");
        Assert.Contains("fill=\"#16c60c\"", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_link_leads_to_a_page() =>
        Assert.All(Pages.SelectMany(page => Regex.Matches(page.Value, @"\]\(([^)]+)\)").Select(m => m.Groups[1].Value)).Distinct(),
            target => Assert.True(Pages.ContainsKey(target) || target.StartsWith("https://", StringComparison.Ordinal), target));

    [Fact]
    public void Blocks_of_code_are_closed_and_prose_has_no_HTML() =>
        Assert.All(Pages, page =>
        {
            var parts = Regex.Split(page.Value, "^```.*$", RegexOptions.Multiline);
            Assert.True(parts.Length % 2 == 1, page.Key);
            var prose = string.Concat(parts.Where((_, i) => i % 2 == 0)).Split('\n').Skip(1);
            Assert.All(prose, line => Assert.DoesNotMatch(@"(?<!\\)<", Regex.Replace(line, "`[^`]*`", string.Empty)));
            Assert.DoesNotContain('\r', page.Value);
        });

    /// <summary>The number of the first line that differs; 0 where none does.</summary>
    private static int FirstDifference(string made, string found)
    {
        if (made == found)
            return 0;
        var (left, right) = (made.Split('\n'), found.Split('\n'));
        var same = left.Zip(right).TakeWhile(pair => pair.First == pair.Second).Count();
        return same + 1;
    }
}
