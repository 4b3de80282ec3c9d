using System;
using System.Collections.Generic;
using System.IO;
using System.Threading.Tasks;
using NovaPS.Tests.Support;
using Xunit;

namespace NovaPS.Tests;

/// <summary>Tests that the package of build.ps1 can be installed and used.</summary>
public sealed class PackageTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("novaps").FullName;

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [Fact]
    public async Task Package_StartsServers_WhenInstalled()
    {
        // On Windows, no environment variable changes the folder that PSResourceGet installs to.
        if (OperatingSystem.IsWindows())
            return;
        var data = Directory.CreateDirectory(Path.Combine(_home, ".local", "share")).FullName;
        var modules = Path.Combine(data, "powershell", "Modules");
        // Keeps the registered repository out of the data folder of the user who runs the tests.
        Dictionary<string, string?> build = new() { ["XDG_DATA_HOME"] = data, ["LOCALAPPDATA"] = data, ["MSBUILDDISABLENODEREUSE"] = "1" };
        Dictionary<string, string?> install = new(build)
        {
            ["DOTNET_CLI_HOME"] = Environment.GetEnvironmentVariable("DOTNET_CLI_HOME") ?? Environment.GetEnvironmentVariable("HOME"),
            ["HOME"] = _home,
            ["PSModulePath"] = null,
        };

        // The configuration of these tests (bin/Debug/net10.0), which is already built.
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

        await RunAsync("dotnet", ["tool", "restore"], build);
        var package = (await RunAsync("dotnet", ["pwsh", "-NoProfile", "-File", "build.ps1", "Package", "-Configuration", configuration],
            build)).TrimEnd().Split('\n')[^1];
        await RunAsync("dotnet",
            ["pwsh", "-NoProfile", "-NonInteractive", "-Command",
                $"Register-PSResourceRepository Build '{Path.GetDirectoryName(package)}' -Trusted; Install-PSResource NovaPS -Repository Build -ErrorAction Stop"], install);
        var output = await RunAsync(PowerShellProcess.PowerShell,
            ["-NoProfile", "-NonInteractive", "-Command",
                "$null = Connect-NovaProject -Simulator (Start-NovaSimulator @{ web1 = 'SHUTOFF' } -StartDelay 0); (Get-NovaServer web* "
                + "-Status Shutoff | Start-NovaServer | Wait-NovaServer).Status; (Get-Module NovaPS).ModuleBase"], install);

        Assert.Matches(@"out/package/NovaPS\.[\d.]+\.nupkg$", package);
        Assert.StartsWith("ACTIVE\n" + modules, output, StringComparison.Ordinal);
    }

    private static async Task<string> RunAsync(string program, string[] arguments, Dictionary<string, string?> variables)
    {
        var (exitCode, output, errors) = await PowerShellProcess.RunAsync(program, arguments, variables,
            directory: ModuleHost.RepositoryDirectory);
        Assert.True(exitCode == 0, $"{program} {string.Join(' ', arguments)}:\n{output}\n{errors}");
        return output;
    }
}
