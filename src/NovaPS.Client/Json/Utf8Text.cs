using System;
using System.Text;

namespace NovaPS.Client.Json;

/// <summary>Decodes the texts and times of JSON from UTF-8.</summary>
internal static class Utf8Text
{
    /// <summary>The replacement for surrogates that are not a pair.</summary>
    private const char Replacement = '\uFFFD';

    /// <summary>Decodes a string with escape sequences, which were validated. Bytes that are not UTF-8 are replaced.</summary>
    public static string Unescape(byte[] bytes, int start, int length)
    {
        var (text, end) = (new StringBuilder(length), start + length);
        while (start < end)
        {
            var escape = Array.IndexOf(bytes, (byte)'\\', start, end - start);
            if (escape < 0)
                escape = end;
            text.Append(Encoding.UTF8.GetString(bytes, start, escape - start));
            if (escape == end)
                break;
            start = escape + 2;
            switch (bytes[escape + 1])
            {
                case (byte)'u':
                    text.Append((char)Hex(bytes, start));
                    start += 4;
                    break;
                case (byte)'b':
                    text.Append('\b');
                    break;
                case (byte)'f':
                    text.Append('\f');
                    break;
                case (byte)'n':
                    text.Append('\n');
                    break;
                case (byte)'r':
                    text.Append('\r');
                    break;
                case (byte)'t':
                    text.Append('\t');
                    break;
                default:
                    text.Append((char)bytes[escape + 1]);
                    break;
            }
        }

        return ReplaceLoneSurrogates(text).ToString();
    }

    /// <summary>Returns the value of four hexadecimal digits; -1 if they are not valid.</summary>
    public static int Hex(byte[] bytes, int start)
    {
        var value = 0;
        for (var i = start; i < start + 4; i++)
        {
            var digit = bytes[i] switch
            {
                >= (byte)'0' and <= (byte)'9' => bytes[i] - '0',
                >= (byte)'a' and <= (byte)'f' => bytes[i] - 'a' + 10,
                >= (byte)'A' and <= (byte)'F' => bytes[i] - 'A' + 10,
                _ => -1,
            };
            if (digit < 0)
                return -1;
            value = (16 * value) + digit;
        }

        return value;
    }

    /// <summary>
    /// Parses "2026-11-23T22:56:45Z" or "2026-11-23T22:56:45.000000", which are both UTC, without a string. Returns false for other texts.
    /// </summary>
    public static bool TryParseTime(byte[] bytes, int start, int length, out DateTimeOffset time)
    {
        time = default;
        if (length < 19 || bytes[start + 4] != '-' || bytes[start + 7] != '-' || bytes[start + 10] != 'T' || bytes[start + 13] != ':'
            || bytes[start + 16] != ':')
            return false;
        var (year, month, day) = (Digits(bytes, start, 4), Digits(bytes, start + 5, 2), Digits(bytes, start + 8, 2));
        var (hour, minute, second) = (Digits(bytes, start + 11, 2), Digits(bytes, start + 14, 2), Digits(bytes, start + 17, 2));
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour is < 0 or > 23
            || minute is < 0 or > 59 || second is < 0 or > 59)
            return false;
        var (i, end, ticks, unit) = (start + 19, start + length, 0L, TimeSpan.TicksPerSecond);
        if (i < end && bytes[i] == '.')
        {
            for (i++; i < end && bytes[i] is >= (byte)'0' and <= (byte)'9'; i++)
                ticks += (unit /= 10) * (bytes[i] - '0');
        }

        if (i < end && bytes[i] == 'Z')
            i++;
        if (i < end)
            return false;
        time = new DateTimeOffset(new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc).AddTicks(ticks));
        return true;
    }

    private static int Digits(byte[] bytes, int start, int count)
    {
        var value = 0;
        for (var i = start; i < start + count; i++)
        {
            if (bytes[i] is < (byte)'0' or > (byte)'9')
                return -1;
            value = (10 * value) + bytes[i] - '0';
        }

        return value;
    }

    private static StringBuilder ReplaceLoneSurrogates(StringBuilder text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                i++;
            else if (char.IsSurrogate(text[i]))
                text[i] = Replacement;
        }

        return text;
    }
}
