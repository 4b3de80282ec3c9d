namespace NovaPS.Client;

/// <summary>Compares the bits of IP addresses.</summary>
internal static class AddressBits
{
    /// <summary>Whether the first bits of two addresses are equal; false for an IPv4 and an IPv6 address.</summary>
    public static bool ArePrefixesEqual(byte[] one, byte[] other, int bits)
    {
        if (one.Length != other.Length)
            return false;
        for (var i = 0; i < one.Length && bits > 0; i++, bits -= 8)
        {
            var mask = bits >= 8 ? 0xFF : 0xFF << (8 - bits);
            if (((one[i] ^ other[i]) & mask & 0xFF) != 0)
                return false;
        }

        return true;
    }
}
