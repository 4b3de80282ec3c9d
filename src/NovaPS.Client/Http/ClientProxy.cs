using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;

namespace NovaPS.Client.Http;

/// <summary>
/// The proxy of a connection: that of the user; else that of the variables; where there is none of them, that of the system. The
/// variables are read here, since .NET Framework reads none, and .NET not ALL_PROXY in all cases, nor CIDR in NO_PROXY.
/// </summary>
internal sealed class ClientProxy : IWebProxy, ICredentials
{
    private static readonly string[] Schemes = ["http", "https"];

    private readonly ProxyOptions _options;
    private readonly Func<string, string?> _variable;
    private readonly IWebProxy? _system;
    private readonly NoProxyList _direct;
    private readonly Dictionary<string, Lazy<ProxyAddress?>> _named;

    /// <param name="options">What the user says.</param>
    /// <param name="variable">A variable of the process; null: it is not set.</param>
    /// <param name="system">The proxy of the system; null: there is none.</param>
    public ClientProxy(ProxyOptions? options, Func<string, string?> variable, IWebProxy? system)
    {
        _options = options ?? new ProxyOptions();
        _variable = variable;
        _system = system;
        _direct = NoProxyList.Parse(Text("no_proxy")?.Value);
        _named = Schemes.ToDictionary(s => s, s => new Lazy<ProxyAddress?>(() => Read(s)), StringComparer.Ordinal);
    }

    /// <summary>The credential that the proxy gets, when it asks for one.</summary>
    public ICredentials? Credentials
    {
        get => this;
        set => throw new NotSupportedException();
    }

    /// <summary>What must not be shown.</summary>
    public IReadOnlyList<string> Secrets => Addresses().SelectMany(a => a.Secrets)
        .Concat(_options.Credential is { } own ? ProxyAddress.SecretsOf(own) : []).ToArray();

    /// <summary>That of the process.</summary>
    public static ClientProxy Create(ProxyOptions? options) =>
        new(options, Environment.GetEnvironmentVariable, WebRequest.DefaultWebProxy);

    /// <summary>The proxy for a request; null: it goes straight to its destination.</summary>
    /// <exception cref="NovaException">NovaConnectInputInvalid: the variable for it names no proxy.</exception>
    public ProxyAddress? Find(Uri destination)
    {
        if (_options.IsDisabled)
            return null;
        if (_options.Address is { } own)
            return own;
        // Nothing that stays on this machine has to leave it, least of all the password of a simulator.
        if (destination.IsLoopback || _direct.Matches(destination))
            return null;
        if (_named.TryGetValue(destination.Scheme, out var named) && named.Value is { } found)
            return found;
        // Where variables name a proxy for http alone, they mean none for https.
        if (HasVariables || _system is null || _system.IsBypassed(destination))
            return null;
        return _system.GetProxy(destination) is { } uri && uri != destination
            ? ProxyAddress.Parse(uri.OriginalString, "the system's settings") : null;
    }

    public Uri GetProxy(Uri destination) => Find(destination)?.Uri ?? destination;

    public bool IsBypassed(Uri host) => Find(host) is null;

    public NetworkCredential? GetCredential(Uri uri, string authType)
    {
        // A name for the process has no form in Basic; the two objects that stand for it are known by reference.
        if (_options.UseDefaultCredentials)
            return string.Equals(authType, "Basic", StringComparison.OrdinalIgnoreCase) ? null : CredentialCache.DefaultNetworkCredentials;
        return _options.Credential
            ?? Addresses().FirstOrDefault(a => a.Uri.Authority == uri.Authority && a.Credential is not null)?.Credential
            ?? _system?.Credentials?.GetCredential(uri, authType);
    }

    private bool HasVariables => Text("http_proxy") is not null || Text("https_proxy") is not null || Text("all_proxy") is not null;

    private IEnumerable<ProxyAddress> Addresses() =>
        new[] { _options.Address }.Concat(_named.Values.Select(Quietly)).OfType<ProxyAddress>();

    private static ProxyAddress? Quietly(Lazy<ProxyAddress?> named)
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

    /// <summary>A variable in either case, the lower one first, and what it is called.</summary>
    private (string Name, string Value)? Text(string name)
    {
        foreach (var spelt in new[] { name, name.ToUpperInvariant() })
        {
            // In a CGI program a client can set HTTP_PROXY, by a header Proxy.
            if (spelt == "HTTP_PROXY" && !string.IsNullOrEmpty(_variable("GATEWAY_INTERFACE")))
                continue;
            if (_variable(spelt)?.Trim() is { Length: > 0 } value)
                return (spelt, value);
        }

        return null;
    }
}
