using System;
using System.Text;

namespace NovaPS.Client.Json;

/// <summary>
/// Returns one string for equal texts, such as names of members, statuses and flavors, so that a list does not allocate them for each row.
/// It has a fixed size: of the texts with the same hash, it keeps the last two. It is used from several threads without a lock, because an
/// entry does not change.
/// </summary>
internal sealed class StringCache
{
    /// <summary>The longest text that is kept, in bytes. Longer ones rarely repeat.</summary>
    public const int MaxLength = 64;

    private const int Slots = 2048;

    private readonly Entry?[] _entries = new Entry?[Slots];

    /// <summary>Returns the text of UTF-8 bytes without escapes.</summary>
    public string Get(byte[] bytes, int start, int length)
    {
        if (length > MaxLength)
            return Encoding.UTF8.GetString(bytes, start, length);
        var slot = (int)(Hash(bytes, start, length) % Slots) & ~1;
        var first = _entries[slot];
        if (first?.Is(bytes, start, length) == true)
            return first.Text;
        if (_entries[slot + 1] is { } second && second.Is(bytes, start, length))
            return second.Text;
        var entry = new Entry(bytes, start, length);
        (_entries[slot], _entries[slot + 1]) = (entry, first);
        return entry.Text;
    }

    private static uint Hash(byte[] bytes, int start, int length)
    {
        var (hash, end) = ((ulong)length, start + length);
        for (; start + sizeof(ulong) <= end; start += sizeof(ulong))
            hash = (hash ^ BitConverter.ToUInt64(bytes, start)) * 0x9E3779B97F4A7C15;
        for (; start < end; start++)
            hash = (hash ^ bytes[start]) * 0x9E3779B97F4A7C15;
        return (uint)(hash >> 32);
    }

    private sealed class Entry
    {
        private readonly byte[] _bytes;

        public Entry(byte[] bytes, int start, int length)
        {
            _bytes = new byte[length];
            Buffer.BlockCopy(bytes, start, _bytes, 0, length);
            Text = Encoding.UTF8.GetString(_bytes);
        }

        public string Text { get; }

        public bool Is(byte[] bytes, int start, int length)
        {
            var own = _bytes;
            if (own.Length != length)
                return false;
            for (var i = 0; i < own.Length; i++)
            {
                if (own[i] != bytes[start + i])
                    return false;
            }

            return true;
        }
    }
}
