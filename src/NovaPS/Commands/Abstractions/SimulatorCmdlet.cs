using System;
using System.Management.Automation;
using NovaPS.Simulator;

namespace NovaPS.Commands.Abstractions;

/// <summary>A cmdlet that works on simulators.</summary>
public abstract class SimulatorCmdlet : NovaCmdlet
{
    private protected const string ServerRemedy = "Give the id or the name of a server of the simulator, or a pattern.";

    /// <summary>Specifies the simulators, from Start-NovaSimulator.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public NovaSimulator[] Simulator { get; set; } = [];

    /// <summary>Does something to each simulator, unless the person does not want it.</summary>
    private protected void ForEach(string action, Action<NovaSimulator> act)
    {
        foreach (var simulator in Simulator)
        {
            if (ShouldProcess("the simulator at " + simulator.AuthUrl, action))
                act(simulator);
        }
    }

    /// <summary>Ends the command with an error about what was given.</summary>
    private protected void Refuse(string reason, string remedy, object? target) =>
        Refuse(new NovaException(NovaErrorId.NovaSimulatorInputInvalid, reason) { Remedy = remedy }, target);

    /// <summary>Ends the command.</summary>
    private protected void Refuse(NovaException error, object? target) => ThrowTerminatingError(error, target);
}
