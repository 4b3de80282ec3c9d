using System;

namespace NovaPS.Simulator.Nova;

/// <summary>os-start or os-stop: what it needs, and what it makes of a server.</summary>
internal sealed class PowerAction(string name, string taskState, string vmState, TimeSpan delay, params string[] from)
{
    public string Name { get; } = name;

    /// <summary>Nova's checks, in Nova's order.</summary>
    public void Require(Instance server)
    {
        if (!server.HasHost)
            throw ApiFault.NotReady(server.Id);
        if (Array.IndexOf(from, server.VmState) < 0)
            throw ApiFault.InvalidState(server.Id, Name, "vm_state", server.VmState);
        if (server.TaskState is not null)
            throw ApiFault.InvalidState(server.Id, Name, "task_state", server.TaskState);
    }

    /// <summary>The task and the record are there before the 202 leaves.</summary>
    public Instance Begin(Instance server, NovaContext context, DateTime now)
    {
        var record = new InstanceAction(
            Name, $"compute_{Name}_instance", context.RequestId, context.Token!.User.Id, context.ProjectId, now);
        return server.WithAction(record, now)
            .WithTask(taskState, new Transition(now + delay, context.RequestId, vmState, context.FailsOnHost), now);
    }
}
