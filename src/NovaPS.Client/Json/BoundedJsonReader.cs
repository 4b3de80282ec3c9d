using System;
using System.Globalization;
using System.Numerics;
using Newtonsoft.Json;
using NovaPS.Client.Http;

namespace NovaPS.Client.Json;

/// <summary>
/// Reads strict JSON (RFC 8259) within the limits of a response. A text is decoded only if its value is requested: most values of a list
/// are skipped. Newtonsoft's own reader creates a string for each value and name, which takes more time and memory than all the rest, and
/// accepts more than JSON, such as comments, which would hide values. tests/NovaPS.Benchmarks/RESULTS.md has the figures.
/// </summary>
internal sealed partial class BoundedJsonReader : JsonReader
{
    private static readonly object True = true;
    private static readonly object False = false;

    /// <summary>The names of members and the texts that repeat, of all responses.</summary>
    private static readonly StringCache Repeated = new();

    private readonly ResponseBody _body;
    private readonly string? _split;
    private long _kept;

    private JsonToken _token;
    private Expected _expected = Expected.Value;
    private object? _value;
    private string? _name;

    /// <summary>One bit for each open container, 1 for an object; the lowest bit is the innermost one.</summary>
    private ulong _containers;
    private int _depth;

    /// <param name="body">The body.</param>
    /// <param name="split">The member whose long value is read in parts, as several members of the same name; null for none.</param>
    public BoundedJsonReader(ResponseBody body, string? split = null)
    {
        (_body, _split) = (body, split);
        _bytes = new byte[body.IsEnded ? body.Available : BufferSize];
    }

    private enum Expected
    {
        Value,
        ValueOrEnd,
        NameOrEnd,
        CommaOrEnd,
        Nothing,
    }

    public override JsonToken TokenType => _token;

    /// <summary>The number of objects and arrays that the current token is in.</summary>
    public override int Depth => _token is JsonToken.StartObject or JsonToken.StartArray ? _depth - 1 : _depth;

    /// <summary>The name, string (string), number (long, BigInteger or double) or Boolean; null for other tokens.</summary>
    public override object? Value => _value ??= _token switch
    {
        JsonToken.String => DecodeText(),
        JsonToken.Integer => long.TryParse(DecodeText(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? (object)number : BigInteger.Parse(DecodeText(), CultureInfo.InvariantCulture),
        JsonToken.Float => double.TryParse(DecodeText(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && !double.IsInfinity(number) ? number : throw Invalid(),
        _ => null,
    };

    public override Type? ValueType => Value?.GetType();

    /// <summary>The string, from the texts that repeat if it is one of them.</summary>
    public string RepeatedText => _value as string
        ?? (string)(_value = _hasEscape ? Utf8Text.Unescape(_bytes, _start, _length) : Repeated.Get(_bytes, _start, _length));

    /// <summary>Counts the memory of a value that is stored.</summary>
    /// <exception cref="NovaException">NovaProtocolError: the limit is exceeded.</exception>
    public void Keep(int bytes)
    {
        _kept += bytes;
        if (_kept > _body.Limits.Values)
            throw ResponseLimits.Exceeded("its values take more than " + ResponseLimits.Size(_body.Limits.Values));
    }

    /// <summary>Parses the time in a string; see <see cref="Utf8Text.TryParseTime"/>.</summary>
    public bool TryGetTime(out DateTimeOffset time) => Utf8Text.TryParseTime(_bytes, _start, _hasEscape ? 0 : _length, out time);

    /// <summary>Returns an integer of up to nine digits.</summary>
    public bool TryGetNumber(out int number)
    {
        number = 0;
        if (_token != JsonToken.Integer || _length > 9 || _bytes[_start] == '-')
            return false;
        for (var i = _start; i < _start + _length; i++)
            number = (10 * number) + _bytes[i] - '0';
        return true;
    }

    /// <exception cref="JsonReaderException">It is not JSON, or nested too deeply.</exception>
    /// <exception cref="NovaException">NovaProtocolError: a limit is exceeded.</exception>
    public override bool Read()
    {
        _value = null;
        if (!ReadPart() && !ReadToken())
        {
            _token = JsonToken.None;
            return false;
        }

        _body.EndToken();
        return true;
    }

    private bool ReadToken()
    {
        var next = NextByte();
        if (next < 0)
            return false;
        switch (_expected)
        {
            case Expected.NameOrEnd when next == '}':
            case Expected.ValueOrEnd when next == ']':
                return EndContainer();
            case Expected.NameOrEnd:
                return ReadName(next);
            case Expected.CommaOrEnd when next == ',':
                _position++;
                next = NextByte();
                return next >= 0 && (IsInObject ? ReadName(next) : ReadValue(next));
            case Expected.CommaOrEnd when next == (IsInObject ? '}' : ']'):
                return EndContainer();
            case Expected.Value or Expected.ValueOrEnd:
                return ReadValue(next);
            default:
                throw Invalid();
        }
    }

    private bool IsInObject => (_containers & 1) != 0;

    private bool ReadName(int next)
    {
        if (next != '"')
            throw Invalid();
        if (!ScanString(isSplit: false))
            return false;
        _name = RepeatedText;
        next = NextByte();
        if (next != ':')
            return next < 0 ? false : throw Invalid();
        _position++;
        (_token, _value, _expected) = (JsonToken.PropertyName, _name, Expected.Value);
        return true;
    }

    private bool ReadValue(int next)
    {
        switch (next)
        {
            case '"':
                return ScanString(_split is not null && _token == JsonToken.PropertyName && _name == _split)
                    && Complete(JsonToken.String, null);
            case '{':
                return BeginContainer(JsonToken.StartObject, 1, Expected.NameOrEnd);
            case '[':
                return BeginContainer(JsonToken.StartArray, 0, Expected.ValueOrEnd);
            case 't':
                return ScanLiteral("true") && Complete(JsonToken.Boolean, True);
            case 'f':
                return ScanLiteral("false") && Complete(JsonToken.Boolean, False);
            case 'n':
                return ScanLiteral("null") && Complete(JsonToken.Null, null);
            default:
                return Complete(ScanNumber() ? JsonToken.Float : JsonToken.Integer, null);
        }
    }

    private bool Complete(JsonToken token, object? value)
    {
        (_token, _value, _expected) = (token, value, _depth == 0 ? Expected.Nothing : Expected.CommaOrEnd);
        return true;
    }

    private bool BeginContainer(JsonToken token, ulong kind, Expected expected)
    {
        if (_depth == ResponseLimits.MaxDepth)
            throw Invalid();
        _position++;
        _depth++;
        _containers = (_containers << 1) | kind;
        (_token, _expected) = (token, expected);
        return true;
    }

    private bool EndContainer()
    {
        var token = IsInObject ? JsonToken.EndObject : JsonToken.EndArray;
        _position++;
        _depth--;
        _containers >>= 1;
        return Complete(token, null);
    }
}
