using System;
using System.Collections.Generic;
using NovaPS.Client.Compute;
using NovaPS.Client.Configuration;
using NovaPS.Client.Http;
using NovaPS.Client.Identity;

namespace NovaPS.Client;

/// <summary>The settings of a login to Keystone.</summary>
internal sealed class ConnectRequest(Uri authUrl, NovaCredential credential)
{
    public const string DefaultServiceType = "compute";

    public static readonly IReadOnlyList<string> DefaultInterfaces = ["public"];

    public Uri AuthUrl { get; } = authUrl;

    public NovaCredential Credential { get; } = credential;

    /// <summary>The project; null to use the user's default project.</summary>
    public ProjectScope? Scope { get; set; }

    public string? Region { get; set; }

    /// <summary>public, internal or admin; the first one that is in the catalog is used.</summary>
    public IReadOnlyList<string> Interfaces { get; set; } = DefaultInterfaces;

    /// <summary>The type of the service in the catalog.</summary>
    public string ServiceType { get; set; } = DefaultServiceType;

    /// <summary>The name of the service in the catalog; null for any.</summary>
    public string? ServiceName { get; set; }

    /// <summary>Whether an http endpoint from the catalog of an https Keystone is accepted.</summary>
    public bool AllowHttpEndpoint { get; set; }

    /// <summary>The proxy options; null to use the proxy of the environment or the system.</summary>
    public ProxyOptions? Proxy { get; set; }

    /// <summary>The sources of the settings that are from files and variables.</summary>
    public IReadOnlyList<SettingSource> Sources { get; set; } = [];

    /// <summary>The TLS options; null to trust the certificates that the system trusts.</summary>
    public TlsOptions? Tls { get; set; }

    /// <summary>The compute microversion; null for the highest that the cloud and NovaPS support.</summary>
    public Microversion? Microversion { get; set; }

    /// <summary>The compute endpoint; null to use the endpoint from the catalog.</summary>
    public string? Endpoint { get; set; }

    public string? Name { get; set; }

    /// <summary>The maximum number of concurrent requests to Nova, for all commands together.</summary>
    public int MaxConcurrency { get; set; } = HttpTransport.DefaultMaxConcurrency;

    public TimeSpan RequestTimeout { get; set; } = Connector.DefaultRequestTimeout;
}
