using System;
using System.Collections.Generic;

namespace NovaPS.Simulator.Http;

/// <summary>The faults that were asked for and have hits left.</summary>
internal sealed class FaultTable
{
    private readonly List<NovaSimulatorFault> _faults = [];

    public void Add(NovaSimulatorFault fault)
    {
        lock (_faults)
            _faults.Add(fault);
    }

    public void Clear()
    {
        lock (_faults)
            _faults.Clear();
    }

    /// <summary>The first fault that fits, which has one hit less then; null: nothing goes wrong.</summary>
    public NovaSimulatorFault? Take(NovaSimulatorRequest request, string? action, string? serverId, string? serverName)
    {
        lock (_faults)
        {
            var fault = _faults.Find(f => (f.Count < 0 || f.Hits < f.Count) && Fits(f, request, action, serverId, serverName));
            if (fault is not null)
                fault.Hits++;
            return fault;
        }
    }

    private static bool Fits(NovaSimulatorFault fault, NovaSimulatorRequest request, string? action, string? serverId, string? name)
    {
        if (fault.Method is not null && !string.Equals(fault.Method, request.Method, StringComparison.OrdinalIgnoreCase))
            return false;
        if (fault.PathContains is not null
            && (request.Path + "?" + request.Query).IndexOf(fault.PathContains, StringComparison.OrdinalIgnoreCase) < 0)
        {
            return false;
        }

        if (fault.Action is not null && fault.Action != action)
            return false;
        if (fault.FailsOnHost && action is not "os-start" and not "os-stop")
            return false;
        return fault.ServerName is null || fault.ServerName == serverId || fault.ServerName == name;
    }
}
