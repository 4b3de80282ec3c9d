using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using NovaPS.Tests.Support;
using Xunit;

namespace NovaPS.Tests;

/// <summary>Guards the time of the import without a clock: by the assemblies that it loads.</summary>
public sealed class ImportTests
{
    [Fact]
    public async Task Import_LoadsOnlyTheCommandsAndTheClient()
    {
        var manifest = Path.Combine(ModuleHost.ModuleDirectory, "NovaPS.psd1").Replace("'", "''", StringComparison.Ordinal);

        var (exitCode, output, errors) = await PowerShellProcess.RunAsync(PowerShellProcess.PowerShell, ["-NoProfile", "-Command",
            "$before = [AppDomain]::CurrentDomain.GetAssemblies(); Import-Module '" + manifest + "'; "
                + "[AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_ -notin $before } | "
                + "ForEach-Object { $_.GetName().Name }"]);

        Assert.True(exitCode == 0, errors);
        var names = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Equal(["NovaPS", "NovaPS.Client"], names.Where(n => n.StartsWith("NovaPS", StringComparison.Ordinal)
            || n == "Newtonsoft.Json").Order(StringComparer.Ordinal));
    }
}
