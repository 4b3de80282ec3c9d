using System;
using System.Management.Automation;
using NovaPS.Simulator;

namespace NovaPS.Commands.Abstractions;

/// <summary>A cmdlet with the parameter -Simulator.</summary>
public abstract class SimulatorCmdlet : NovaCmdlet
{
    private protected const string ServerRemedy = "Specify the id or the name of a server of the simulator, or a pattern.";

    /// <summary>Specifies the simulators, from Start-NovaSimulator.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public NovaSimulator[] Simulator { get; set; } = [];

    /// <summary>Calls a function for each simulator, unless -WhatIf or -Confirm prevents it.</summary>
    private protected void ForEach(string action, Action<NovaSimulator> act)
    {
        foreach (var simulator in Simulator)
        {
            if (ShouldProcess("the simulator at " + simulator.AuthUrl, action))
                act(simulator);
        }
    }

    /// <summary>Ends the command with an error about a parameter.</summary>
    private protected void Refuse(string reason, string remedy, object? target) =>
        Refuse(new NovaException(NovaErrorId.NovaSimulatorInputInvalid, reason) { Remedy = remedy }, target);

    /// <summary>Ends the command with an error.</summary>
    private protected void Refuse(NovaException error, object? target) => ThrowTerminatingError(error, target);
}
