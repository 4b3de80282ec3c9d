using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using NovaPS.Tests.Support;
using Xunit;

namespace NovaPS.Tests;

/// <summary>Tests NovaPS.Shell: the demonstration, and PowerShell with the module imported.</summary>
public sealed class ShellTests
{
    [Fact]
    public async Task Demonstration_PrintsTheOutputInTheReadme()
    {
        var readme = File.ReadAllText(Path.Combine(ModuleHost.RepositoryDirectory, "README.md")).ReplaceLineEndings("\n");
        var shown = Regex.Match(readme, @"^```text\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline).Groups[1].Value;

        var (exitCode, output, errors) = await PowerShellProcess.RunAsync(PowerShellProcess.NovaPSShell, []);

        Assert.True(exitCode == 0, output + errors);
        Assert.True(Normalize(output + errors) == Normalize(shown),
            $"The README does not show what the demonstration prints:\n{output}\n{errors}");
    }

    [Theory]
    [InlineData(0, "NovaPS\n", "-Command", "(Get-Module NovaPS).Name")]
    [InlineData(7, "", "-Command", "exit 7")]
    [InlineData(1, "", "-Command", "throw 'bad'")]
    public async Task Shell_PassesArgumentsToPowerShell(int exitCode, string output, params string[] arguments)
    {
        var result = await PowerShellProcess.RunAsync(PowerShellProcess.NovaPSShell, ["-NoProfile", .. arguments]);

        Assert.Equal((exitCode, output), (result.ExitCode, result.Output));
    }

    [Fact]
    public async Task Pwsh_RunsPowerShellWithoutTheModule() =>
        Assert.Equal((0, "False\n7\n", ""),
            await PowerShellProcess.RunScriptAsync("[bool] (Get-Module NovaPS); Start-Job { 7 } | Receive-Job -Wait"));

    /// <summary>
    /// Sorts the lines, because the order in which servers become ACTIVE varies, and replaces ids and times.
    /// </summary>
    private static string Normalize(string text) =>
        string.Join('\n', Regex.Replace(text, @"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", "*").Split('\n')
            .Select(line => line.TrimEnd()).Where(line => line.Length > 0).Order(StringComparer.Ordinal));
}
