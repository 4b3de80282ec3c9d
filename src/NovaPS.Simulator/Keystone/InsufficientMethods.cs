using System;

namespace NovaPS.Simulator.Keystone;

/// <summary>Thrown for a login that needs further methods. The response is a receipt.</summary>
internal sealed class InsufficientMethods(Receipt receipt) : Exception("Further login methods are required.")
{
    public Receipt Receipt { get; } = receipt;
}
