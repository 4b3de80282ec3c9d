using System;

namespace NovaPS.Simulator.Nova;

/// <summary>A scheduled change of an instance.</summary>
internal sealed class Moment(DateTime dueAt, Func<Instance, DateTime, Instance> happen, bool changesState)
{
    public DateTime DueAt { get; } = dueAt;

    /// <summary>Whether it changes the state of the server, and not only its records.</summary>
    public bool ChangesState { get; } = changesState;

    public Instance Happen(Instance server) => happen(server, DueAt);
}
