using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using NovaPS.Client.Compute;
using NovaPS.Simulator;

namespace NovaPS.Completers;

/// <summary>Completes the servers of the simulators in -Simulator.</summary>
public sealed class SimulatorServerCompleter : NameCompleter
{
    private protected override IEnumerable<string> Names(IDictionary? given) =>
        (LanguagePrimitives.TryConvertTo<NovaSimulator[]>(given?["Simulator"], out var simulators) ? simulators ?? [] : [])
            .SelectMany(simulator => simulator.GetServers()).Select(server => NamePattern.Escape(server.Name));
}
