using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;

namespace NovaPS.Tests.Support;

/// <summary>NovaPS.Shell in a process of its own, with its input and output redirected.</summary>
public sealed class ShellProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Process _process;
    private readonly Task<string> _errors;

    /// <summary>Starts it.</summary>
    /// <param name="arguments">Its arguments.</param>
    public ShellProcess(params IEnumerable<string> arguments)
    {
        // The Shell was built beside these tests, in the same configuration: bin/Debug/net10.0.
        var framework = new DirectoryInfo(AppContext.BaseDirectory);
        var shell = Path.Combine(
            ModuleHost.RepositoryDirectory, "src", "NovaPS.Shell", "bin", framework.Parent!.Name, framework.Name, "NovaPS.Shell.dll");
        var start = new ProcessStartInfo("dotnet", [shell, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.Environment.Remove("COLUMNS");
        _process = Process.Start(start)!;
        _process.StandardInput.Close();
        _errors = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>Runs it to its end.</summary>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>Its exit code, and what it wrote to stdout and stderr.</returns>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        using var shell = new ShellProcess(arguments);
        return await shell.EndAsync();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    /// <summary>Waits for one line of output.</summary>
    /// <returns>The line.</returns>
    public async Task<string?> ReadLineAsync() => await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience);

    /// <summary>Sends what Ctrl+C sends; not on Windows.</summary>
    public void Interrupt()
    {
        using var kill = Process.Start("kill", ["-INT", $"{_process.Id}"]);
        kill.WaitForExit();
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>Its exit code, and what it wrote to stdout and stderr.</returns>
    public async Task<(int ExitCode, string Output, string Errors)> EndAsync()
    {
        var output = await _process.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
        var errors = await _errors.WaitAsync(Patience);
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return (_process.ExitCode, output.ReplaceLineEndings("\n"), errors.ReplaceLineEndings("\n"));
    }
}
