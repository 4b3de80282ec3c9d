using System.IO;
using System.Linq;
using System.Xml.Linq;
using NovaPS.Tests.Support;
using Xunit;

namespace NovaPS.Tests;

/// <summary>Tests that Windows PowerShell 5.1 can read the scripts that ship.</summary>
public sealed class ScriptSyntaxTests
{
    public static TheoryData<string> Scripts => new(
        Directory.EnumerateFiles(ModuleHost.ModuleDirectory, "*.ps1", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(ModuleHost.ModuleDirectory, f)).Order());

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Script_IsAsciiAndHasTheSyntaxOfWindowsPowerShell(string script) =>
        Assert.Empty(WindowsPowerShellSyntax.Problems(File.ReadAllText(Path.Combine(ModuleHost.ModuleDirectory, script))));

    [Theory]
    [InlineData("NovaPS.Format.ps1xml")]
    [InlineData("NovaPS.Types.ps1xml")]
    public void Views_HaveScriptsWithTheSyntaxOfWindowsPowerShell(string file)
    {
        var scripts = XDocument.Load(Path.Combine(ModuleHost.ModuleDirectory, file)).Descendants()
            .Where(e => e.Name.LocalName is "ScriptBlock" or "GetScriptBlock" or "Script").Select(e => e.Value).ToList();

        Assert.NotEmpty(scripts);
        Assert.Empty(scripts.SelectMany(WindowsPowerShellSyntax.Problems));
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public void ScriptHelp_FitsIn80Columns(string script)
    {
        var help = File.ReadLines(Path.Combine(ModuleHost.ModuleDirectory, script)).SkipWhile(l => l.Trim() != "<#")
            .TakeWhile(l => l.Trim() != "#>").ToList();

        // Get-Help indents text by 4 columns, and the text of parameters by 8, which leaves 71.
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
    public void Problems_AreFound_WhenTheSyntaxIsNew(string script) => Assert.NotEmpty(WindowsPowerShellSyntax.Problems(script));

    [Theory]
    [InlineData("1, 2 | Where-Object { $_ } | ? { $_ } | % { \"a?b $($_ -band 1) && ??\" }")]
    [InlineData("& { param($x) begin { } process { } end { } } # what? why??")]
    [InlineData("$a = if ($b -and -not $c) { [pscustomobject] @{ A = 1 } } else { [int]::Parse('1') }")]
    public void Problems_AreNotFound_WhenTheSyntaxIsOld(string script) => Assert.Empty(WindowsPowerShellSyntax.Problems(script));
}
