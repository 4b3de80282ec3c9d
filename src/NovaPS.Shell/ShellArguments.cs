using System.Collections.Generic;
using System.IO;

namespace NovaPS.Shell;

/// <summary>What the command line asks for.</summary>
internal sealed record ShellArguments
{
    /// <summary>How to call this program.</summary>
    public const string Usage = """
        A small console on the PowerShell engine, with the NovaPS module imported.

        Usage:
          dotnet run --project src/NovaPS.Shell                              the demonstration, against a simulator
          dotnet run --project src/NovaPS.Shell -- -Command '<script>'       runs the script
          dotnet run --project src/NovaPS.Shell -- -File x.ps1 [arguments]   runs the file with the arguments
          dotnet run --project src/NovaPS.Shell -- -Help                     shows this text

        It has the engine's commands and those of NovaPS. Others, such as Select-Object, need PowerShell.
        Exit code: 0, or 1 on any error, 2 on wrong arguments, 130 on Ctrl+C, or what the script gives to exit.
        """;

    private ShellArguments() { }

    /// <summary>Why nothing can be run, or null.</summary>
    public string? Problem { get; private init; }

    /// <summary>Whether the usage was asked for.</summary>
    public bool Help { get; private init; }

    /// <summary>The script text of -Command, or null.</summary>
    public string? Command { get; private init; }

    /// <summary>The full path of -File, or null.</summary>
    public string? File { get; private init; }

    /// <summary>What stands after the file.</summary>
    public IReadOnlyList<string> FileArguments { get; private init; } = [];

    /// <summary>Reads the command line. Never throws: what is wrong with it stands in <see cref="Problem"/>.</summary>
    /// <param name="args">The arguments of the process.</param>
    /// <returns>What they ask for.</returns>
    public static ShellArguments Parse(string[] args)
    {
        if (args.Length == 0)
            return new ShellArguments();
        return args[0].ToUpperInvariant() switch
        {
            "-HELP" or "--HELP" or "-H" or "-?" => new ShellArguments { Help = true },
            "-COMMAND" => ParseCommand(args),
            "-FILE" => ParseFile(args),
            _ => Wrong($"'{args[0]}' is not known here."),
        };
    }

    private static ShellArguments ParseCommand(string[] args) => args.Length switch
    {
        1 => Wrong("-Command needs a script."),
        2 => new ShellArguments { Command = args[1] },
        _ => Wrong($"-Command takes one script: put it in quotes. '{args[2]}' is too much."),
    };

    private static ShellArguments ParseFile(string[] args)
    {
        if (args.Length == 1 || args[1].Length == 0)
            return Wrong("-File needs the path of a script.");
        var path = Path.GetFullPath(args[1]);
        return System.IO.File.Exists(path)
            ? new ShellArguments { File = path, FileArguments = args[2..] }
            : Wrong($"The script '{args[1]}' was not found (looked for {path}).");
    }

    private static ShellArguments Wrong(string problem) => new() { Problem = problem };
}
