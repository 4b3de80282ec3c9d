using System.Management.Automation;
using NovaPS.Commands.Abstractions;

namespace NovaPS.Commands;

/// <summary>Implements Stop-NovaSimulator.</summary>
[Cmdlet(VerbsLifecycle.Stop, "NovaSimulator", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
public sealed class StopNovaSimulatorCommand : SimulatorCmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord() => ForEach("stop", simulator => simulator.Stop());
}
