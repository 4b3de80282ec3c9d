using System;
using System.IO;
using System.Threading.Tasks;
using NovaPS.Tests.Support;
using Xunit;

namespace NovaPS.Tests;

/// <summary>The small console: what it runs, what it prints, what it answers.</summary>
public sealed class ShellTests
{
    [Fact]
    public async Task The_demonstration_shows_each_command_and_one_expected_error()
    {
        var (exitCode, output, errors) = await ShellProcess.RunAsync();

        Assert.True(exitCode == 0, output + errors);
        Assert.Contains("PS> Get-NovaServer web* -Status Shutoff | Start-NovaServer | Wait-NovaServer", output, StringComparison.Ordinal);
        Assert.StartsWith("Start-NovaServer: ", errors, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', output + errors);
    }

    [Theory]
    [InlineData("1 + 1", 0, "2\n", "")]
    [InlineData("exit 7", 7, "", "")]
    [InlineData("try { throw 'caught' } catch { 'well' }", 0, "well\n", "")]
    [InlineData("(Get-Module).Name", 0, "NovaPS\n", "")]
    [InlineData("throw 'bad'", 1, "", "bad")]
    [InlineData("if (", 1, "", "ParserError")]
    [InlineData("Get-NovaServer; 'on'", 1, "on\n", "Connect-NovaProject")]
    public async Task A_command_is_run_and_its_errors_count(string script, int exitCode, string output, string error)
    {
        var result = await ShellProcess.RunAsync("-Command", script);

        Assert.Equal((exitCode, output), (result.ExitCode, result.Output));
        Assert.Contains(error, result.Errors, StringComparison.Ordinal);
        Assert.Equal(error.Length == 0, result.Errors.Length == 0);
    }

    [Fact]
    public async Task A_command_of_PowerShell_is_named_as_one()
    {
        var (exitCode, _, errors) = await ShellProcess.RunAsync("-Command", "1 | select *");

        Assert.Equal(1, exitCode);
        Assert.Contains("Select-Object is not part of this small console", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_question_is_an_error_where_nobody_can_answer()
    {
        const string Script = "function Ask { [CmdletBinding(SupportsShouldProcess)] param() $PSCmdlet.ShouldProcess('it') } Ask -Confirm";

        var (exitCode, output, errors) = await ShellProcess.RunAsync("-Command", Script);

        Assert.Equal((1, ""), (exitCode, output));
        Assert.Contains("-Confirm:$false", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_gets_its_arguments_and_its_exit_code_is_kept()
    {
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.ps1");
        await File.WriteAllTextAsync(file, "param($Name, [switch] $Loud, [int] $Code) \"$Name $Loud $args\"; exit $Code");
        try
        {
            // The path is relative to where the process was started.
            var (exitCode, output, _) = await ShellProcess.RunAsync("-File", Path.GetFileName(file), "-Code", "9", "web1", "-Loud", "rest");

            Assert.Equal((9, "web1 True rest\n"), (exitCode, output));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("'-Bogus' is not known here", "-Bogus")]
    [InlineData("-Command needs a script", "-Command")]
    [InlineData("'2' is too much", "-Command", "1", "2")]
    [InlineData("'no-such.ps1' was not found", "-File", "no-such.ps1")]
    public async Task Wrong_arguments_get_the_usage(string problem, params string[] arguments)
    {
        var (exitCode, output, errors) = await ShellProcess.RunAsync(arguments);

        Assert.Equal((2, ""), (exitCode, output));
        Assert.Contains(problem, errors, StringComparison.Ordinal);
        Assert.Contains("Usage:", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interrupt_stops_the_script()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var shell = new ShellProcess(
            "-Command",
            "'go'; try { while ($true) { [Threading.Thread]::Sleep(20) } } finally { [Console]::Out.WriteLine('cleaned up') }");
        Assert.Equal("go", await shell.ReadLineAsync());

        shell.Interrupt();

        Assert.Equal((130, "cleaned up\n", ""), await shell.EndAsync());
    }
}
