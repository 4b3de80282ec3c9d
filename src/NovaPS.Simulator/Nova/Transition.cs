using System;

namespace NovaPS.Simulator.Nova;

/// <summary>What becomes of an instance when its task is done.</summary>
internal sealed class Transition(DateTime dueAt, string requestId, string vmState, bool fails)
{
    public DateTime DueAt { get; } = dueAt;

    /// <summary>The request whose action ends then.</summary>
    public string RequestId { get; } = requestId;

    public string VmState { get; } = vmState;

    /// <summary>Whether the host fails: the instance stays what it was.</summary>
    public bool Fails { get; } = fails;
}
