using System;
using System.Linq;

namespace NovaPS.Client.Waiting;

/// <summary>Which of a server's addresses is meant.</summary>
/// <param name="network">The name of the network; null: any.</param>
/// <param name="type">fixed or floating; null: a floating one where there is one.</param>
internal sealed class AddressChoice(string? network, string? type)
{
    /// <summary>
    /// The address: a floating one before a fixed one (it is made to be reached from elsewhere), IPv4 before IPv6, then in the cloud's
    /// order. null: the server has none such.
    /// </summary>
    public string? Choose(NovaServer server) => server.Addresses
        .Where(a => a?.IPAddress is not null && (network is null || a.Network == network) && (type is null || Is(a, type)))
        .OrderByDescending(a => Is(a, "floating")).ThenBy(a => a.Version == 6)
        .FirstOrDefault()?.IPAddress;

    /// <summary>What a server without such an address lacks.</summary>
    public override string ToString() => (type is null ? "address" : type.ToLowerInvariant() + " address")
        + (network is null ? string.Empty : " on the network '" + network + "'");

    private static bool Is(NovaServerAddress address, string type) =>
        string.Equals(address.Type ?? "fixed", type, StringComparison.OrdinalIgnoreCase);
}
