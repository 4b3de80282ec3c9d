using System;
using System.Collections;

namespace NovaPS.Simulator;

/// <summary>
/// A server: what to add to a <see cref="NovaSimulator"/>, or how one was when it was asked for. Changing an object that the
/// simulator gave changes nothing in the simulator.
/// </summary>
public sealed class NovaSimulatorServer
{
    /// <summary>Makes an ACTIVE server without a name.</summary>
    public NovaSimulatorServer()
    {
    }

    /// <summary>Makes a server.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="status">Its status, for example SHUTOFF.</param>
    public NovaSimulatorServer(string name, string status)
    {
        Name = name;
        Status = status;
    }

    /// <summary>The id; null: a new one.</summary>
    public string? Id { get; set; }

    /// <summary>The name. Several servers may have the same.</summary>
    public string Name { get; set; } = "";

    /// <summary>The status as Nova shows it, for example ACTIVE, SHUTOFF, ERROR, BUILD or SHELVED_OFFLOADED.</summary>
    public string Status { get; set; } = "ACTIVE";

    /// <summary>OS-EXT-STS:vm_state; null: what goes with the status.</summary>
    public string? VmState { get; set; }

    /// <summary>OS-EXT-STS:task_state; null: what goes with the status. One that is set stays until somebody changes it.</summary>
    public string? TaskState { get; set; }

    /// <summary>OS-EXT-STS:power_state; null: what goes with the status.</summary>
    public int? PowerState { get; set; }

    /// <summary>The project it belongs to; null: demo's.</summary>
    public string? ProjectId { get; set; }

    /// <summary>Whether it is locked. Nobody but an admin can start or stop it then.</summary>
    public bool Locked { get; set; }

    /// <summary>The reason that was given for the lock.</summary>
    public string? LockedReason { get; set; }

    /// <summary>Metadata: names and values.</summary>
    public IDictionary Metadata { get; set; } = new Hashtable();

    /// <summary>
    /// Addresses: for each network's name one address or an array of them. A floating one is a table:
    /// @{ private = '10.0.0.5', @{ Address = '203.0.113.7'; Type = 'floating' } }.
    /// </summary>
    public IDictionary Addresses { get; set; } = new Hashtable();

    /// <summary>The description, which Nova shows from 2.19.</summary>
    public string? Description { get; set; }

    /// <summary>Tags, which Nova shows from 2.26.</summary>
    public string[] Tags { get; set; } = [];

    /// <summary>The flavor's id, which Nova shows below 2.47.</summary>
    public string FlavorId { get; set; } = "42";

    /// <summary>The flavor's name, which Nova shows from 2.47.</summary>
    public string FlavorName { get; set; } = "m1.nano";

    /// <summary>The image's id; null: some image; empty: the server was booted from a volume.</summary>
    public string? ImageId { get; set; }

    /// <summary>What stands on the console.</summary>
    public string ConsoleOutput { get; set; } = "FAKE CONSOLE OUTPUT\nANOTHER\nLAST LINE";

    /// <summary>The message of the fault, which Nova shows while the status is ERROR.</summary>
    public string? FaultMessage { get; set; }

    /// <summary>
    /// Whether it has a host. Without one Nova answers "is not ready" (409). Null: it has one, unless the status is
    /// SHELVED_OFFLOADED.
    /// </summary>
    public bool? HasHost { get; set; }

    /// <summary>When it was made (UTC); null: when it was added.</summary>
    public DateTime? Created { get; set; }

    /// <summary>When it last changed (UTC); null: when it was made.</summary>
    public DateTime? Updated { get; set; }

    /// <summary>The name, the status and the task if there is one.</summary>
    /// <returns>A line for people.</returns>
    public override string ToString() => TaskState is null ? $"{Name} ({Status})" : $"{Name} ({Status}, {TaskState})";
}
