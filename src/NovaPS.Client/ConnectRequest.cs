using System;
using System.Collections.Generic;
using NovaPS.Client.Compute;
using NovaPS.Client.Configuration;
using NovaPS.Client.Http;
using NovaPS.Client.Identity;

namespace NovaPS.Client;

/// <summary>What is needed to log in by way of Keystone.</summary>
internal sealed class ConnectRequest(Uri authUrl, NovaCredential credential)
{
    public const string DefaultServiceType = "compute";

    public static readonly IReadOnlyList<string> DefaultInterfaces = ["public"];

    public Uri AuthUrl { get; } = authUrl;

    public NovaCredential Credential { get; } = credential;

    /// <summary>null: no scope is asked for, and Keystone takes the user's default project.</summary>
    public ProjectScope? Scope { get; set; }

    public string? Region { get; set; }

    /// <summary>public, internal, admin: the first that the catalog has counts.</summary>
    public IReadOnlyList<string> Interfaces { get; set; } = DefaultInterfaces;

    /// <summary>The type of the service in the catalog.</summary>
    public string ServiceType { get; set; } = DefaultServiceType;

    /// <summary>The name of the service in the catalog; null: whichever.</summary>
    public string? ServiceName { get; set; }

    /// <summary>Whether the catalog of an https Keystone may name an endpoint with http.</summary>
    public bool AllowHttpEndpoint { get; set; }

    /// <summary>Through which proxy; null: as the environment and the system say.</summary>
    public ProxyOptions? Proxy { get; set; }

    /// <summary>Where the settings come from, as far as files and variables have them.</summary>
    public IReadOnlyList<SettingSource> Sources { get; set; } = [];

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
