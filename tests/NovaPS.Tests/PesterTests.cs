using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using NovaPS.Tests.Support;
using Xunit;

namespace NovaPS.Tests;

/// <summary>
/// Runs each Pester file in a new PowerShell process. NOVAPS_PESTER_VERSION selects Pester 5.9.1 in place of 6.2.0. The counts of Pester's
/// tests, passed, failed and skipped, are written to a file in the folder NOVAPS_PESTER_RESULTS if that is set.
/// </summary>
public sealed class PesterTests
{
    public static TheoryData<string> Files => new(
        Directory.EnumerateFiles(Path.Combine(ModuleHost.RepositoryDirectory, "tests", "Pester"), "*.Tests.ps1")
            .Concat(Directory.EnumerateFiles(Path.Combine(ModuleHost.ModuleDirectory, "Examples"), "*.Tests.ps1"))
            .Select(file => Path.GetRelativePath(ModuleHost.RepositoryDirectory, file).Replace('\\', '/')).Order(StringComparer.Ordinal));

    private static string Version => Environment.GetEnvironmentVariable("NOVAPS_PESTER_VERSION") is { Length: > 0 } version ? version
        : "6.2.0";

    [Theory]
    [MemberData(nameof(Files))]
    public async Task PesterFile_Passes(string file)
    {
        var path = Path.Combine(ModuleHost.RepositoryDirectory, file).Replace("'", "''", StringComparison.Ordinal);
        string[] arguments =
        [
            "-NoProfile", "-NonInteractive", "-Command",
            $"""
            $ErrorActionPreference = 'Stop'
            Import-Module Pester -RequiredVersion {Version}
            $settings = New-PesterConfiguration
            $settings.Run.Path = '{path}'
            $settings.Run.Exit = $true
            $ErrorActionPreference = 'Continue'
            Invoke-Pester -Configuration $settings
            """,
        ];

        var (exitCode, output, errors) = await PowerShellProcess.RunAsync(PowerShellProcess.PowerShell, arguments);

        var counts = Regex.Match(output, @"^Tests Passed: (\d+), Failed: (\d+), Skipped: (\d+)", RegexOptions.Multiline);
        if (Environment.GetEnvironmentVariable("NOVAPS_PESTER_RESULTS") is { Length: > 0 } folder)
            await File.WriteAllTextAsync(Path.Combine(folder, $"{Version}-{Path.GetFileName(file)}.counts"), counts.Success
                ? counts.Result("$1 $2 $3\n") : "0 1 0\n");
        Assert.True(exitCode == 0 && counts.Success, $"{file}, Pester {Version}:\n{output}\n{errors}");
    }
}
