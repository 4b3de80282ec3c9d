using System;
using System.Linq;
using NovaPS.Client;
using NovaPS.Client.Compute;

namespace NovaPS;

/// <summary>
/// A Nova server as it was read from the cloud. Every property except <see cref="Id"/> may be missing: if a cell is down
/// (microversion 2.69), Nova returns little more than the id and status UNKNOWN.
/// </summary>
/// <remarks>Source: GET /servers/{id} and GET /servers/detail of the compute API.</remarks>
public sealed class NovaServer : IOwned
{
    /// <summary>Creates an empty server, for scripts that are tested without a cloud.</summary>
    public NovaServer()
    {
    }

    /// <summary>Creates a server for scripts that are tested without a cloud.</summary>
    /// <param name="id">The server's id, a UUID.</param>
    /// <param name="name">The server's name.</param>
    /// <param name="status">The status, such as ACTIVE or SHUTOFF.</param>
    public NovaServer(string id, string? name = null, string? status = null)
    {
        Id = id;
        Name = name;
        Status = status;
    }

    /// <summary>The server's name. Names are not unique.</summary>
    public string? Name { get; set; }

    /// <summary>The server's id, a UUID.</summary>
    public string Id { get; set; } = string.Empty;

    /// <summary>The status, such as ACTIVE, SHUTOFF or ERROR. Nova may add values. Ignore case in comparisons.</summary>
    public string? Status { get; set; }

    /// <summary>The task in progress, such as powering-on; null if there is none.</summary>
    public string? TaskState { get; set; }

    /// <summary>The power state that the hypervisor reports: NOSTATE, RUNNING, PAUSED, SHUTDOWN, CRASHED or SUSPENDED.</summary>
    public string? PowerState { get; set; }

    /// <summary>Nova's internal state of the server, such as active, stopped or error.</summary>
    public string? VmState { get; set; }

    /// <summary>The fault. Nova shows it for servers in ERROR and DELETED.</summary>
    public NovaServerFault? Fault { get; set; }

    /// <summary>Whether the server is locked, from microversion 2.9 on; null if the cloud does not show it.</summary>
    public bool? Locked { get; set; }

    /// <summary>The reason for the lock, from microversion 2.73 on.</summary>
    public string? LockedReason { get; set; }

    /// <summary>The address to connect to: a floating one if there is one, else a fixed one; IPv4 before IPv6.</summary>
    public string? IPAddress => ChooseAddress(null, null);

    /// <summary>The addresses, in the order of the cloud.</summary>
    public NovaList<NovaServerAddress> Addresses { get; set => field = value ?? []; } = [];

    /// <summary>The fixed addresses, on the server's own networks.</summary>
    public NovaList<string> FixedIPs => Select("fixed");

    /// <summary>The floating addresses, at which the server can be reached from other networks.</summary>
    public NovaList<string> FloatingIPs => Select("floating");

    /// <summary>The name of the flavor; its id if the cloud shows no name (before microversion 2.47).</summary>
    public string? Flavor { get => field ?? FlavorId; set; }

    /// <summary>The id of the flavor; null from microversion 2.47 on, which does not return it.</summary>
    public string? FlavorId { get; set; }

    /// <summary>The id of the image; null for a server that boots from a volume.</summary>
    public string? ImageId { get; set; }

    /// <summary>The availability zone.</summary>
    public string? AvailabilityZone { get; set; }

    /// <summary>The name of the compute host. Nova shows it to administrators only.</summary>
    public string? ComputeHost { get; set; }

    /// <summary>An opaque id of the compute host, which is the same for all servers of one project on that host.</summary>
    public string? HostId { get; set; }

    /// <summary>The name of the project that owns the server; its id if the name is not known.</summary>
    public string? Project { get => field ?? Connection?.NameOf(ProjectId) ?? ProjectId; set; }

    /// <summary>The id of the project that owns the server.</summary>
    public string? ProjectId { get; set; }

    /// <summary>The name of the user who created the server, "me" for yourself; the id if the name was not looked up.</summary>
    public string? User { get => field ?? UserId; set; }

