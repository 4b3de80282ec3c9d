using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Threading;
using System.Threading.Tasks;

namespace NovaPS.Tests.Support;

/// <summary>Runs PowerShell or NovaPS.Shell in a new process, with an empty stdin and a time limit.</summary>
internal static class PowerShellProcess
{
    /// <summary>Ends a program that hangs. On a busy computer, a file of Pester's tests takes minutes.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    private static readonly string Shell = Path.Combine(
        // NovaPS.Shell was built with these tests, in the same configuration: bin/Debug/net10.0.
        Metadata("RepositoryDirectory"), "src", "NovaPS.Shell", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name,
            new DirectoryInfo(AppContext.BaseDirectory).Name);

    /// <summary>PowerShell without the module.</summary>
    public static string PowerShell { get; } = Path.Combine(Shell, "pwsh");

    /// <summary>PowerShell with the module imported, or the demonstration.</summary>
    public static string NovaPSShell { get; } = Path.Combine(Shell, "NovaPS.Shell");

    /// <summary>
    /// Environment variables that make PowerShell independent of the caches, profiles and modules in the user's folders.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Variables { get; } = CreateVariables();

    /// <summary>Runs a program and waits until it exits.</summary>
    /// <param name="program">The program's path.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="variables">Environment variables; null removes one.</param>
    /// <param name="directory">Its working directory; null: the system's folder for temporary files.</param>
    /// <returns>Its exit code, and what it wrote to stdout and stderr, with \n at the end of lines.</returns>
    /// <exception cref="TimeoutException">The program ran longer than the limit, and was killed.</exception>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(
        string program, IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string?>>? variables = null,
            string? directory = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = directory ?? Path.GetTempPath(),
        };
        // Tests that run at the same time set them.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("OS_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in Variables.Select(v => KeyValuePair.Create<string, string?>(v.Key, v.Value))
            .Append(new("NO_COLOR", "1")).Concat(variables ?? []))
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
            // Child processes of the program may keep stdout open.
            return (process.ExitCode, (await output.WaitAsync(limit.Token)).ReplaceLineEndings("\n"),
                (await errors.WaitAsync(limit.Token)).ReplaceLineEndings("\n"));
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} ran for more than {Limit.TotalMinutes} min.");
        }
    }

    /// <summary>Runs a script in PowerShell without the module.</summary>
    /// <param name="script">The script.</param>
    /// <returns>Its exit code, and what it wrote to stdout and stderr.</returns>
    public static Task<(int ExitCode, string Output, string Errors)> RunScriptAsync(string script) =>
        RunAsync(PowerShell, ["-NoProfile", "-NonInteractive", "-Command", script]);

    private static string Metadata(string key) => Path.GetFullPath(
        typeof(PowerShellProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == key).Value!);

    private static Dictionary<string, string> CreateVariables()
    {
        var home = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "home")).FullName;
        return new()
        {
            ["POWERSHELL_TELEMETRY_OPTOUT"] = "1",
            // Two versions of Pester.
            ["PSModulePath"] = Path.Combine(AppContext.BaseDirectory, "modules"),
            ["XDG_CACHE_HOME"] = home,
            ["XDG_CONFIG_HOME"] = home,
            ["XDG_DATA_HOME"] = home,
            ["PSModuleAnalysisCachePath"] = Path.Combine(home, "ModuleAnalysisCache"),
        };
    }
}
