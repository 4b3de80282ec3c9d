using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace NovaPS.Robustness.Fuzzing;

/// <summary>One JSON document, random or recorded, most of them changed by some bytes.</summary>
internal sealed class JsonCase(int seed, IReadOnlyList<RecordedResponse> recorded)
{
    private static readonly string[] Names = ["id", "name", "output", "addresses", "", "a\\u0041b", "\\\"", "\u00e9\ud83d\ude00"];

    private static readonly string[] Numbers = ["0", "-0", "-1", "7", "123456789", "1234567890", "9223372036854775807",
        "9223372036854775808", "-9223372036854775808", "0.0", "-0.5", "1e5", "1E+2", "2e-7", "1.25e308", "1e309", "4.9e-324", "01", "-",
        "+1", "1.", ".5", "1e", "0x1F", "1_0", "NaN", "-Infinity", "12345678901234567890.123456789"];

    private static readonly string[] Texts = ["", "ACTIVE", "2026-11-23T22:56:45Z", "\\n\\t\\b\\f\\r\\/\\\\\\\"", "\\u00e9",
        "\\ud83d\\ude00", "\\ud83d", "\\ude00\\ud83d", "\\ud83dx\\ude00", "\u00e9\u4e2d\ud83d\ude00\u2028", "\\u0000", "\\x", "\\u12g4",
        "\\U0041", "\n", "\0", "\u007f", "</script>"];

    private static readonly string[] Inserted = ["\"", "\\", "{", "}", "[", "]", ",", ":", "0", "-", ".", "e", "t", "null", "true", "\\u",
        "/* c */", "//", "'", "\uFEFF", "\0", "\u001f", "\u00a0", "\v", "\n", " ", "undefined", "NaN", "}{", "\\ud800", "1e999"];

    private static readonly string[] Blanks = ["", "", "", " ", "\n", "\r\n", "\t", "  "];

    private readonly Random _random = new(seed);
    private string? _split;

    /// <summary>Runs it.</summary>
    /// <returns>Whether the document was JSON, and how the readers differ.</returns>
    public (bool IsStrict, string? Difference) Run()
    {
        var document = Create();
        for (var n = _random.Next(4) - 1; n > 0; n--)
            document = Change(document);
        try
        {
            return (JsonComparison.IsStrict(document), JsonComparison.Compare(document, _random, _split));
        }
        catch (Exception e)
        {
            return (false, e.ToString());
        }
    }

    private T Pick<T>(IReadOnlyList<T> values) => values[_random.Next(values.Count)];

    private byte[] Create()
    {
        if (_random.Next(8) == 0)
            return Pick(recorded).Response.Body;
        var text = new StringBuilder(_random.Next(50) == 0 ? "\uFEFF" : string.Empty);
        AppendValue(text, 0);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private void AppendValue(StringBuilder text, int depth)
    {
        text.Append(Pick(Blanks));
        var kind = depth == 0 ? _random.Next(6) : depth > 5 ? _random.Next(3, 8) : _random.Next(8);
        switch (kind)
        {
            case 0 or 1:
                AppendMany(text, "{}", depth, _ =>
                {
                    var name = Pick(Names);
                    text.Append(Pick(Blanks)).Append('"').Append(name).Append('"').Append(Pick(Blanks)).Append(':');
                });
                break;
            case 2:
                if (_random.Next(60) == 0)
                    AppendNested(text);
                else
                    AppendMany(text, "[]", depth, _ => { });
                break;
            case 3 or 4:
                AppendText(text);
                break;
            case 5 or 6:
                AppendNumber(text);
                break;
            default:
                text.Append(Pick(new[] { "true", "false", "null", "null", "tru", "nul", "True" }.AsSpan(0, _random.Next(9) == 0 ? 7 : 4)
                    .ToArray()));
                break;
        }

        text.Append(Pick(Blanks));
    }

    private void AppendMany(StringBuilder text, string brackets, int depth, Action<int> before)
    {
        text.Append(brackets[0]).Append(Pick(Blanks));
        var count = _random.Next(5);
        for (var i = 0; i < count; i++)
        {
            text.Append(i == 0 ? string.Empty : ",");
            before(i);
            AppendValue(text, depth + 1);
        }

        text.Append(brackets[1]);
    }

    /// <summary>Around the limit of the depth.</summary>
    private void AppendNested(StringBuilder text)
    {
        var levels = _random.Next(55, 66);
        text.Insert(text.Length, "[", levels).Append(Pick(Numbers)).Insert(text.Length, "]", levels);
    }

    private void AppendText(StringBuilder text)
    {
        text.Append('"');
        for (var n = _random.Next(4); n > 0; n--)
            text.Append(_random.Next(3) == 0 ? Pick(Texts.AsSpan(0, _random.Next(12) == 0 ? Texts.Length : 11).ToArray())
                : new string((char)_random.Next('a', 'z' + 1), _random.Next(70)));
        if (_random.Next(1500) == 0)
        {
            // Longer than the buffer and than a part.
            _split = Pick(Names);
            for (var length = _random.Next(100_000); length > 0; length -= 20)
                text.Append(Pick(Texts.AsSpan(0, 10).ToArray())).Append("0123456789");
        }

        text.Append('"');
    }

    private void AppendNumber(StringBuilder text)
    {
        if (_random.Next(3) == 0)
            text.Append(Pick(Numbers.AsSpan(0, _random.Next(9) == 0 ? Numbers.Length : 15).ToArray()));
        else if (_random.Next(100) == 0)
            text.Append(new string((char)_random.Next('1', '9' + 1), _random.Next(370, 390)));
        else if (_random.Next(2) == 0)
            text.Append(_random.NextInt64(long.MinValue, long.MaxValue) >> _random.Next(64));
        else
            text.Append(BitConverter.Int64BitsToDouble(_random.NextInt64()).ToString("R", CultureInfo.InvariantCulture));
    }

    private byte[] Change(byte[] document)
    {
        var bytes = document.ToList();
        var at = _random.Next(bytes.Count + 1);
        var count = Math.Min(_random.Next(1, 8), bytes.Count - at);
        switch (_random.Next(6))
        {
            case 0:
                bytes.RemoveRange(at, count);
                break;
            case 1:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 2:
                bytes.InsertRange(at, bytes.GetRange(at, count));
                break;
            case 3 when at < bytes.Count:
                bytes[at] = (byte)_random.Next(256);
                break;
            case 4 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << _random.Next(8));
                break;
            default:
                bytes.InsertRange(at, Encoding.UTF8.GetBytes(Pick(Inserted)));
                break;
        }

        return [.. bytes];
    }
}
