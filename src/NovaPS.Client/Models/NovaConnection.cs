using System;
using NovaPS.Client;
using NovaPS.Client.Compute;

namespace NovaPS;

/// <summary>
/// A connection to one project of one cloud. No property has the password or the token.
/// </summary>
public sealed class NovaConnection
{
    /// <summary>Creates an object that identifies a connection. It does not open a connection.</summary>
    /// <param name="endpoint">The compute endpoint, such as https://nova.example.com/v2.1. Empty to identify it by name only.</param>
    /// <param name="projectId">The id of the project; null if unknown.</param>
    /// <param name="name">The name of the connection; null to use the endpoint.</param>
    public NovaConnection(string endpoint, string? projectId = null, string? name = null)
    {
        Endpoint = endpoint;
        ProjectId = projectId;
        Name = name ?? endpoint;
    }

    /// <summary>Creates an open connection, which the servers and actions of the client refer to.</summary>
    internal NovaConnection(ComputeClient client, string? projectId, string name)
        : this(client.Endpoint.AbsoluteUri.TrimEnd('/'), projectId, name)
    {
        Client = client;
        DerivedName = name;
        client.Connection = this;
    }

    /// <summary>
    /// The name of the connection, which is unique among open connections: the value of -Name, the cloud in clouds.yaml, or PROJECT@HOST.
    /// </summary>
    public string Name { get; internal set; }

    /// <summary>Whether commands can use the connection. It is false after Disconnect-NovaProject, and in another session.</summary>
    public bool IsOpen => Client is { IsClosed: false };

    /// <summary>The user; null if a token was passed.</summary>
    public string? UserName { get; internal init; }

    /// <summary>The name of the project; null if unknown.</summary>
    public string? ProjectName { get; internal init; }

    /// <summary>The id of the project.</summary>
    public string? ProjectId { get; }

    /// <summary>The region of the endpoint; null if none was selected.</summary>
    public string? Region { get; internal init; }

    /// <summary>The compute endpoint, without a trailing slash.</summary>
    public string Endpoint { get; }

    /// <summary>The compute microversion in use; null if none is requested, so that the cloud's lowest (2.1) applies.</summary>
    public string? Microversion { get => Client is null ? field : Client.Versions.Current?.ToString(); internal init; }

    /// <summary>
    /// The maximum number of concurrent requests to Nova, for all commands together; null if the connection was never open in this session.
    /// </summary>
    public int? MaxConcurrency => Client?.MaxConcurrency;

    /// <summary>When the token expires (local time); null if unknown.</summary>
    public DateTime? TokenExpires
    {
        get => LocalTime.Of(Client?.Tokens.Expires) ?? field;
        internal init => field = LocalTime.Of(LocalTime.ToInstant(value));
    }

    /// <summary>The connection that replaced this one, and that its objects use; null if it was not replaced.</summary>
    internal NovaConnection? Successor { get; set; }

    /// <summary>The default name, before a suffix made it unique.</summary>
    internal string? DerivedName { get; }

    /// <summary>Whether the name was specified with -Name.</summary>
    internal bool IsNameGiven { get; set; }

    /// <summary>The login method and the user id, such as "password 4b1f..."; null if a token was passed.</summary>
    internal string? Login { get; init; }

    /// <summary>Whether it only identifies a connection, and was never open in this process.</summary>
    internal bool IsTag => Client is null;

    internal ComputeClient? Client { get; }

    /// <summary>The name of the connection.</summary>
    public override string ToString() => DisplayText.Clean(Name);

    /// <summary>The name of the connection's own project; null for another project.</summary>
    internal string? NameOf(string? projectId) => projectId is not null && projectId == ProjectId ? ProjectName : null;

    /// <summary>Whether both have the same project, endpoint, user and login method, so that a new login replaces this one.</summary>
    internal bool IsSameLogin(NovaConnection other) => IsSameTarget(other) && Login == other.Login
        && (Login is not null || Client?.Tokens.Current.Value == other.Client?.Tokens.Current.Value);

    /// <summary>Whether both have the same project and endpoint; the same name if both have no endpoint.</summary>
    internal bool IsSameTarget(NovaConnection other) =>
        string.Equals(Endpoint, other.Endpoint, StringComparison.OrdinalIgnoreCase)
        && (Endpoint.Length > 0 || string.Equals(Name, other.Name, StringComparison.OrdinalIgnoreCase))
        && string.Equals(ProjectId, other.ProjectId, StringComparison.Ordinal);
}
