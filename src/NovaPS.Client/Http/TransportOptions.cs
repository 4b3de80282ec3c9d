using System.Net.Http;

namespace NovaPS.Client.Http;

/// <summary>How a transport connects.</summary>
internal sealed class TransportOptions
{
    /// <summary>Which certificates to trust; null: as the system does.</summary>
    public TlsOptions? Tls { get; init; }

    /// <summary>Which proxy to use; null: that of the environment or the system.</summary>
    public ProxyOptions? Proxy { get; init; }

    /// <summary>Requests in flight, at most.</summary>
    public int MaxConcurrency { get; init; } = HttpTransport.DefaultMaxConcurrency;

    /// <summary>
    /// The requests that another transport of the same connection may have in flight: .NET Framework counts the connections to a host for
    /// all of them together.
    /// </summary>
    public int Others { get; init; }

    /// <summary>Knows the secrets of the connection, where it has two transports; null: one of its own.</summary>
    public SecretRedactor? Redactor { get; init; }

    /// <summary>Responds instead of the network, in tests; null: none.</summary>
    public HttpMessageHandler? Handler { get; init; }
}
