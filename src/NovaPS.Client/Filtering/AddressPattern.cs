using System;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using NovaPS.Client.Compute;

namespace NovaPS.Client.Filtering;

/// <summary>
/// IP addresses: one address, a network such as 10.0.0.0/24 or fd00::/8, the beginning of an address such as 10.0. or fd00:, or a text with
/// wildcards such as 10.*.5.
/// </summary>
internal sealed class AddressPattern
{
    private static readonly Regex Octets = new(@"^\d{1,3}(\.\d{1,3}){0,3}\.?$", RegexOptions.CultureInvariant | RegexOptions.ECMAScript);

    private static readonly Regex Groups = new("^[0-9a-f]{1,4}(:[0-9a-f]{1,4}){0,6}::?$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    private readonly NamePattern? _wildcards;
    private readonly byte[] _network = [];
    private readonly int _bits;

    private AddressPattern(NamePattern wildcards) => _wildcards = wildcards;

    private AddressPattern(byte[] network, int bits) => (_network, _bits) = (network, bits);

    /// <summary>Parses a pattern.</summary>
    /// <exception cref="NovaException">NovaFilterInputInvalid: it is none of these.</exception>
    public static AddressPattern Parse(string text) => TryParse(text.Trim())
        ?? throw new NovaException(NovaErrorId.NovaFilterInputInvalid, "'" + text + "' is not an IP address or a part of one")
        {
            Target = "-IPAddress",
            Remedy = "Specify an address, a network such as 10.0.0.0/24, the beginning of an address such as '10.0.', or wildcards such as "
                + "'10.*.5'.",
        };

    /// <summary>Whether an address of a server matches.</summary>
    public bool Matches(string address)
    {
        if (_wildcards is not null)
            return _wildcards.Covers(address);
        return IPAddress.TryParse(address, out var parsed) && AddressBits.ArePrefixesEqual(parsed.GetAddressBytes(), _network, _bits);
    }

    private static AddressPattern? TryParse(string text)
    {
        if (text.IndexOfAny(['*', '?']) >= 0)
            return text.All(c => c is '*' or '?' or '.' or ':' || Uri.IsHexDigit(c)) ? new AddressPattern(new NamePattern(text)) : null;
        var slash = text.IndexOf('/');
        if (slash >= 0)
        {
            return int.TryParse(text.Substring(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var bits)
                && ReadAddress(text.Substring(0, slash)) is { } network && bits <= network.Length * 8
                ? new AddressPattern(network, bits) : null;
        }

        if (Octets.IsMatch(text))
        {
            // IPAddress.Parse reads 10.1 as 10.0.0.1, and 010 as an octal number.
            var octets = text.TrimEnd('.').Split('.').Select(o => int.Parse(o, CultureInfo.InvariantCulture)).ToList();
            return octets.TrueForAll(o => o <= 255) && !(octets.Count == 4 && text.EndsWith(".", StringComparison.Ordinal))
                ? new AddressPattern([.. octets.Concat(new int[4]).Take(4).Select(o => (byte)o)], octets.Count * 8) : null;
        }

        if (Groups.IsMatch(text))
        {
            var groups = text.TrimEnd(':').Split(':')
                .Select(g => int.Parse(g, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToList();
            return new AddressPattern([.. groups.Concat(new int[8]).Take(8).SelectMany(g => new[] { (byte)(g >> 8), (byte)g })],
                groups.Count * 16);
        }

        return ReadAddress(text) is { } address ? new AddressPattern(address, address.Length * 8) : null;
    }

    private static byte[]? ReadAddress(string text) => IPAddress.TryParse(text, out var address)
        && (address.AddressFamily == AddressFamily.InterNetworkV6 ? text.IndexOf('%') < 0
            : text.Count(c => c == '.') == 3 && text.All(c => c == '.' || char.IsDigit(c))) ? address.GetAddressBytes() : null;
}
