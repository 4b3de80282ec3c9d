using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace NovaPS.Benchmarks.Measuring;

/// <summary>Runs the same workloads with other clients, if they are installed.</summary>
internal static class Peers
{
    private const int Rounds = 3;

    /// <summary>How to get the peers that are not installed.</summary>
    public static IEnumerable<string> Missing()
    {
        if (Python is null)
            yield return "openstacksdk is not installed. Run pip install openstacksdk, or set NOVAPS_BENCHMARKS_PYTHON to a Python "
                + "with it.";
        if (ChildProcess.Find("openstack") is null)
            yield return "The openstack command is not installed. Run pip install python-openstackclient.";
        if (ChildProcess.Find("go") is null)
            yield return "Go is not installed, so gophercloud is left out. Install Go from https://go.dev/dl or the package golang-go.";
    }

    /// <summary>Runs a workload with each peer.</summary>
    /// <param name="workload">list or start.</param>
    /// <param name="name">The name of the workload in the results.</param>
    /// <param name="endpoint">The endpoint of Nova.</param>
    /// <param name="count">The number of servers.</param>
    public static IEnumerable<Sample> Run(string workload, string name, string endpoint, int count)
    {
        string[] arguments = [workload, endpoint, count.ToString(CultureInfo.InvariantCulture),
            Rounds.ToString(CultureInfo.InvariantCulture)];
        if (ChildProcess.Find("go") is { } go)
        {
            var program = Path.Combine(Path.GetTempPath(), "novaps-gophercloud-peer");
            ChildProcess.Run(go, "build", "-C", Folder("gophercloud"), "-mod=mod", "-o", program, ".");
            yield return Read(name, workload == "list" ? "gophercloud" : "gophercloud, 16 goroutines",
                ChildProcess.Run(program, arguments));
        }

        if (Python is { } python)
            yield return Read(name, "openstacksdk", ChildProcess.Run(python, arguments.Prepend(Folder("openstacksdk_peer.py"))));
    }

    private static string? Python { get; } = new[] { Environment.GetEnvironmentVariable("NOVAPS_BENCHMARKS_PYTHON"),
        ChildProcess.Find("python3"), "/usr/bin/python3" }.FirstOrDefault(p => p is not null && File.Exists(p) && HasSdk(p));

    private static string Folder(string name) => Path.Combine(ChildProcess.ProjectDirectory, "Peers", name);

    private static bool HasSdk(string python)
    {
        try
        {
            ChildProcess.Run(python, "-c", "try:\n import openstack\nexcept ImportError:\n raise SystemExit(1)");
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static Sample Read(string workload, string subject, string output) => new(workload, subject, "ms",
        [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => double.Parse(line, CultureInfo.InvariantCulture))]);
}
