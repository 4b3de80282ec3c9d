using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Text;

namespace NovaPS.Client.Http;

/// <summary>A proxy, with the credential from its URL. The credential is removed from the URL, so that it is never shown.</summary>
internal sealed class ProxyAddress
{
    private static readonly string[] Schemes = ["http", "https", "socks4", "socks4a", "socks5"];

    private ProxyAddress(Uri uri, string source)
    {
        Uri = uri;
        Source = source;
    }

    /// <summary>Scheme, host and port.</summary>
    public Uri Uri { get; }

    /// <summary>The source of the setting: a variable, -Proxy, or "the system's settings".</summary>
    public string Source { get; }

    /// <summary>The credential from the URL; null for none.</summary>
    public NetworkCredential? Credential { get; private set; }

    /// <summary>The password, both unescaped and as in the URL, and its Basic form.</summary>
    public IReadOnlyList<string> Secrets { get; private set; } = [];

    /// <summary>
    /// Parses host:port or a URL. As in curl, everything before the last @ is the credential, so a password may have unescaped characters.
    /// </summary>
    /// <exception cref="NovaException">NovaConnectInputInvalid: it is not the URL of a proxy, or the scheme is not supported. The message
    /// does not quote it.</exception>
    public static ProxyAddress Parse(string text, string source)
    {
        text = text.Trim();
        var separator = text.IndexOf("://", StringComparison.Ordinal);
        var scheme = separator < 0 ? "http" : text.Substring(0, separator).ToLowerInvariant();
        // With both schemes, the proxy resolves names.
        if (scheme == "socks5h")
            scheme = "socks5";
        var rest = separator < 0 ? text : text.Substring(separator + 3);
        var at = rest.LastIndexOf('@');
        var host = rest.Substring(at + 1).Split('/', '?', '#')[0];
        if (host.Length == 0 || !Uri.TryCreate(scheme + "://" + host, UriKind.Absolute, out var uri) || uri.Host.Length == 0)
            throw Invalid(source + " is not the URL of a proxy", "Use a URL such as http://proxy.example.com:3128.");
        if (!Schemes.Contains(scheme))
            throw Invalid(source + " specifies a proxy with a scheme that is not supported; " + string.Join(", ", Schemes)
                + " are supported", "Use a proxy with http.");
        if (scheme != "http" && HttpHandlers.IsFramework)
            throw Invalid(source + " specifies a proxy with " + scheme + ", but Windows PowerShell supports only proxies with http",
                "Use a proxy with http, or PowerShell 7.");
        return new ProxyAddress(uri, source).With(at < 0 ? null : rest.Substring(0, at));
    }

    /// <summary>Creates a credential from a user name that may have a domain before a backslash, which NTLM requires.</summary>
    public static NetworkCredential CreateCredential(string user, string password)
    {
        var domain = user.IndexOf('\\');
        return domain < 0 ? new NetworkCredential(user, password)
            : new NetworkCredential(user.Substring(domain + 1), password, user.Substring(0, domain));
    }

    /// <summary>Returns the secrets of a credential: its password, and the user and password in the form of Basic.</summary>
    public static IEnumerable<string> SecretsOf(NetworkCredential credential)
    {
        if (credential.Password.Length == 0)
            yield break;
        yield return credential.Password;
        var user = credential.Domain.Length == 0 ? credential.UserName : credential.Domain + "\\" + credential.UserName;
        yield return Convert.ToBase64String(Encoding.UTF8.GetBytes(user + ":" + credential.Password));
    }

    /// <summary>Describes the proxy for messages: "http://proxy:3128 (HTTPS_PROXY)".</summary>
    public override string ToString() => Uri.Scheme + "://" + Uri.Authority + " (" + Source + ")";

    private ProxyAddress With(string? userInfo)
    {
        if (string.IsNullOrEmpty(userInfo))
            return this;
        var parts = userInfo!.Split([':'], 2);
        var password = parts.Length > 1 ? parts[1] : string.Empty;
        Credential = CreateCredential(Uri.UnescapeDataString(parts[0]), Uri.UnescapeDataString(password));
        Secrets = SecretsOf(Credential).Concat([password]).Where(s => s.Length > 0).Distinct(StringComparer.Ordinal).ToArray();
        return this;
    }

    private static NovaException Invalid(string reason, string remedy) =>
        new(NovaErrorId.NovaConnectInputInvalid, reason) { Remedy = remedy };
}
