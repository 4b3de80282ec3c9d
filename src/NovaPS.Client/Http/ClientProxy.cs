using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;

namespace NovaPS.Client.Http;

/// <summary>
/// The proxy of a connection: the one that the user specified, otherwise that of the environment variables, otherwise that of the system.
/// The variables are read here because .NET Framework reads none, and .NET does not always read ALL_PROXY, or CIDR in NO_PROXY.
/// </summary>
internal sealed class ClientProxy : IWebProxy, ICredentials
{
    private static readonly string[] Schemes = ["http", "https"];

    private readonly ProxyOptions _options;
    private readonly Func<string, string?> _variable;
    private readonly IWebProxy? _system;
    private readonly NoProxyList _direct;
    private readonly bool _hasVariables;
    private readonly Dictionary<string, Lazy<ProxyAddress?>> _named;

    /// <param name="options">The options that the user specified; null for none.</param>
    /// <param name="variable">Returns the value of an environment variable; null if it is not set.</param>
    /// <param name="system">The proxy of the system; null for none.</param>
    public ClientProxy(ProxyOptions? options, Func<string, string?> variable, IWebProxy? system)
    {
        _options = options ?? new ProxyOptions();
        _variable = variable;
        _system = system;
        _direct = NoProxyList.Parse(Text("no_proxy")?.Value);
        _hasVariables = Text("http_proxy") is not null || Text("https_proxy") is not null || Text("all_proxy") is not null;
        _named = Schemes.ToDictionary(s => s, s => new Lazy<ProxyAddress?>(() => Read(s)), StringComparer.Ordinal);
    }

    /// <summary>The credential to use if the proxy requires one.</summary>
    public ICredentials? Credentials
    {
        get => this;
        set => throw new NotSupportedException();
    }

    /// <summary>The secrets of all proxies.</summary>
    public IReadOnlyList<string> Secrets => Addresses().SelectMany(a => a.Secrets)
        .Concat(_options.Credential is { } own ? ProxyAddress.SecretsOf(own) : []).ToArray();

    /// <summary>Creates the proxy from the environment of the process.</summary>
    public static ClientProxy Create(ProxyOptions? options) =>
        new(options, Environment.GetEnvironmentVariable, WebRequest.DefaultWebProxy);

    /// <summary>Returns the proxy for a request; null for a direct connection.</summary>
    /// <exception cref="NovaException">NovaConnectInputInvalid: the environment variable has no valid proxy.</exception>
    public ProxyAddress? Find(Uri destination)
    {
        if (_options.IsDisabled)
            return null;
        if (_options.Address is { } own)
            return own;
        // Requests to this computer, such as to a simulator, must not be sent to a proxy.
        if (destination.IsLoopback || _direct.Matches(destination))
            return null;
        if (_named.TryGetValue(destination.Scheme, out var named) && named.Value is { } found)
            return found;
        // If the variables specify a proxy for http only, https is direct.
        if (_hasVariables || _system is null || _system.IsBypassed(destination))
            return null;
        return _system.GetProxy(destination) is { } uri && uri != destination
            ? ProxyAddress.Parse(uri.OriginalString, "the system's settings") : null;
    }

    public Uri GetProxy(Uri destination) => Find(destination)?.Uri ?? destination;

    public bool IsBypassed(Uri host) => Find(host) is null;

    public NetworkCredential? GetCredential(Uri uri, string authType)
    {
        // The default credential has no user name and password for Basic.
        if (_options.UseDefaultCredentials)
            return string.Equals(authType, "Basic", StringComparison.OrdinalIgnoreCase) ? null : CredentialCache.DefaultNetworkCredentials;
        return _options.Credential
            ?? Addresses().FirstOrDefault(a => a.Uri.Authority == uri.Authority && a.Credential is not null)?.Credential
            ?? _system?.Credentials?.GetCredential(uri, authType);
    }

    private IEnumerable<ProxyAddress> Addresses() =>
        new[] { _options.Address }.Concat(_named.Values.Select(ReadOrNull)).OfType<ProxyAddress>();

    private static ProxyAddress? ReadOrNull(Lazy<ProxyAddress?> named)
    {
        try
        {
            return named.Value;
        }
        catch (NovaException)
        {
            return null;
        }
    }

    private ProxyAddress? Read(string scheme) =>
        (Text(scheme + "_proxy") ?? Text("all_proxy")) is var (name, value) ? ProxyAddress.Parse(value, name) : null;

    /// <summary>Returns a variable, first by its name in lower case, then in upper case.</summary>
    private (string Name, string Value)? Text(string name)
    {
        foreach (var spelling in new[] { name, name.ToUpperInvariant() })
        {
            // In a CGI program, a client can set HTTP_PROXY with a Proxy header.
            if (spelling == "HTTP_PROXY" && !string.IsNullOrEmpty(_variable("GATEWAY_INTERFACE")))
                continue;
            if (_variable(spelling)?.Trim() is { Length: > 0 } value)
                return (spelling, value);
        }

        return null;
    }
}
