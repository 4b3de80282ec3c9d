namespace NovaPS;

/// <summary>One address of a server.</summary>
public sealed class NovaServerAddress
{
    /// <summary>The name of the network.</summary>
    public string? Network { get; set; }

    /// <summary>The address itself, IPv4 or IPv6.</summary>
    public string? Address { get; set; }

    /// <summary>4 or 6.</summary>
    public int? Version { get; set; }

    /// <summary>fixed or floating.</summary>
    public string? Type { get; set; }

    /// <summary>The MAC address of the port.</summary>
    public string? MacAddress { get; set; }

    /// <summary>The address.</summary>
    public override string ToString() => Address ?? string.Empty;
}
