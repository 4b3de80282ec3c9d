using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Text;

namespace NovaPS.Client.Http;

/// <summary>A proxy, with the credential that its URL had. The URL does not have it any more, so that nothing can show it.</summary>
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

    /// <summary>What names it: a variable, -Proxy, or "the system's settings".</summary>
    public string Source { get; }

    /// <summary>The credential of the URL; null: it had none.</summary>
    public NetworkCredential? Credential { get; private set; }

    /// <summary>What must not be shown: the password as it stands in the URL, and in full.</summary>
    public IReadOnlyList<string> Secrets { get; private set; } = [];

    /// <summary>
    /// Reads host:port, or a URL. A password with unescaped characters is taken as curl takes it: all before the last @ is the credential.
    /// </summary>
    /// <exception cref="NovaException">NovaConnectInputInvalid: it is no URL of a proxy, or of one that cannot be used here. The message
    /// does not quote it.</exception>
    public static ProxyAddress Parse(string text, string source)
    {
        text = text.Trim();
        var separator = text.IndexOf("://", StringComparison.Ordinal);
        var scheme = separator < 0 ? "http" : text.Substring(0, separator).ToLowerInvariant();
        // Names are resolved by the proxy in either case.
        if (scheme == "socks5h")
            scheme = "socks5";
        var rest = separator < 0 ? text : text.Substring(separator + 3);
        var at = rest.LastIndexOf('@');
        var host = rest.Substring(at + 1).Split('/', '?', '#')[0];
        if (host.Length == 0 || !Uri.TryCreate(scheme + "://" + host, UriKind.Absolute, out var uri) || uri.Host.Length == 0)
            throw Invalid(source + " is not the URL of a proxy", "Use a URL such as http://proxy.example.com:3128.");
        if (!Schemes.Contains(scheme))
            throw Invalid(source + " names a proxy with a scheme that is not supported; " + string.Join(", ", Schemes) + " are",
                "Use a proxy with http.");
        if (scheme != "http" && HttpHandlers.IsFramework)
            throw Invalid(source + " names a proxy with " + scheme + ", and Windows PowerShell supports proxies with http only",
                "Use a proxy with http, or PowerShell 7.");
        return new ProxyAddress(uri, source).With(at < 0 ? null : rest.Substring(0, at));
    }

    /// <summary>A user name with a domain before a backslash, as NTLM needs it.</summary>
    public static NetworkCredential CreateCredential(string user, string password)
    {
        var domain = user.IndexOf('\\');
        return domain < 0 ? new NetworkCredential(user, password)
            : new NetworkCredential(user.Substring(domain + 1), password, user.Substring(0, domain));
    }

    /// <summary>What must not be shown of a credential: its password, and user and password as Basic writes them.</summary>
    public static IEnumerable<string> SecretsOf(NetworkCredential credential)
    {
        if (credential.Password.Length == 0)
            yield break;
        yield return credential.Password;
        var user = credential.Domain.Length == 0 ? credential.UserName : credential.Domain + "\\" + credential.UserName;
        yield return Convert.ToBase64String(Encoding.UTF8.GetBytes(user + ":" + credential.Password));
    }

    /// <summary>For messages: "http://proxy:3128 (HTTPS_PROXY)".</summary>
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
