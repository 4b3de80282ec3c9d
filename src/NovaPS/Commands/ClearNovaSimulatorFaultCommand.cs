using System.Management.Automation;
using NovaPS.Commands.Abstractions;

namespace NovaPS.Commands;

/// <summary>Implements Clear-NovaSimulatorFault.</summary>
[Cmdlet(VerbsCommon.Clear, "NovaSimulatorFault", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
public sealed class ClearNovaSimulatorFaultCommand : SimulatorCmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord() => ForEach("remove all faults", simulator => simulator.ClearFaults());
}
