using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Reflection;

namespace NovaPS.Benchmarks.Measuring;

/// <summary>Starts processes whose output is read.</summary>
internal static class ChildProcess
{
    /// <summary>The folder of the module: out/NovaPS.</summary>
    public static string ModuleDirectory { get; } = Metadata("ModuleDirectory");

    /// <summary>The folder of this project.</summary>
    public static string ProjectDirectory { get; } = Metadata("ProjectDirectory");

    /// <summary>The pwsh in PATH, or else the one that NovaPS.Shell builds.</summary>
    public static string PowerShell { get; } = Find("pwsh") ?? Path.Combine(Metadata("ShellDirectory"), "pwsh");

    public static Process StartSelf(params string[] arguments) => Start(Environment.ProcessPath!, arguments);

    public static Process Start(string file, params IEnumerable<string> arguments) => Start(new ProcessStartInfo(file, arguments));

    /// <summary>Runs a process to its end, and returns its output.</summary>
    /// <exception cref="InvalidOperationException">Its exit code is not 0.</exception>
    public static string Run(string file, params IEnumerable<string> arguments) => Run(new ProcessStartInfo(file, arguments));

    /// <inheritdoc cref="Run(string, IEnumerable{string})"/>
    public static string Run(ProcessStartInfo start)
    {
        using var process = Start(start);
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output
            : throw new InvalidOperationException(start.FileName + " ended with exit code " + process.ExitCode + ": " + output);
    }

    /// <summary>Returns the path of a program in PATH; null if there is none.</summary>
    public static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator)
        .SelectMany(folder => new[] { Path.Combine(folder, program), Path.Combine(folder, program + ".exe") }).FirstOrDefault(File.Exists);

    private static Process Start(ProcessStartInfo start)
    {
        (start.RedirectStandardOutput, start.UseShellExecute) = (true, false);
        start.Environment["POWERSHELL_TELEMETRY_OPTOUT"] = "1";
        start.Environment["POWERSHELL_UPDATECHECK"] = "Off";
        return Process.Start(start)!;
    }

    private static string Metadata(string key) => typeof(ChildProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == key).Value!;
}
