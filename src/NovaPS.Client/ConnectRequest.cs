using System;
using NovaPS.Client.Compute;
using NovaPS.Client.Http;
using NovaPS.Client.Identity;

namespace NovaPS.Client;

/// <summary>What is needed to log in by way of Keystone.</summary>
internal sealed class ConnectRequest(Uri authUrl, NovaCredential credential)
{
    public Uri AuthUrl { get; } = authUrl;

    public NovaCredential Credential { get; } = credential;

    /// <summary>null: no scope is asked for, and Keystone takes the user's default project.</summary>
    public ProjectScope? Scope { get; set; }

    public string? Region { get; set; }

    public string Interface { get; set; } = "public";

    /// <summary>Which certificates to trust; null: as the system does.</summary>
    public TlsOptions? Tls { get; set; }

    /// <summary>The compute microversion; null: the highest that both sides know.</summary>
    public Microversion? Microversion { get; set; }

    /// <summary>Instead of the catalog's; null: the catalog's.</summary>
    public string? Endpoint { get; set; }

    public string? Name { get; set; }

    /// <summary>Requests in flight to Nova, for all commands together.</summary>
    public int MaxConcurrency { get; set; } = HttpTransport.DefaultMaxConcurrency;

    public TimeSpan RequestTimeout { get; set; } = Connector.DefaultRequestTimeout;
}