    /// <summary>The id of the user who created the server.</summary>
    public string? UserId { get; set; }

    /// <summary>The name of the key pair that was injected.</summary>
    public string? KeyName { get; set; }

    /// <summary>The description, from microversion 2.19 on.</summary>
    public string? Description { get; set; }

    /// <summary>The metadata.</summary>
    public NovaMetadata Metadata { get; set => field = value ?? []; } = [];

    /// <summary>The tags, from microversion 2.26 on.</summary>
    public NovaList<string> Tags { get; set => field = value ?? []; } = [];

    /// <summary>The progress of the task, in percent.</summary>
    public int? Progress { get; set; }

    /// <summary>When the server was created (local time).</summary>
    public DateTime? Created { get => LocalTime.Of(CreatedUtc); set => CreatedUtc = LocalTime.ToInstant(value); }

    /// <summary>When the server was last changed in Nova's database (local time, whole seconds).</summary>
    public DateTime? Updated { get => LocalTime.Of(UpdatedUtc); set => UpdatedUtc = LocalTime.ToInstant(value); }

    /// <summary>When the server was first started (local time).</summary>
    public DateTime? LaunchedAt { get => LocalTime.Of(LaunchedAtUtc); set => LaunchedAtUtc = LocalTime.ToInstant(value); }

    /// <summary>When the server was deleted (local time).</summary>
    public DateTime? TerminatedAt { get => LocalTime.Of(TerminatedAtUtc); set => TerminatedAtUtc = LocalTime.ToInstant(value); }

    /// <summary>The connection that the server was read through. Commands use it for the server.</summary>
    public NovaConnection? Connection { get; set; }

    internal DateTimeOffset? CreatedUtc { get; set; }

    internal DateTimeOffset? UpdatedUtc { get; set; }

    internal DateTimeOffset? LaunchedAtUtc { get; set; }

    internal DateTimeOffset? TerminatedAtUtc { get; set; }

    /// <summary>The name, followed by the id in parentheses.</summary>
    public override string ToString() => DisplayText.Clean(string.IsNullOrEmpty(Name) ? Id : Name + " (" + Id + ")");

    /// <summary>Whether the response had OS-EXT-STS:task_state. If not, a null TaskState does not mean that there is no task.</summary>
    internal bool IsTaskStateShown { get; set; }

    /// <summary>Whether the response had the metadata. If not, a missing entry does not mean that there is none.</summary>
    internal bool IsMetadataShown { get; set; }

    /// <summary>Whether the response had the tags, as every response has from microversion 2.26 on.</summary>
    internal bool AreTagsShown { get; set; }

    /// <summary>Whether the response had the description, as every response has from microversion 2.19 on.</summary>
    internal bool IsDescriptionShown { get; set; }

    /// <summary>Returns a copy, which shares the lists.</summary>
    internal NovaServer Copy() => (NovaServer)MemberwiseClone();

    /// <summary>Whether the response had the compute host, which is null for a server without one.</summary>
    internal bool IsComputeHostShown { get; set; }

    /// <summary>
    /// Returns the address to connect to: floating before fixed, because floating addresses can be reached from other networks; IPv4 before
    /// IPv6; then in the order of the cloud.
    /// </summary>
    /// <param name="network">The name of the network; null for any.</param>
    /// <param name="type">fixed or floating; null for any.</param>
    /// <returns>The address; null if there is none.</returns>
    internal string? ChooseAddress(string? network, string? type) => Addresses
        .Where(a => a?.IPAddress is not null && (network is null || a.Network == network) && (type is null || a.Is(type)))
        .OrderBy(a => !a.Is("floating")).ThenBy(a => a.Version == 6).FirstOrDefault()?.IPAddress;

    /// <summary>Returns the addresses of a type.</summary>
    private NovaList<string> Select(string type) =>
        new(Addresses.Where(a => a?.IPAddress is not null && a.Is(type)).Select(a => a.IPAddress!));

    /// <summary>Describes a server for messages: 'web1' (id), or the id if the name is unknown.</summary>
    internal static string Describe(string id, string? name) => string.IsNullOrEmpty(name) ? id : "'" + name + "' (" + id + ")";
}
