using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using NovaPS.Tests.Support;
using Xunit;

namespace NovaPS.Tests;

/// <summary>Tests the scripts in Examples that restart a fleet in batches, and that shelve servers for the night.</summary>
public sealed class OrderedOperationTests : IDisposable
{
    private readonly ModuleHost _host = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".csv");
    private readonly dynamic _simulator;

    public OrderedOperationTests()
    {
        _listener.Start();
        _simulator = _host.StartSimulator("@(foreach ($n in 'web1', 'web2', 'web3', 'web4') { "
            + "@{ Name = $n; Metadata = @{ schedule = 'office' }; Addresses = @{ private = '127.0.0.1' } } }; @{ off = 'SHUTOFF' }) "
            + "-ActionDelay 0.1");
        _host.Run("$null = Connect-NovaProject -Simulator $sim; $sim.ClearRequests()").AssertNoErrors();
    }

    public void Dispose()
    {
        _listener.Dispose();
        _host.Dispose();
        File.Delete(_path);
    }

    [Fact]
    public void RestartFleet_RestartsABatch_WhenThePreviousOneAcceptsConnections()
    {
        var servers = Run($"Restart-ServerFleet.ps1' web*, off -BatchSize 2 -Port {Port}").AssertNoErrors().Output;

        Assert.Equal(["web1", "web2", "web3", "web4"], Names(servers).Order(StringComparer.Ordinal));
        Assert.Equal((0, "12 34"), (ExitCode(), Batches()));
    }

    [Fact]
    public void RestartFleet_StopsAtTheFirstFailure()
    {
        _host.Run("Add-NovaSimulatorFault $sim -Server web2 -Action reboot -StatusCode 403").AssertNoErrors();

        var result = Run($"Restart-ServerFleet.ps1' web* -BatchSize 2 -Port {Port}");

        Assert.Equal("web2", ((dynamic)result.AssertError("NovaForbidden").Exception).ServerName);
        Assert.Equal(["web1"], Names(result.Output));
        Assert.Equal("Servers that were not restarted: web3, web4.", Assert.Single(result.Warning));
        Assert.Equal((1, "12"), (ExitCode(), Batches()));
    }

    [Fact]
    public void RestartFleet_StopsAtTheFirstFailure_WhenAServerIsNotReadyInTime()
    {
        Run($"Restart-ServerFleet.ps1' web* -Port {Port} -Timeout 0").AssertError("NovaWaitTimeout");

        Assert.Equal((1, "1"), (ExitCode(), Batches()));
    }

    [Fact]
    public void RestartFleet_SendsNothing_WhenWhatIfIsSet()
    {
        Assert.Empty(Run("Restart-ServerFleet.ps1' web* -WhatIf").AssertNoErrors().Output);
        Assert.Equal((0, ""), (ExitCode(), Batches()));
    }

    [Fact]
    public void Night_ResumesTheServersThatWereShelvedInTheEvening()
    {
        _simulator.SetStatus("web4", "SHELVED_OFFLOADED");

        var evening = Run($"Suspend-ServerByMetadata.ps1' schedule office '{_path}'").AssertNoErrors();
        Assert.Equal(["SHELVED_OFFLOADED"], evening.Output.Select(s => (string)s.Properties["Status"].Value).Distinct());
        Assert.Equal(["web1", "web2", "web3"], Names(evening.Output).Order(StringComparer.Ordinal));
        var morning = Run($"Resume-ServerFromFile.ps1' '{_path}'").AssertNoErrors();

        Assert.Equal(["web1 ACTIVE", "web2 ACTIVE", "web3 ACTIVE"],
            morning.Output.Select(s => s.Properties["Name"].Value + " " + s.Properties["Status"].Value).Order(StringComparer.Ordinal));
        // Another user had shelved this server.
        Assert.Equal(("SHELVED_OFFLOADED", false), ((string)_simulator.GetServer("web4").Status, File.Exists(_path)));
        Assert.Equal(0, ExitCode());
    }

    [Fact]
    public void Night_KeepsTheFile_WhenAServerFails()
    {
        Run($"Suspend-ServerByMetadata.ps1' schedule office '{_path}'").AssertNoErrors();
        _host.Run("Add-NovaSimulatorFault $sim -Server web2 -Action unshelve -StatusCode 403").AssertNoErrors();

        Run($"Resume-ServerFromFile.ps1' '{_path}'").AssertError("NovaForbidden");
        Assert.Equal(1, ExitCode());

        // The servers that are ACTIVE are a success, so the script can run again.
        Assert.Equal(4, Run($"Resume-ServerFromFile.ps1' '{_path}'").AssertNoErrors().Output.Count);
        Assert.Equal((0, false), (ExitCode(), File.Exists(_path)));
    }

    [Fact]
    public void Night_ChangesNothing_WhenWhatIfIsSet()
    {
        Assert.Empty(Run($"Suspend-ServerByMetadata.ps1' schedule office '{_path}' -WhatIf").AssertNoErrors().Output);
        Assert.False(File.Exists(_path));
        Run($"Suspend-ServerByMetadata.ps1' schedule office '{_path}'").AssertNoErrors();
        _host.Run("$sim.ClearRequests()").AssertNoErrors();

        Assert.Empty(Run($"Resume-ServerFromFile.ps1' '{_path}' -WhatIf").AssertNoErrors().Output);
        Assert.True(File.Exists(_path));
        Assert.Equal("", Batches());
    }

    private int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    private static IEnumerable<string> Names(IEnumerable<System.Management.Automation.PSObject> servers) =>
        servers.Select(s => (string)s.Properties["Name"].Value);

    private ScriptResult Run(string script) => _host.Run($"& '{ModuleHost.ModuleDirectory}/Examples/{script}");

    private int ExitCode() => (int)_host.Value("$LASTEXITCODE");

    /// <summary>
    /// The numbers of the servers that an action was sent to, sorted, with a space where the servers were read in between.
    /// </summary>
    private string Batches()
    {
        var batches = new List<SortedSet<char>>();
        var isRead = true;
        foreach (dynamic request in (IEnumerable)_simulator.GetRequests())
        {
            if (((string)request.Path).EndsWith("/action", StringComparison.Ordinal))
            {
                if (isRead)
                    batches.Add([]);
                batches[^1].Add(((string)_simulator.GetServer(((string)request.Path).Split('/')[^2]).Name)[^1]);
            }

            isRead = request.Method == "GET";
        }

        return string.Join(" ", batches.Select(b => string.Concat(b)));
    }
}
