using System;
using NovaPS.Client.Compute;
using NovaPS.Client.Models;

namespace NovaPS;

/// <summary>
/// A connection to one project of one cloud. It shows no secret: password and token stay inside.
/// </summary>
public sealed class NovaConnection
{
    private readonly DateTime? _expires;
    private readonly string? _microversion;

    /// <summary>Creates a name tag: it says which connection is meant, and opens none.</summary>
    /// <param name="endpoint">The compute endpoint, such as https://nova.example.com/v2.1.</param>
    /// <param name="projectId">The project's id; null when the cloud did not tell.</param>
    /// <param name="name">What the connection is called.</param>
    public NovaConnection(string endpoint, string? projectId = null, string? name = null)
    {
        Endpoint = endpoint;
        ProjectId = projectId;
        Name = name ?? endpoint;
    }

    internal NovaConnection(ComputeClient client, ConnectionDescription description)
        : this(client.Endpoint.AbsoluteUri.TrimEnd('/'), description.ProjectId, description.Name)
    {
        Client = client;
        ProjectName = description.ProjectName;
        UserName = description.UserName;
        Region = description.Region;
    }

    internal NovaConnection(NovaConnection tag, string? projectName, string? userName, string? region, DateTime? expires,
        string? microversion)
        : this(tag.Endpoint, tag.ProjectId, tag.Name)
    {
        ProjectName = projectName;
        UserName = userName;
        Region = region;
        _expires = expires;
        _microversion = microversion;
    }

    /// <summary>What the connection is called: the cloud, or the host of the endpoint.</summary>
    public string Name { get; }

    /// <summary>The user that is logged in; null where a token was handed in.</summary>
    public string? UserName { get; }

    /// <summary>The project's name; null when the cloud did not tell.</summary>
    public string? ProjectName { get; }

    /// <summary>The project's id.</summary>
    public string? ProjectId { get; }

    /// <summary>The region of the endpoint; null when none was chosen.</summary>
    public string? Region { get; }

    /// <summary>The compute endpoint, without a slash at its end.</summary>
    public string Endpoint { get; }

    /// <summary>The compute microversion in use; null: none is asked for, the cloud's lowest (2.1) applies.</summary>
    public string? Microversion => Client is null ? _microversion : Client.Versions.Current;

    /// <summary>
    /// The requests to Nova that can be in flight at once, for all commands together; null for a connection that was never open in this
    /// session.
    /// </summary>
    public int? MaxConcurrency => Client?.MaxConcurrency;

    /// <summary>When the token in use expires (UTC); null when that is not known.</summary>
    public DateTime? TokenExpires => Client?.Tokens.Expires ?? _expires;

    /// <summary>Whether commands can use the connection: not after Disconnect-NovaProject, nor in another session.</summary>
    public bool IsOpen => Client is { IsClosed: false };

    /// <summary>Whether it only says which connection is meant: it was never open in this process.</summary>
    internal bool IsTag => Client is null;

    internal ComputeClient? Client { get; }

    /// <summary>The name of the connection.</summary>
    public override string ToString() => Name;

    /// <summary>Whether both mean the same project at the same endpoint.</summary>
    internal bool IsSameTarget(NovaConnection other) =>
        string.Equals(Endpoint, other.Endpoint, StringComparison.OrdinalIgnoreCase)
        && string.Equals(ProjectId, other.ProjectId, StringComparison.Ordinal);
}
