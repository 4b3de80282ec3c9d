using System;
using System.Linq;
using NovaPS.Client;

namespace NovaPS;

/// <summary>
/// A Nova server as the cloud last described it. Everything but <see cref="Id"/> may be missing: a cell that is down
/// (microversion 2.69) leaves little more than the id and status UNKNOWN.
/// </summary>
/// <remarks>Source: GET /servers/{id} and GET /servers/detail of the compute API. Times are UTC.</remarks>
public sealed class NovaServer
{
    /// <summary>Creates a server that knows nothing: for scripts that are tested without a cloud.</summary>
    public NovaServer()
    {
    }

    /// <summary>Creates a server for scripts that are tested without a cloud.</summary>
    /// <param name="id">The server's id, a UUID.</param>
    /// <param name="name">The server's name.</param>
    /// <param name="status">What Nova calls its status, such as ACTIVE or SHUTOFF.</param>
    public NovaServer(string id, string? name = null, string? status = null)
    {
        Id = id;
        Name = name;
        Status = status;
    }

    /// <summary>The server's id, a UUID.</summary>
    public string Id { get; set; } = string.Empty;

    /// <summary>The server's name. Names are not unique.</summary>
    public string? Name { get; set; }

    /// <summary>What Nova says: ACTIVE, SHUTOFF, ERROR... New values may come. Compare without case.</summary>
    public string? Status { get; set; }

    /// <summary>What Nova is doing with the server, such as powering-on; null when nothing.</summary>
    public string? TaskState { get; set; }

    /// <summary>Nova's own state of the server: active, stopped, error...</summary>
    public string? VmState { get; set; }

    /// <summary>What the hypervisor says: NOSTATE, RUNNING, PAUSED, SHUTDOWN, CRASHED, SUSPENDED.</summary>
    public string? PowerState { get; set; }

    /// <summary>The addresses, in the order in which the cloud lists them.</summary>
    public NovaList<NovaServerAddress> Addresses { get; set => field = value ?? []; } = [];

    /// <summary>The fixed addresses: those on the server's own networks.</summary>
    public NovaList<string> FixedIPs => Select("fixed");

    /// <summary>The floating addresses, by which others reach it.</summary>
    public NovaList<string> FloatingIPs => Select("floating");

    /// <summary>The id of the flavor; null from microversion 2.47 on, where the cloud no longer tells.</summary>
    public string? FlavorId { get; set; }

    /// <summary>The name of the flavor that the server was made with, from microversion 2.47 on.</summary>
    public string? FlavorName { get; set; }

    /// <summary>The id of the image; null for a server that boots from a volume.</summary>
    public string? ImageId { get; set; }

    /// <summary>The metadata, key by key.</summary>
    public NovaMetadata Metadata { get; set => field = value ?? []; } = [];

    /// <summary>When the server was made (UTC).</summary>
    public DateTime? Created { get; set; }

    /// <summary>When the record last changed (UTC, whole seconds).</summary>
    public DateTime? Updated { get; set; }

    /// <summary>When the server first ran (UTC).</summary>
    public DateTime? LaunchedAt { get; set; }

    /// <summary>When the server was deleted (UTC).</summary>
    public DateTime? TerminatedAt { get; set; }

    /// <summary>The project that owns the server.</summary>
    public string? ProjectId { get; set; }

    /// <summary>The user who made the server.</summary>
    public string? UserId { get; set; }

    /// <summary>An opaque name of the host, the same for all servers of one project on it.</summary>
    public string? HostId { get; set; }

    /// <summary>The host's name; only administrators are told.</summary>
    public string? HostName { get; set; }

    /// <summary>The availability zone.</summary>
    public string? AvailabilityZone { get; set; }

    /// <summary>The name of the key pair that was injected.</summary>
    public string? KeyName { get; set; }

    /// <summary>The description, from microversion 2.19 on.</summary>
    public string? Description { get; set; }

    /// <summary>The tags, from microversion 2.26 on.</summary>
    public NovaList<string> Tags { get; set => field = value ?? []; } = [];

    /// <summary>Whether the server is locked, from microversion 2.9 on; null where the cloud does not tell.</summary>
    public bool? Locked { get; set; }

    /// <summary>Why the server is locked, from microversion 2.73 on.</summary>
    public string? LockedReason { get; set; }

    /// <summary>What went wrong; Nova shows it for ERROR and DELETED servers.</summary>
    public NovaServerFault? Fault { get; set; }

    /// <summary>How far a running task is, in percent.</summary>
    public int? Progress { get; set; }

    /// <summary>The connection that the server came through; commands act there.</summary>
    public NovaConnection? Connection { get; set; }

    /// <summary>The name, and the id behind it.</summary>
    public override string ToString() => DisplayText.Clean(string.IsNullOrEmpty(Name) ? Id : Name + " (" + Id + ")");

    /// <summary>Whether the cloud showed OS-EXT-STS:task_state at all: else a null says nothing.</summary>
    internal bool IsTaskStateShown { get; set; }

    /// <summary>The addresses of a type. A cloud that does not tell the type has fixed ones.</summary>
    private NovaList<string> Select(string type) =>
        new(Addresses.Where(a => a?.IPAddress is not null && string.Equals(a.Type ?? "fixed", type, StringComparison.OrdinalIgnoreCase))
            .Select(a => a.IPAddress!));

    /// <summary>A server in a message: 'web1' (id), or the id where no name is known.</summary>
    internal static string Describe(string id, string? name) => string.IsNullOrEmpty(name) ? id : "'" + name + "' (" + id + ")";
}
