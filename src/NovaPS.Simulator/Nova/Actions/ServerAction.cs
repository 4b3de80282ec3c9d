using System;
using NovaPS.Simulator.Http;

namespace NovaPS.Simulator.Nova.Actions;

/// <summary>
/// A row of <see cref="ServerActionTable"/>: what an action requires, the states it passes through, and what Nova records.
/// Several rows can have one key: the first whose <see cref="When"/> and <see cref="From"/> fit the request applies.
/// </summary>
/// <param name="key">The key in the body of the request.</param>
/// <param name="name">The name in the action record and in refusals.</param>
/// <param name="policy">The policy rule, without os_compute_api.</param>
internal sealed class ServerAction(string key, string name, string policy)
{
    public string Key { get; } = key;

    public string Name { get; } = name;

    public string Policy { get; } = policy;

    /// <summary>A further condition on the request or the server; null for none.</summary>
    public Func<ActionCall, Instance, bool>? When { get; set; }

    /// <summary>The vm_states that it can start from; null for any.</summary>
    public string[]? From { get; set; }

    /// <summary>The task_states that it can interrupt; null for any. It can always start if there is none.</summary>
    public string[]? Interrupts { get; set; } = [];

    public bool RequiresHost { get; set; }

    /// <summary>Whether the server must have run before.</summary>
    public bool RequiresLaunch { get; set; } = true;

    public bool IgnoresLock { get; set; }

    public bool IsForAdmins { get; set; }

    /// <summary>Whether Nova looks up the cell of the server first, which changes the 404 for an unknown id.</summary>
    public bool LooksUpCell { get; set; }

    /// <summary>The minor microversion from which the action exists.</summary>
    public int Since { get; set; } = 1;

    /// <summary>The schema of the arguments; null if Nova does not check them.</summary>
    public BodySchema? Body { get; set; }

    /// <summary>The tasks, each shown for an equal part of the time; empty if no task is shown.</summary>
    public ActionStep[] Steps { get; set; } = [];

    /// <summary>The vm_state at the end; null for the previous one.</summary>
    public string? To { get; set; }

    /// <summary>The events, the first one first. Each lasts an equal part of the time.</summary>
    public string[] Events { get; set; } = [];

    /// <summary>The event that fails if the host fails; null for the last one.</summary>
    public int? FailingEvent { get; set; }

    /// <summary>How many steps are shown before the host fails; null for all.</summary>
    public int? StepsBeforeFailure { get; set; }

    public HostFailure OnFailure { get; set; }

    /// <summary>Whether all its events always fail, because no host has room.</summary>
    public bool FindsNoHost { get; set; }

    /// <summary>Returns how long it takes.</summary>
    public Func<NovaSimulatorOptions, TimeSpan> Delay { get; set; } = options => options.ActionDelay;

    /// <summary>Performs further checks after that of the state, and makes the changes that are shown at once.</summary>
    public Func<ActionCall, Instance, Instance>? Accept { get; set; }

    /// <summary>Makes the changes at the end.</summary>
    public Func<Instance, DateTime, Instance>? Complete { get; set; }

    /// <summary>The status of an empty response.</summary>
    public int Status { get; set; } = 202;

    /// <summary>Creates the response; null for an empty one.</summary>
    public Func<ActionCall, Instance, HttpResponse>? Respond { get; set; }

    /// <summary>Whether a lock is refused as an invalid state. Source: nova/api/openstack/compute/deferred_delete.py, _restore.</summary>
    public bool HidesLock { get; set; }

    /// <summary>Whether it deletes the server. While a deletion is in progress, another one is accepted and changes nothing.</summary>
    public bool IsDeletion { get; set; }

    public bool IsRecorded { get; set; } = true;

    public bool StartsFrom(Instance server) => From is null || Array.IndexOf(From, server.VmState) >= 0;

    /// <summary>Whether Nova accepts it and does nothing.</summary>
    public bool ChangesNothing(Instance server) => IsDeletion && server.TaskState is ("deleting" or "soft-deleting");

    /// <summary>Performs Nova's checks of the server, in Nova's order.</summary>
    public void Require(NovaContext context, Instance server)
    {
        if (server.Locked && !IgnoresLock && !context.IsAdmin)
            throw HidesLock ? ApiFault.InvalidFor(server.Id, Name) : ApiFault.Locked(server.Id);
        if (RequiresHost && !server.HasHost)
            throw ApiFault.NotReady(server.Id);
        if (!StartsFrom(server))
            throw ApiFault.InvalidState(server.Id, Name, "vm_state", server.VmState);
        if (server.TaskState is { } task && Interrupts is not null && Array.IndexOf(Interrupts, task) < 0)
            throw ApiFault.InvalidState(server.Id, Name, "task_state", task);
        if (RequiresLaunch && server.Launched is null)
            throw ApiFault.InvalidFor(server.Id, Name);
    }
}
