using System.Net;

namespace NovaPS.Client.Http;

/// <summary>What the user says of the proxy; without it the environment and the system say.</summary>
internal sealed class ProxyOptions
{
    /// <summary>Whether to connect without a proxy.</summary>
    public bool IsDisabled { get; set; }

    /// <summary>The proxy for every request; null: that of the environment or the system.</summary>
    public ProxyAddress? Address { get; set; }

    /// <summary>For the proxy, whichever it is; null: that in its URL, or that of the system.</summary>
    public NetworkCredential? Credential { get; set; }

    /// <summary>Whether the proxy gets the user of the process, by NTLM, Kerberos or Negotiate.</summary>
    public bool UseDefaultCredentials { get; set; }
}
