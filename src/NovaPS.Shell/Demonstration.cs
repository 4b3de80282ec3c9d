using System;
using System.Linq;
using System.Management.Automation.Language;

namespace NovaPS.Shell;

/// <summary>Runs the built-in script as a person would type it: each command, and what it prints.</summary>
internal sealed class Demonstration(ShellSession session)
{
    /// <summary>The one error that the script shows on purpose.</summary>
    private const string ExpectedError = "NovaServerInvalidState,";

    /// <summary>Runs it, up to the first error that is not the expected one.</summary>
    /// <returns>The exit code: 0 where the expected error, and no other, occurred once.</returns>
    public int Run()
    {
        var text = Resources.Read("Demonstration.ps1");
        var position = 0;
        foreach (var statement in Parser.ParseInput(text, out _, out _).EndBlock.Statements)
        {
            var end = statement.Extent.EndOffset;
            Echo(text[position..end]);
            position = end;
            session.RunText(statement.Extent.Text);
            if (session.HasEnded)
                return session.ExitCode;
            if (session.Errors.Any(error => !IsExpected(error.FullyQualifiedErrorId)))
                return ExitCode.Error;
        }

        if (session.Errors.Count == 1)
            return ExitCode.Success;
        session.Console.WriteErrorLine("The demonstration shows one error on purpose, and it did not occur.");
        return ExitCode.Error;
    }

    private static bool IsExpected(string errorId) => errorId.StartsWith(ExpectedError, StringComparison.Ordinal);

    private void Echo(string source)
    {
        var lines = source.Trim().Split('\n');
        if (lines[0].StartsWith('#'))
            session.Console.StartParagraph();
        var prompt = "PS> ";
        foreach (var line in lines)
        {
            session.Console.WriteLine(line.StartsWith('#') ? line : prompt + line);
            prompt = line.StartsWith('#') ? prompt : ">> ";
        }
    }
}
