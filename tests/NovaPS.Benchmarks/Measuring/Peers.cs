using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;

namespace NovaPS.Benchmarks.Measuring;

/// <summary>Runs the same workloads with other clients, if they are installed.</summary>
internal static class Peers
{
    private const int Rounds = 3;

    /// <summary>Where Debian's package golang-github-gophercloud-gophercloud-dev has the source.</summary>
    private const string DebianGoPath = "/usr/share/gocode";

    /// <summary>How to get the peers that are not installed.</summary>
    public static IEnumerable<string> Missing()
    {
        if (Python is null)
            yield return "openstacksdk is not installed. Run pip install openstacksdk, or set NOVAPS_BENCHMARKS_PYTHON to a Python "
                + "with it.";
        if (ChildProcess.Find("openstack") is null)
            yield return "The openstack command is not installed. Run pip install python-openstackclient.";
        if (ChildProcess.Find("go") is null)
            yield return "Go is not installed, so gophercloud is left out. Install Go from https://go.dev/dl, or on Debian, the packages "
                + "golang-go and golang-github-gophercloud-gophercloud-dev.";
    }

    /// <summary>Runs a workload with each peer.</summary>
    /// <param name="workload">list or start.</param>
    /// <param name="name">The name of the workload in the results.</param>
    /// <param name="endpoint">The endpoint of Nova.</param>
    /// <param name="count">The number of servers.</param>
    public static IReadOnlyList<Sample> Run(string workload, string name, string endpoint, int count)
    {
        string[] arguments = [workload, endpoint, count.ToString(CultureInfo.InvariantCulture),
            Rounds.ToString(CultureInfo.InvariantCulture)];
        List<(string Subject, Func<string> Run)> peers = [];
        if (ChildProcess.Find("go") is { } go)
            peers.Add((workload == "list" ? "gophercloud" : "gophercloud, 16 goroutines", () => RunGo(go, arguments)));
        if (Python is { } python)
            peers.Add(("openstacksdk", () => ChildProcess.Run(python, arguments.Prepend(Folder("openstacksdk_peer.py")))));
        var samples = new List<Sample>();
        foreach (var (subject, run) in peers)
        {
            try
            {
                samples.Add(Read(name, subject, run()));
            }
            catch (InvalidOperationException e)
            {
                // The results of the module and of the other peers are kept.
                Console.Error.WriteLine(subject + " failed: " + e.Message);
            }
        }

        return samples;
    }

    /// <summary>
    /// Builds and runs the program, with the source of Debian's package, or else with the module, which Go downloads. It is built from a
    /// copy, because Go adds go.sum to the folder.
    /// </summary>
    private static string RunGo(string go, string[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory("novaps-gophercloud").FullName;
        try
        {
            foreach (var file in Directory.GetFiles(Folder("gophercloud")))
                File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
            var build = new ProcessStartInfo(go, ["build", "-o", "peer.exe", "."]) { WorkingDirectory = folder };
            var isInDebian = Directory.Exists(Path.Combine(DebianGoPath, "src/github.com/gophercloud/gophercloud"));
            build.Environment["GO111MODULE"] = isInDebian ? "off" : "on";
            build.Environment[isInDebian ? "GOPATH" : "GOFLAGS"] = isInDebian ? DebianGoPath : "-mod=mod";
            ChildProcess.Run(build);
            return ChildProcess.Run(Path.Combine(folder, "peer.exe"), arguments);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
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
