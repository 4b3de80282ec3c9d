using System;
using NovaPS.Client;
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

    /// <summary>Creates a name tag, which identifies a connection, and opens none.</summary>
    /// <param name="endpoint">The compute endpoint, such as https://nova.example.com/v2.1. Empty: the name alone identifies it.</param>
    /// <param name="projectId">The project's id; null if it is not known.</param>
    /// <param name="name">The name of the connection; null: the endpoint.</param>
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
        DerivedName = Name;
        Login = description.Login;
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

    /// <summary>
    /// The name of the connection, which is unique among the open ones: that of -Name, or the cloud of clouds.yaml, or PROJECT@HOST.
    /// </summary>
    public string Name { get; internal set; }

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

    /// <summary>The connection that replaced it, and that its objects use now; null: it was not replaced.</summary>
    internal NovaConnection? Successor { get; set; }

    /// <summary>The name without -Name, and without what makes it unique.</summary>
    internal string? DerivedName { get; }

    /// <summary>Whether the name was given with -Name.</summary>
    internal bool IsNameGiven { get; set; }

    /// <summary>The user and the login method, such as "password 4b1f..."; null: a token that was passed in.</summary>
    internal string? Login { get; }

    /// <summary>Whether it only says which connection is meant: it was never open in this process.</summary>
    internal bool IsTag => Client is null;

    internal ComputeClient? Client { get; }

    /// <summary>The name of the connection.</summary>
    public override string ToString() => DisplayText.Clean(Name);

    /// <summary>Whether a new login replaces this one: the same project at the same endpoint, as the same user in the same way.</summary>
    internal bool IsSameLogin(NovaConnection other) => IsSameTarget(other) && Login == other.Login
        && (Login is not null || Client?.Tokens.Current.Value == other.Client?.Tokens.Current.Value);

    /// <summary>Whether both mean the same project at the same endpoint; tags that have only a name, whether it is the same.</summary>
    internal bool IsSameTarget(NovaConnection other) =>
        string.Equals(Endpoint, other.Endpoint, StringComparison.OrdinalIgnoreCase)
        && (Endpoint.Length > 0 || string.Equals(Name, other.Name, StringComparison.OrdinalIgnoreCase))
        && string.Equals(ProjectId, other.ProjectId, StringComparison.Ordinal);
}
