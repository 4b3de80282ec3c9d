using System;

namespace NovaPS.Simulator.Nova;

/// <summary>Something that happens to an instance at a time of its own.</summary>
internal sealed class Moment(DateTime dueAt, Func<Instance, DateTime, Instance> happen, bool changesState)
{
    public DateTime DueAt { get; } = dueAt;

    /// <summary>Whether it changes the server's state, rather than its records only.</summary>
    public bool ChangesState { get; } = changesState;

    public Instance Happen(Instance server) => happen(server, DueAt);
}
