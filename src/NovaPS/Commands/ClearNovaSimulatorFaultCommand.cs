using System.Management.Automation;
using NovaPS.Simulator;

namespace NovaPS.Commands;

/// <summary>
/// <para type="synopsis">Has nothing go wrong in a simulator any more.</para>
/// </summary>
[Cmdlet(VerbsCommon.Clear, "NovaSimulatorFault", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
public sealed class ClearNovaSimulatorFaultCommand : PSCmdlet
{
    /// <summary>
    /// <para type="description">The simulators, from Start-NovaSimulator.</para>
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public NovaSimulator[] Simulator { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var simulator in Simulator)
        {
            if (ShouldProcess("the simulator at " + simulator.AuthUrl, "forget all faults"))
                simulator.ClearFaults();
        }
    }
}
