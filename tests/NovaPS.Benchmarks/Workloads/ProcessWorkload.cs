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
            var empty = Path.Combine(folder, "Empty.psd1");
            File.WriteAllText(empty, "@{ ModuleVersion = '1.0' }");
            Import(empty, rounds);
            WholeProcess(port, rounds);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Module => Path.Combine(ChildProcess.ModuleDirectory, "NovaPS.psd1");

    /// <summary>Measures inside the process, so that its start does not count.</summary>
    private static void Import(string empty, int rounds)
    {
        var values = new[] { new List<double>(), new List<double>() };
        for (var round = -1; round < rounds; round++)
        {
            foreach (var (index, manifest) in new[] { empty, Module }.Index())
            {
                var output = PowerShell("$w = [Diagnostics.Stopwatch]::StartNew(); Import-Module '" + manifest
                    + "'; $w.Elapsed.TotalMilliseconds.ToString([cultureinfo]::InvariantCulture)");
                if (round >= 0)
                    values[index].Add(double.Parse(output, CultureInfo.InvariantCulture));
            }
        }

        Comparison.Write(new Sample("Import", "floor: Import-Module of an empty manifest", "ms", values[0]) { IsFloor = true });
        Comparison.Write(new Sample("Import", "Import-Module NovaPS", "ms", values[1]));
        Comparison.Write(new Sample("Import", "the difference", "ms", values[1].Zip(values[0], (own, floor) => own - floor).ToList()));
    }

    private static void WholeProcess(int port, int rounds)
    {
        var url = FarEndProcess.Endpoint(port, 1000);
        var connect = "Import-Module '" + Module + "'; $c = Connect-NovaProject -Endpoint " + url + " -ProjectId " + ServerPage.Project
            + " -Token x";
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
