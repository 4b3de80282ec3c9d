using System;
using System.IO;
using System.Linq;
using System.Management.Automation.Runspaces;
using System.Reflection;
using Microsoft.PowerShell;

namespace NovaPS.Shell;

/// <summary>PowerShell's console host with the built module imported. Started as pwsh, it is PowerShell without the module.</summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        // Microsoft.PowerShell.SDK sends telemetry unless this is set.
        Environment.SetEnvironmentVariable("POWERSHELL_TELEMETRY_OPTOUT", "1");
        var state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows())
            state.ExecutionPolicy = ExecutionPolicy.Bypass;
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "pwsh")
            return ConsoleShell.Start(state, null, null, args);

        state.ImportPSModule([Path.Combine(ModuleDirectory, "NovaPS.psd1")]);
        // Without a command or file: the demonstration; -NoExit alone continues with a prompt.
        if (args.All(argument => argument.Equals("-NoExit", StringComparison.OrdinalIgnoreCase)))
            args = [.. args, "-NoProfile", "-File", Path.Combine(AppContext.BaseDirectory, "Demonstration.ps1")];
        return ConsoleShell.Start(state, null, null, args);
    }

    private static string ModuleDirectory => typeof(Program).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "ModuleDirectory").Value!;
}
