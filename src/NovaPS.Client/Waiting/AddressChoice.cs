using NovaPS.Client.Errors;

namespace NovaPS.Client.Waiting;

/// <summary>Selects one address of a server.</summary>
/// <param name="network">The name of the network; null for any.</param>
/// <param name="type">fixed or floating; null for any, preferably floating.</param>
internal sealed class AddressChoice(string? network, string? type)
{
    /// <summary>The choice as arguments of Wait-NovaServer that can be pasted; empty if there is none.</summary>
    public string Arguments => (network is null ? string.Empty : " -Network " + RemedyCommand.Quote(network))
        + (type is null ? string.Empty : " -AddressType " + type);

    /// <summary>Returns the address; null if the server has no such address.</summary>
    public string? Choose(NovaServer server) => server.ChooseAddress(network, type);

    /// <summary>Describes the address for messages, such as "floating address on the network 'net1'".</summary>
    public override string ToString() => (type is null ? "address" : type.ToLowerInvariant() + " address")
        + (network is null ? string.Empty : " on the network '" + network + "'");
}
