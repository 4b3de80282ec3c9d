using System;
using System.Diagnostics;
using System.IO;

namespace NovaPS.Docs;

/// <summary>Runs the demonstration of NovaPS.Shell.</summary>
public static class Demonstration
{
    /// <summary>What it prints, errors in their place, with colours.</summary>
    /// <param name="repository">The root of the repository, which was built.</param>
    /// <returns>The text, in ANSI escape sequences where it is coloured.</returns>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static string Run(string repository)
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        var shell = Path.Combine(repository, "src", "NovaPS.Shell", "bin", here.Parent!.Name, here.Name, "NovaPS.Shell.dll");
        // Errors go to stderr; the system's own shell puts both streams into one, in their order.
        var start = OperatingSystem.IsWindows()
            ? new ProcessStartInfo("cmd.exe", $"/d /c dotnet \"{shell}\" 2>&1")
            : new ProcessStartInfo("/bin/sh", ["-c", "exec dotnet \"$0\" 2>&1", shell]);
        start.RedirectStandardOutput = true;
        start.RedirectStandardInput = true;
        start.Environment["CLICOLOR_FORCE"] = "1";
        start.Environment["COLUMNS"] = Picture.Columns.ToString(System.Globalization.CultureInfo.InvariantCulture);
        start.Environment.Remove("NO_COLOR");
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var text = process.StandardOutput.ReadToEnd().ReplaceLineEndings("\n");
        process.WaitForExit();
        return process.ExitCode == 0 ? text : throw new InvalidOperationException("The demonstration failed:\n" + text);
    }
}
