using System;
using System.Collections.Generic;
using System.Linq;
using NovaPS.Simulator.Http;

namespace NovaPS.Simulator.Nova;

/// <summary>
/// A server in Nova's database. An instance in <see cref="Compute"/> is only replaced by a changed copy, so that lists can be written
/// without a lock.
/// </summary>
internal sealed partial class Instance
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

    /// <summary>The compute host, if <see cref="HasHost"/>.</summary>
    public string Host { get; private set; } = DefaultHost;

    /// <summary>The availability zone of the host.</summary>
    public string Zone { get; private set; } = DefaultZone;

    public string ConsoleOutput { get; private set; } = "";

    public string? FaultMessage { get; private set; }

    public DateTime? FaultCreated { get; private set; }

    public DateTime Created { get; private set; }

    public DateTime Updated { get; private set; }

    public DateTime? Launched { get; private set; }

    public DateTime? Terminated { get; private set; }

    public bool Deleted => Terminated is not null;

    /// <summary>The scheduled changes, the earliest first.</summary>
    public IReadOnlyList<Moment> Pending { get; private set; } = [];

    /// <summary>The last resize; null if there is none.</summary>
    public Migration? Migration { get; private set; }

    /// <summary>The newest first.</summary>
    public IReadOnlyList<InstanceAction> Actions { get; private set; } = [];

    public string Status => InstanceStates.Status(VmState, TaskState);

    public Instance WithAction(InstanceAction action, DateTime now) =>
        Changed(now, copy => copy.Actions = [action, .. copy.Actions]);

    /// <summary>Changes the record of a request. The updated time of the server does not change.</summary>
    public Instance WithRecord(string requestId, Func<InstanceAction, InstanceAction> change) => Changed(Updated, copy =>
        copy.Actions = [.. Actions.Select(action => action.RequestId == requestId ? change(action) : action)]);

    public Instance WithTask(string vmState, string? taskState, DateTime now) => Changed(now, copy =>
    {
        if (vmState != VmState)
            copy.SetVmState(vmState, now);
        copy.TaskState = taskState;
    });

    public Instance WithPending(IEnumerable<Moment> moments) => Changed(Updated, copy => copy.Pending = [.. moments]);

    public Instance WithRebuild(string imageId, string? name, string? description, Dictionary<string, string>? metadata) =>
        Changed(Updated, copy =>
    {
        copy.ImageId = imageId;
        copy.Name = name ?? Name;
        copy.Description = description ?? Description;
        copy.Metadata = metadata is null ? Metadata : [.. metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal)];
    });

    public Instance WithProperties(string name, string? description, DateTime now) => Changed(now, copy =>
    {
        copy.Name = name;
        copy.Description = description;
    });

    public Instance WithMetadata(IEnumerable<KeyValuePair<string, string>> entries, DateTime now) =>
        Changed(now, copy => copy.Metadata = [.. entries.OrderBy(entry => entry.Key, StringComparer.Ordinal)]);

    /// <summary>Nova does not distinguish tags by case. The updated time of the server does not change.</summary>
    public Instance WithTags(IEnumerable<string> tags) => Changed(Updated, copy =>
        copy.Tags = [.. tags.Distinct(StringComparer.OrdinalIgnoreCase).OrderBy(tag => tag, StringComparer.OrdinalIgnoreCase)]);

    public Instance WithMigration(Migration migration) => Changed(Updated, copy => copy.Migration = migration);

    /// <summary>With the flavor that it was resized to.</summary>
    public Instance Resized() => WithFlavor(Migration!.To, Migration.Finished());

    /// <summary>With the flavor that it had before it was resized.</summary>
    public Instance Reverted() => WithFlavor(Migration!.From, Migration);

    public Instance WithLock(string? lockedBy, string? reason, DateTime now) => Changed(now, copy =>
    {
        copy.LockedBy = lockedBy;
        copy.LockedReason = lockedBy is null ? null : reason;
    });

    public Instance WithState(string vmState, string? taskState, string? faultMessage, DateTime now) => Changed(now, copy =>
    {
        copy.SetVmState(vmState, now);
        copy.TaskState = taskState;
        copy.FaultMessage = faultMessage;
        copy.FaultCreated = Formats.WholeSeconds(now);
    });

    /// <summary>Sets the state, as if something outside Nova had changed it, and drops an action in progress.</summary>
    public Instance Forced(string vmState, string? taskState, string? faultMessage, DateTime now) =>
        WithState(vmState, taskState, faultMessage, now).WithPending([]).AsResized();

    /// <summary>Sets the console log. The updated time of the server does not change.</summary>
    public Instance WithConsoleOutput(string text) => Changed(Updated, copy => copy.ConsoleOutput = text);

    public Instance AsDeleted(DateTime now) => Changed(now, copy =>
    {
        copy.VmState = "deleted";
        copy.TaskState = null;
        copy.PowerState = 0;
        copy.Terminated = Formats.WholeSeconds(now);
    });

    /// <summary>Applies the changes that are due. Their times are when they were due, not when they are applied.</summary>
    public Instance Settled(DateTime now)
    {
        var server = this;
        while (server.Pending.Count > 0 && server.Pending[0].DueAt <= now)
        {
            var moment = server.Pending[0];
            server = moment.Happen(server.WithPending(server.Pending.Skip(1)));
        }

        return server;
    }

    /// <summary>Adds a resize to the current flavor to a server that is set to VERIFY_RESIZE.</summary>
    private Instance AsResized() => VmState == "resized"
        ? WithMigration(new Migration(this, new Flavor(FlavorId, FlavorName, 1, 64, 1)).Finished())
        : this;

    private Instance WithFlavor(Flavor flavor, Migration migration) => Changed(Updated, copy =>
    {
        copy.FlavorId = flavor.Id;
        copy.FlavorName = flavor.Name;
        copy.Migration = migration;
    });

    private void SetVmState(string vmState, DateTime now)
    {
        VmState = vmState;
        HasHost = vmState switch { "shelved_offloaded" => false, "active" => true, _ => HasHost };
        PowerState = InstanceStates.PowerState(vmState, HasHost);
        if (vmState is not "building" and not "error" and not "deleted")
            Launched ??= Formats.WholeSeconds(now);
    }

    private Instance Changed(DateTime now, Action<Instance> change)
    {
        var copy = (Instance)MemberwiseClone();
        copy.Updated = Formats.WholeSeconds(now);
        change(copy);
        return copy;
    }
}
