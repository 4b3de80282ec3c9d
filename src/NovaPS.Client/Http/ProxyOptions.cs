using System.Net;

namespace NovaPS.Client.Http;

/// <summary>The proxy options that the user specified. Without them, the proxy of the environment or the system is used.</summary>
internal sealed class ProxyOptions
{
    /// <summary>Whether to connect without a proxy.</summary>
    public bool IsDisabled { get; init; }

    /// <summary>The proxy for every request; null to use the proxy of the environment or the system.</summary>
    public ProxyAddress? Address { get; init; }

    /// <summary>The credential for the proxy; null to use the one from its URL or from the system.</summary>
    public NetworkCredential? Credential { get; init; }

    /// <summary>Whether to authenticate to the proxy as the user of the process, by NTLM, Kerberos or Negotiate.</summary>
    public bool UseDefaultCredentials { get; init; }
}
