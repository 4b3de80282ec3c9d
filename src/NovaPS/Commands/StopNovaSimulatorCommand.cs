using System.Management.Automation;

namespace NovaPS.Commands;

/// <summary>
/// <para type="synopsis">Stops simulators.</para>
/// </summary>
[Cmdlet(VerbsLifecycle.Stop, "NovaSimulator", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
public sealed class StopNovaSimulatorCommand : SimulatorCmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var simulator in Simulator)
        {
            if (ShouldProcess("the simulator at " + simulator.AuthUrl, "stop"))
                simulator.Stop();
        }
    }
}
