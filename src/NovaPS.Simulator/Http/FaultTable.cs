using System.Collections.Generic;

namespace NovaPS.Simulator.Http;

/// <summary>The faults that were added.</summary>
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

    public NovaSimulatorFault[] All()
    {
        lock (_faults)
            return _faults.ToArray();
    }

    /// <summary>Returns the first matching fault that is not used up, and counts the request; null if there is none.</summary>
    public NovaSimulatorFault? Take(NovaSimulatorRequest request)
    {
        lock (_faults)
        {
            var fault = _faults.Find(f => (f.Count < 0 || f.Hits < f.Count) && f.Fits(request));
            if (fault is not null)
                fault.Hits++;
            return fault;
        }
    }
}
