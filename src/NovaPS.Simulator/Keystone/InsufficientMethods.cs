using System;

namespace NovaPS.Simulator.Keystone;

/// <summary>A login that is answered with a receipt, thrown where it is found and answered in one place.</summary>
internal sealed class InsufficientMethods(Receipt receipt) : Exception("Further login methods are required.")
{
    public Receipt Receipt { get; } = receipt;
}
