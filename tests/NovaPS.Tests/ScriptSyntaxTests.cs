using System.IO;
using System.Linq;
using System.Xml.Linq;
using NovaPS.Tests.Support;
using Xunit;

namespace NovaPS.Tests;

/// <summary>Scripts that ship can be read by Windows PowerShell 5.1.</summary>
public sealed class ScriptSyntaxTests
{
    public static TheoryData<string> Scripts => new(
        Directory.EnumerateFiles(ModuleHost.ModuleDirectory, "*.ps1", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(ModuleHost.ModuleDirectory, f)).Order());

    [Theory]
    [MemberData(nameof(Scripts))]
    public void A_script_that_ships_is_ASCII_and_has_the_syntax_of_Windows_PowerShell(string script) =>
        Assert.Empty(WindowsPowerShellSyntax.Problems(File.ReadAllText(Path.Combine(ModuleHost.ModuleDirectory, script))));

    [Theory]
    [InlineData("NovaPS.Format.ps1xml")]
    [InlineData("NovaPS.Types.ps1xml")]
    public void So_has_each_script_in_the_views(string file)
    {
        var scripts = XDocument.Load(Path.Combine(ModuleHost.ModuleDirectory, file)).Descendants()
            .Where(e => e.Name.LocalName is "ScriptBlock" or "GetScriptBlock" or "Script").Select(e => e.Value).ToList();

        Assert.NotEmpty(scripts);
        Assert.Empty(scripts.SelectMany(WindowsPowerShellSyntax.Problems));
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Its_help_is_whole_in_a_window_of_80_columns(string script)
    {
        var help = File.ReadLines(Path.Combine(ModuleHost.ModuleDirectory, script)).SkipWhile(l => l.Trim() != "<#")
            .TakeWhile(l => l.Trim() != "#>").ToList();

        // Get-Help puts 4 columns before the text, and 4 more where it is that of a parameter: 71 of text are left.
        Assert.Equal(script.Contains("-Server", System.StringComparison.Ordinal), help.Count > 0);
        Assert.All(help, line => Assert.True(line.Trim().Length <= 71 && line.TrimEnd().Length <= 75, line));
    }

    [Theory]
    [InlineData("$a ? 1 : 2")]
    [InlineData("$a ?? 1")]
    [InlineData("$a ??= 1")]
    [InlineData("${a}?.Length")]
    [InlineData("${a}?[0]")]
    [InlineData("Get-Help && Get-Help")]
    [InlineData("Get-Help || Get-Help")]
    [InlineData("Get-Help &")]
    [InlineData("1 | ForEach-Object -Parallel { $_ }")]
    [InlineData("function f { process { } clean { } }")]
    [InlineData("function f { { \"x $($a ?? 1)\" } }")]
    [InlineData("'caf\u00e9'")]
    [InlineData("'\u201cquoted\u201d'")]
    [InlineData("if (")]
    public void What_Windows_PowerShell_cannot_read_is_found(string script) => Assert.NotEmpty(WindowsPowerShellSyntax.Problems(script));

    [Theory]
    [InlineData("1, 2 | Where-Object { $_ } | ? { $_ } | % { \"a?b $($_ -band 1) && ??\" }")]
    [InlineData("& { param($x) begin { } process { } end { } } # what? why??")]
    [InlineData("$a = if ($b -and -not $c) { [pscustomobject] @{ A = 1 } } else { [int]::Parse('1') }")]
    public void What_it_can_read_is_not_found(string script) => Assert.Empty(WindowsPowerShellSyntax.Problems(script));
}
