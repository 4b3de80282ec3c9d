using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Net.Sockets;

namespace NovaPS.Client.Http;

/// <summary>
/// The value of NO_PROXY, with all forms that curl, Python's requests or .NET support: *; a host with its subdomains, optionally with a
/// leading dot or "*.", and optionally with a port; an address; a network in CIDR notation.
/// </summary>
internal sealed class NoProxyList
{
    private static readonly char[] Separators = [',', ';', ' ', '\t', '\r', '\n'];

    private readonly List<Func<string, IPAddress?, int, bool>> _entries;

    private NoProxyList(List<Func<string, IPAddress?, int, bool>> entries) => _entries = entries;

    public static NoProxyList Parse(string? text) => new((text ?? string.Empty).Split(Separators, StringSplitOptions.RemoveEmptyEntries)
        .Select(e => Read(e.Trim('"', '\''))).ToList());

    /// <summary>Whether a request does not use the proxy.</summary>
    public bool Matches(Uri uri)
    {
        var host = uri.IdnHost.Trim('[', ']').TrimEnd('.').ToLowerInvariant();
        var address = IPAddress.TryParse(host, out var parsed) ? Unmapped(parsed) : null;
        return _entries.Exists(e => e(host, address, uri.Port));
    }

    private static Func<string, IPAddress?, int, bool> Read(string entry)
    {
        if (entry == "*")
            return (_, _, _) => true;
        if (ReadNetwork(entry) is { } network)
            return (_, address, _) => address is not null
                && AddressBits.ArePrefixesEqual(network.Address.GetAddressBytes(), address.GetAddressBytes(), network.Bits);
        var (name, port) = SplitPort(entry);
        if (IPAddress.TryParse(name, out var single))
        {
            var wanted = Unmapped(single);
            return (_, address, p) => (port is null || p == port) && wanted.Equals(address);
        }

        if (name.StartsWith("*.", StringComparison.Ordinal))
            name = name.Substring(1);
        var bare = ToAscii(name.Trim('.').ToLowerInvariant());
        return (host, address, p) => bare.Length > 0 && address is null && (port is null || p == port)
            && (host == bare || host.EndsWith("." + bare, StringComparison.Ordinal));
    }

    /// <summary>The name as requests have it. What cannot be a name stays as it is, and matches none.</summary>
    private static string ToAscii(string name)
    {
        try
        {
            return name.Length == 0 ? name : new IdnMapping().GetAscii(name);
        }
        catch (ArgumentException)
        {
            return name;
        }
    }

    private static (IPAddress Address, int Bits)? ReadNetwork(string entry)
    {
        var parts = entry.Split('/');
        if (parts.Length != 2 || !IPAddress.TryParse(parts[0].Trim('[', ']'), out var address)
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var bits)
            || bits > address.GetAddressBytes().Length * 8)
            return null;
        return (address, bits);
    }

    private static (string Name, int? Port) SplitPort(string entry)
    {
        // An IPv6 address has colons; with a port it is in brackets.
        if (entry.StartsWith("[", StringComparison.Ordinal) && entry.IndexOf(']') is var end and > 0)
            return (entry.Substring(1, end - 1), Port(entry.Substring(end + 1).TrimStart(':')));
        var colon = entry.IndexOf(':');
        return colon < 0 || colon != entry.LastIndexOf(':') ? (entry, null)
            : (entry.Substring(0, colon), Port(entry.Substring(colon + 1)));
    }

    private static int? Port(string text) =>
        text.Length == 0 ? null : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : -1;

    private static IPAddress Unmapped(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 && address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
