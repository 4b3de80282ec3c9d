using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using NovaPS.Simulator.Glance;
using NovaPS.Simulator.Http;

namespace NovaPS.Simulator.Nova;

/// <summary>Converts instances from and to NovaSimulatorServer.</summary>
internal sealed partial class Instance
{
    public const string DefaultHost = "simulator";

    public const string DefaultZone = "nova";

    public static Instance From(NovaSimulatorServer server, string projectId, string userId, DateTime now)
    {
        var (vmState, taskState) = server.VmState is { } given
            ? (given, null)
            : InstanceStates.For(server.Status, server.Name);
        var hasHost = server.HasHost ?? vmState != "shelved_offloaded";
        var created = Formats.WholeSeconds(server.Created?.ToUniversalTime() ?? now);
        var updated = Formats.WholeSeconds(server.Updated?.ToUniversalTime() ?? created);
        var isLaunched = vmState != "building" && (hasHost || vmState == "shelved_offloaded");
        var flavor = FlavorOf(server);
        var instance = new Instance
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
            FlavorId = flavor.Id,
            FlavorName = flavor.Name,
            Host = server.ComputeHost,
            Zone = server.AvailabilityZone,
            ImageId = server.ImageId ?? ImageStore.DefaultId,
            ConsoleOutput = server.ConsoleOutput,
            FaultMessage = server.FaultMessage,
            FaultCreated = updated,
            Created = created,
            Updated = updated,
            Launched = isLaunched ? created : null,
            Terminated = vmState == "deleted" ? updated : null,
            Actions =
            [
                new InstanceAction("create", Formats.NewRequestId(), userId, projectId, created)
                    .WithFinished("compute__do_build_and_run_instance", created),
            ],
        };
        return instance.AsResized();
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
        Flavor = FlavorName,
        ComputeHost = Host,
        AvailabilityZone = Zone,
        ImageId = ImageId,
        ConsoleOutput = ConsoleOutput,
        FaultMessage = FaultMessage,
        HasHost = HasHost,
        Created = Created,
        Updated = Updated,
    };

    /// <summary>Returns the id and the name of the flavor. The one that was specified decides, if it is a flavor of the cloud.</summary>
    private static (string Id, string Name) FlavorOf(NovaSimulatorServer server)
    {
        var (id, name) = (server.FlavorId, server.Flavor);
        if (id == Flavors.Smallest.Id && Array.Find(Flavors.All, f => f.Name == name) is { } named)
            id = named.Id;
        else if (name == Flavors.Smallest.Name && Flavors.Find(id) is { } known)
            name = known.Name;
        return (id, name);
    }

    private static List<KeyValuePair<string, T>> Pairs<T>(IDictionary entries, Func<object?, T> convert)
    {
        var pairs = new List<KeyValuePair<string, T>>();
        foreach (DictionaryEntry entry in entries)
            pairs.Add(new KeyValuePair<string, T>(entry.Key.ToString() ?? "", convert(entry.Value)));
        pairs.Sort((a, b) => string.CompareOrdinal(a.Key, b.Key));
        return pairs;
    }
}
