using System;
using NovaPS.Client;

namespace NovaPS;

/// <summary>One address of a server.</summary>
public sealed class NovaServerAddress
{
    /// <summary>The name of the network.</summary>
    public string? Network { get; set; }

    /// <summary>
    /// The IPv4 or IPv6 address. It is not named Address, because arrays have a method of that name, so
    /// <c>$server.Addresses.Address</c> would not return addresses.
    /// </summary>
    public string? IPAddress { get; set; }

    /// <summary>4 or 6.</summary>
    public int? Version { get; set; }

    /// <summary>fixed or floating.</summary>
    public string? Type { get; set; }

    /// <summary>The MAC address of the port.</summary>
    public string? MacAddress { get; set; }

    /// <summary>Whether it is of the type. An address without a type is fixed.</summary>
    internal bool Is(string type) => string.Equals(Type ?? "fixed", type, StringComparison.OrdinalIgnoreCase);

    /// <summary>The address.</summary>
    public override string ToString() => DisplayText.Clean(IPAddress ?? string.Empty);
}
