using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using NovaPS.Simulator.Http;

namespace NovaPS.Simulator.Nova;

/// <summary>
/// A server as Nova's database has it. One that is in <see cref="Compute"/> is never changed, only replaced by a changed
/// copy, so that lists can be written without a lock.
/// </summary>
internal sealed class Instance
{
    public string Id { get; private set; } = "";

    public string Name { get; private set; } = "";

    public string ProjectId { get; private set; } = "";

    public string UserId { get; private set; } = "";

    public string VmState { get; private set; } = "";

    public string? TaskState { get; private set; }

    public int PowerState { get; private set; }

    public bool HasHost { get; private set; }

    public bool Locked => LockedBy is not null;

    /// <summary>owner, admin or null.</summary>
    public string? LockedBy { get; private set; }

    public string? LockedReason { get; private set; }

    public string? Description { get; private set; }

    public string[] Tags { get; private set; } = [];

    public IReadOnlyList<KeyValuePair<string, string>> Metadata { get; private set; } = [];

    public IReadOnlyList<KeyValuePair<string, InstanceAddress[]>> Addresses { get; private set; } = [];

    public string FlavorId { get; private set; } = "";

    public string FlavorName { get; private set; } = "";

    public string ImageId { get; private set; } = "";

    public string ConsoleOutput { get; private set; } = "";

    public string? FaultMessage { get; private set; }

    public DateTime? FaultCreated { get; private set; }

    public DateTime Created { get; private set; }

    public DateTime Updated { get; private set; }

    public DateTime? Launched { get; private set; }

    public DateTime? Terminated { get; private set; }

    public bool Deleted => Terminated is not null;

    public Transition? Pending { get; private set; }

    /// <summary>The newest first.</summary>
    public IReadOnlyList<InstanceAction> Actions { get; private set; } = [];

    public string Status => InstanceStates.Status(VmState, TaskState);

    public static Instance From(NovaSimulatorServer server, string projectId, string userId, DateTime now)
    {
        var (vmState, taskState) = server.VmState is { } given
            ? (given, null)
            : InstanceStates.For(server.Status, server.Name);
        var hasHost = server.HasHost ?? vmState != "shelved_offloaded";
        var created = Formats.WholeSeconds(server.Created ?? now);
        var updated = Formats.WholeSeconds(server.Updated ?? created);
        var isLaunched = vmState != "building" && (hasHost || vmState == "shelved_offloaded");
        return new Instance
        {
            Id = server.Id ?? Formats.NewId(),
            Name = server.Name,
            ProjectId = projectId,
            UserId = userId,
            VmState = vmState,
            TaskState = server.TaskState ?? taskState,
            PowerState = server.PowerState ?? InstanceStates.PowerState(vmState, hasHost),
            HasHost = hasHost,
            LockedBy = server.Locked ? "owner" : null,
            LockedReason = server.LockedReason,
            Description = server.Description,
            Tags = server.Tags,
            Metadata = Pairs(server.Metadata, value => value?.ToString() ?? ""),
            Addresses = Pairs(server.Addresses, InstanceAddress.Read),
            FlavorId = server.FlavorId,
            FlavorName = server.FlavorName,
            ImageId = server.ImageId ?? "f5f88875-e6bb-4701-93be-d7af5172a48d",
            ConsoleOutput = server.ConsoleOutput,
            FaultMessage = server.FaultMessage,
            FaultCreated = updated,
            Created = created,
            Updated = updated,
            Launched = isLaunched ? created : null,
            Terminated = vmState == "deleted" ? updated : null,
            Actions =
            [
                new InstanceAction("create", "compute__do_build_and_run_instance", Formats.NewRequestId(), userId, projectId, created)
                    .Finished(created, failed: false),
            ],
        };
    }

    public Instance WithAction(InstanceAction action, DateTime now) =>
        Changed(now, copy => copy.Actions = [action, .. copy.Actions]);

    public Instance WithTask(string taskState, Transition pending, DateTime now) => Changed(now, copy =>
    {
        copy.TaskState = taskState;
        copy.Pending = pending;
    });

    public Instance WithLock(string? lockedBy, string? reason, DateTime now) => Changed(now, copy =>
    {
        copy.LockedBy = lockedBy;
        copy.LockedReason = lockedBy is null ? null : reason;
    });

    /// <summary>As if something outside had changed it.</summary>
    public Instance WithState(string vmState, string? taskState, string? faultMessage, DateTime now) => Changed(now, copy =>
    {
        copy.VmState = vmState;
        copy.TaskState = taskState;
        copy.PowerState = InstanceStates.PowerState(vmState, HasHost);
        copy.FaultMessage = faultMessage;
        copy.FaultCreated = Formats.WholeSeconds(now);
        copy.Pending = null;
    });

    /// <summary>What is written on the console is nothing that Nova's record of the server tells.</summary>
    public Instance WithConsoleOutput(string text) => Changed(Updated, copy => copy.ConsoleOutput = text);

    public Instance AsDeleted(DateTime now) => Changed(now, copy =>
    {
        copy.VmState = "deleted";
        copy.TaskState = null;
        copy.PowerState = 0;
        copy.Terminated = Formats.WholeSeconds(now);
        copy.Pending = null;
    });

    /// <summary>This, or if its task is done by now, what it is after that. It changed when it was due, not when it was seen.</summary>
    public Instance Settled(DateTime now)
    {
        if (Pending is not { } pending || pending.DueAt > now)
            return this;
        return Changed(pending.DueAt, copy =>
        {
            copy.Pending = null;
            copy.TaskState = null;
            if (!pending.Fails)
            {
                copy.VmState = pending.VmState;
                copy.PowerState = InstanceStates.PowerState(pending.VmState, HasHost);
            }

            copy.Actions = [.. Actions.Select(action =>
                action.RequestId == pending.RequestId ? action.Finished(pending.DueAt, pending.Fails) : action)];
        });
    }

    public NovaSimulatorServer ToServer() => new(Name, Status)
    {
        Id = Id,
        VmState = VmState,
        TaskState = TaskState,
        PowerState = PowerState,
        ProjectId = ProjectId,
        Locked = Locked,
        LockedReason = LockedReason,
        Metadata = Metadata.ToDictionary(pair => pair.Key, pair => pair.Value),
        Addresses = Addresses.ToDictionary(pair => pair.Key, pair => pair.Value.Select(address => address.ToValue()).ToArray()),
        Description = Description,
        Tags = Tags,
        FlavorId = FlavorId,
        FlavorName = FlavorName,
        ImageId = ImageId,
        ConsoleOutput = ConsoleOutput,
        FaultMessage = FaultMessage,
        HasHost = HasHost,
        Created = Created,
        Updated = Updated,
    };

    private static List<KeyValuePair<string, T>> Pairs<T>(IDictionary entries, Func<object?, T> convert)
    {
        var pairs = new List<KeyValuePair<string, T>>();
        foreach (DictionaryEntry entry in entries)
            pairs.Add(new KeyValuePair<string, T>(entry.Key.ToString() ?? "", convert(entry.Value)));
        pairs.Sort((a, b) => string.CompareOrdinal(a.Key, b.Key));
        return pairs;
    }

    private Instance Changed(DateTime now, Action<Instance> change)
    {
        var copy = (Instance)MemberwiseClone();
        copy.Updated = Formats.WholeSeconds(now);
        change(copy);
        return copy;
    }
}
