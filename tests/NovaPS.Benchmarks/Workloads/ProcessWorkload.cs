using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using NovaPS.Benchmarks.FarEnd;
using NovaPS.Benchmarks.Measuring;

namespace NovaPS.Benchmarks.Workloads;

/// <summary>Starts PowerShell processes that import the module, connect and start one server.</summary>
internal static class ProcessWorkload
{
    public static void Run(int port, int rounds)
    {
        var folder = Directory.CreateTempSubdirectory("novaps-benchmarks").FullName;
        try
        {
            Import(folder, rounds);
            WholeProcess(port, rounds);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string InModule(string file) => Path.Combine(ChildProcess.ModuleDirectory, file);

    /// <summary>Measures the import, and parts of it, inside new processes, so that their start does not count.</summary>
    private static void Import(string folder, int rounds)
    {
        var commands = "RootModule = '" + InModule("NovaPS.dll") + "'; RequiredAssemblies = '" + InModule("NovaPS.Client.dll") + "', '"
            + InModule("NovaPS.dll") + "'";
        var (types, formats) = ("; TypesToProcess = '" + InModule("NovaPS.Types.ps1xml") + "'",
            "; FormatsToProcess = '" + InModule("NovaPS.Format.ps1xml") + "'");
        var parts = new (string Name, string Content)[]
        {
            ("floor: Import-Module of an empty manifest", string.Empty),
            ("a manifest with the assemblies and commands", commands),
            ("the same with the types file", commands + types),
            ("the same with the formats file instead", commands + formats),
        };
        var manifests = parts.Index().Select(part =>
        {
            var path = Path.Combine(folder, "Part" + part.Index.ToString(CultureInfo.InvariantCulture) + ".psd1");
            File.WriteAllText(path, "@{ ModuleVersion = '1.0'; " + part.Item.Content + " }");
            return (part.Item.Name, Path: path, Values: new List<double>());
        }).Append(("Import-Module NovaPS", InModule("NovaPS.psd1"), [])).ToList();
        for (var round = -1; round < rounds; round++)
        {
            foreach (var (_, path, values) in manifests)
            {
                var output = PowerShell("$w = [Diagnostics.Stopwatch]::StartNew(); Import-Module '" + path
                    + "' -ErrorAction Stop; $w.Elapsed.TotalMilliseconds.ToString([cultureinfo]::InvariantCulture)");
                if (round >= 0)
                    values.Add(double.Parse(output, CultureInfo.InvariantCulture));
            }
        }

        foreach (var (index, (name, _, values)) in manifests.Index())
            Comparison.Write(new Sample("Import", name, "ms", values) { IsFloor = index == 0 });
        Comparison.Write(new Sample("Import", "the difference", "ms",
            manifests[^1].Values.Zip(manifests[0].Values, (own, floor) => own - floor).ToList()));
    }

    private static void WholeProcess(int port, int rounds)
    {
        var url = FarEndProcess.Endpoint(port, 1000);
        var connect = "Import-Module '" + InModule("NovaPS.psd1") + "'; $c = Connect-NovaProject -Endpoint " + url + " -ProjectId "
            + ServerPage.Project + " -Token x";
        var comparison = new Comparison("Whole process");
        comparison.Add("floor: pwsh without a command", () => PowerShell("exit"), isFloor: true);
        comparison.Add("pwsh, import and connect", () => PowerShell(connect));
        comparison.Add("pwsh, import, connect and start one server", () => PowerShell(connect + "; Start-NovaServer " + ServerPage.Id(7)
            + " | Out-Null"));
        comparison.Add("pwsh, one Invoke-RestMethod", () => PowerShell("$null = Invoke-RestMethod " + url + "/servers/" + ServerPage.Id(7)
            + "/action -Method Post -Body '{\"os-start\": null}' -ContentType application/json -Headers @{ 'X-Auth-Token' = 'x' }"));
        if (ChildProcess.Find("openstack") is { } openStack)
            comparison.Add("the openstack command", () => ChildProcess.Run(openStack, "--os-auth-type", "admin_token", "--os-endpoint", url,
                "--os-token", "x", "--os-compute-api-version", "2.1", "server", "start", ServerPage.Id(7)));
        comparison.Run(rounds, warmUp: 1);
    }

    private static string PowerShell(string command) =>
        ChildProcess.Run(ChildProcess.PowerShell, "-NoLogo", "-NoProfile", "-NonInteractive", "-Command", command);
}
