using System;
using System.Collections;

namespace NovaPS.Simulator;

/// <summary>
/// A server to add to a <see cref="NovaSimulator"/>, or the state of a server when it was read. If you change an object that the
/// simulator returned, the server in the simulator does not change.
/// </summary>
public sealed class NovaSimulatorServer
{
    /// <summary>Creates an ACTIVE server without a name.</summary>
    public NovaSimulatorServer()
    {
    }

    /// <summary>Creates a server.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="status">Its status, for example SHUTOFF.</param>
    public NovaSimulatorServer(string name, string status)
    {
        Name = name;
        Status = status;
    }

    /// <summary>The id; null for a new one.</summary>
    public string? Id { get; set; }

    /// <summary>The name. Several servers can have the same name.</summary>
    public string Name { get; set; } = "";

    /// <summary>The status as Nova shows it, for example ACTIVE, SHUTOFF, ERROR, BUILD or SHELVED_OFFLOADED.</summary>
    public string Status { get; set; } = "ACTIVE";

    /// <summary>OS-EXT-STS:vm_state; null for the one that belongs to the status.</summary>
    public string? VmState { get; set; }

    /// <summary>OS-EXT-STS:task_state; null for the one that belongs to the status. It stays until an action changes it.</summary>
    public string? TaskState { get; set; }

    /// <summary>OS-EXT-STS:power_state; null for the one that belongs to the status.</summary>
    public int? PowerState { get; set; }

    /// <summary>The id of the project; null for the project demo.</summary>
    public string? ProjectId { get; set; }

    /// <summary>Whether the server is locked, so that only an administrator can start or stop it.</summary>
    public bool Locked { get; set; }

    /// <summary>The reason for the lock.</summary>
    public string? LockedReason { get; set; }

    /// <summary>The metadata: keys and values.</summary>
    public IDictionary Metadata { get; set; } = new Hashtable();

    /// <summary>
    /// The addresses: one address or an array of addresses for each network. A floating address is a hashtable:
    /// @{ private = '10.0.0.5', @{ Address = '203.0.113.7'; Type = 'floating' } }.
    /// </summary>
    public IDictionary Addresses { get; set; } = new Hashtable();

    /// <summary>The description, which Nova shows from microversion 2.19 on.</summary>
    public string? Description { get; set; }

    /// <summary>The tags, which Nova shows from microversion 2.26 on.</summary>
    public string[] Tags { get; set; } = [];

    /// <summary>The id of the flavor, which Nova shows before microversion 2.47.</summary>
    public string FlavorId { get; set; } = "42";

    /// <summary>The name of the flavor, which Nova shows from microversion 2.47 on.</summary>
    public string Flavor { get; set; } = "m1.nano";

    /// <summary>The compute host, which Nova shows to administrators.</summary>
    public string ComputeHost { get; set; } = "simulator";

    /// <summary>The availability zone of the compute host.</summary>
    public string AvailabilityZone { get; set; } = "nova";

    /// <summary>The id of the image; null for a default image; empty if the server was booted from a volume.</summary>
    public string? ImageId { get; set; }

    /// <summary>The console log.</summary>
    public string ConsoleOutput { get; set; } = "FAKE CONSOLE OUTPUT\nANOTHER\nLAST LINE";

    /// <summary>The fault message, which Nova shows while the status is ERROR.</summary>
    public string? FaultMessage { get; set; }

    /// <summary>
    /// Whether the server has a compute host. Without one, Nova responds with "is not ready" (409). null means that it has one,
    /// unless the status is SHELVED_OFFLOADED.
    /// </summary>
    public bool? HasHost { get; set; }

    /// <summary>The creation time (local time); null for the time when it was added.</summary>
    public DateTime? Created { get; set => field = Local(value); }

    /// <summary>The time of the last change (local time); null for the creation time.</summary>
    public DateTime? Updated { get; set => field = Local(value); }

    /// <summary>Returns the name, the status, and the task if there is one.</summary>
    /// <returns>Such as web-01 (SHUTOFF, powering-on).</returns>
    public override string ToString() => TaskState is null ? $"{Name} ({Status})" : $"{Name} ({Status}, {TaskState})";

    /// <summary>A time without a Kind is local.</summary>
    private static DateTime? Local(DateTime? time) => time?.ToUniversalTime().ToLocalTime();
}
