using System.Net.Http;

namespace NovaPS.Client.Http;

/// <summary>The options of a transport.</summary>
internal sealed class TransportOptions
{
    /// <summary>The TLS options; null to trust the certificates that the system trusts.</summary>
    public TlsOptions? Tls { get; init; }

    /// <summary>The proxy options; null to use the proxy of the environment or the system.</summary>
    public ProxyOptions? Proxy { get; init; }

    /// <summary>The maximum number of concurrent requests.</summary>
    public int MaxConcurrency { get; init; } = HttpTransport.DefaultMaxConcurrency;

    /// <summary>
    /// The maximum number of concurrent requests of the other transport of the same connection. .NET Framework limits the connections to a
    /// host for all transports together.
    /// </summary>
    public int OtherConcurrency { get; init; }

    /// <summary>The redactor, which both transports of a connection share; null to create one.</summary>
    public SecretRedactor? Redactor { get; init; }

    /// <summary>Responds instead of the network, in tests; null: none.</summary>
    public HttpMessageHandler? Handler { get; init; }
}
