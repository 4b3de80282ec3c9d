using System;
using System.Text;
using Newtonsoft.Json;

namespace NovaPS.Client.Json;

/// <summary>Finds the tokens in the bytes of the body. The text of the current token is always in the buffer as a whole.</summary>
internal sealed partial class BoundedJsonReader
{
    /// <summary>Large enough that most tokens are not moved, and not in the large object heap.</summary>
    private const int BufferSize = 64 * 1024;

    /// <summary>The length of the parts of a long value, in bytes.</summary>
    private const int PartLength = 64 * 1024;

    /// <summary>The limit of JsonTextReader: a BigInteger of a million digits takes seconds to parse.</summary>
    private const int MaxIntegerLength = 380;

    private byte[] _bytes;

    /// <summary>The next byte to read, and the end of the bytes in the buffer.</summary>
    private int _position;
    private int _end;

    /// <summary>The text of the current string or number, without quotation marks.</summary>
    private int _start;
    private int _length;
    private bool _hasEscape;

    /// <summary>Whether the current string is a part that another one follows, and whether the name of that one was read.</summary>
    private bool _isPart;
    private bool _isPartNamed;

    private bool _isStarted;
    private int _line = 1;

    /// <summary>The position of the buffer in its line.</summary>
    private long _offset;

    /// <summary>Reads the name or the text of the next part of a long value.</summary>
    private bool ReadPart()
    {
        if (!_isPart)
            return false;
        _isPartNamed = !_isPartNamed;
        if (_isPartNamed)
        {
            (_token, _value) = (JsonToken.PropertyName, _name);
            return true;
        }

        _isPart = false;
        return ScanText(isSplit: true) && Complete(JsonToken.String, null);
    }

    /// <summary>Skips white space.</summary>
    /// <returns>The next byte, which is not read yet; -1 at the end of the body.</returns>
    private int NextByte()
    {
        while (true)
        {
            while (_position < _end)
            {
                var next = _bytes[_position];
                if (next > ' ')
                    return next;
                if (next is not ((byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t'))
                    throw Invalid();
                _position++;
                if (next == '\n')
                    (_line, _offset) = (_line + 1, -_position);
            }

            _start = _position;
            if (!Fill())
                return -1;
        }
    }

    /// <summary>Reads more bytes behind those from <see cref="_start"/> on, which are moved to the start of the buffer.</summary>
    /// <returns>Whether there are more.</returns>
    private bool Fill()
    {
        if (_start > 0)
        {
            Buffer.BlockCopy(_bytes, _start, _bytes, 0, _end - _start);
            (_position, _end, _offset) = (_position - _start, _end - _start, _offset + _start);
            _start = 0;
        }

        if (_end == _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, 64));
        var length = _body.Read(_bytes, _end, _bytes.Length - _end);
        _end += length;
        if (!_isStarted && length > 0)
        {
            _isStarted = true;
            SkipByteOrderMark();
        }

        return length > 0;
    }

    private void SkipByteOrderMark()
    {
        while (_end < 3 && _body.Read(_bytes, _end, 1) > 0)
            _end++;
        if (_end >= 3 && _bytes[0] == 0xEF && _bytes[1] == 0xBB && _bytes[2] == 0xBF)
            _position = _start = 3;
    }

    /// <summary>Reads the string at the position.</summary>
    /// <returns>Whether it is complete, or the body ends in it.</returns>
    private bool ScanString(bool isSplit)
    {
        _position++;
        return ScanText(isSplit);
    }

    private bool ScanText(bool isSplit)
    {
        (_start, _hasEscape) = (_position, false);
        var afterHigh = -1;
        while (true)
        {
            if (!isSplit)
                SkipPlainText();
            if (_position == _end)
            {
                var moved = _start;
                if (!Fill())
                    return false;
                afterHigh -= moved;
                continue;
            }

            var next = _bytes[_position];
            _length = _position - _start;
            if (next == '"')
            {
                _position++;
                return true;
            }

            // Neither within a character, nor between two surrogates.
            if (isSplit && _length >= PartLength && next is < 0x80 or >= 0xC0 && _position != afterHigh)
                return _isPart = true;
            if (next < ' ')
                throw Invalid();
            if (next != '\\')
                _position++;
            else if (!ScanEscape(ref afterHigh))
                return false;
        }
    }

    private void SkipPlainText()
    {
        var (bytes, position, end) = (_bytes, _position, _end);
        while (position < end && bytes[position] is >= (byte)' ' and not ((byte)'"' or (byte)'\\'))
            position++;
        _position = position;
    }

    /// <summary>Reads an escape sequence.</summary>
    /// <param name="afterHigh">Set to the position after it if it is a high surrogate.</param>
    /// <returns>False if the body ends in it.</returns>
    private bool ScanEscape(ref int afterHigh)
    {
        _hasEscape = true;
        if (!Require(2))
            return false;
        switch (_bytes[_position + 1])
        {
            case (byte)'u':
                if (!Require(6))
                    return false;
                var unit = Utf8Text.Hex(_bytes, _position + 2);
                if (unit < 0)
                    throw Invalid();
                _position += 6;
                if (char.IsHighSurrogate((char)unit))
                    afterHigh = _position;
                return true;
            case (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t':
                _position += 2;
                return true;
            default:
                throw Invalid();
        }
    }

    /// <summary>Reads until a number of bytes are in the buffer.</summary>
    private bool Require(int count)
    {
        while (_end - _position < count)
        {
            if (!Fill())
                return false;
        }

        return true;
    }

    private bool ScanLiteral(string literal)
    {
        _start = _position;
        if (!Require(literal.Length))
            return false;
        foreach (var c in literal)
        {
            if (_bytes[_position++] != c)
                throw Invalid();
        }

        return true;
    }

    /// <summary>Reads a number.</summary>
    /// <returns>Whether it has a fraction or an exponent.</returns>
    private bool ScanNumber()
    {
        (_start, _hasEscape) = (_position, false);
        while ((_position < _end || Fill()) && _bytes[_position] is (>= (byte)'0' and <= (byte)'9') or (byte)'-' or (byte)'+' or (byte)'.'
            or (byte)'e' or (byte)'E')
            _position++;
        _length = _position - _start;
        var (i, end) = (_start, _position);
        if (i < end && _bytes[i] == '-')
            i++;
        var first = i;
        if (!SkipDigits(ref i, end) || (_bytes[first] == '0' && i > first + 1))
            throw Invalid();
        var isInteger = i == end;
        if (i < end && _bytes[i] == '.' && (++i == end || !SkipDigits(ref i, end)))
            throw Invalid();
        if (i < end && _bytes[i] is (byte)'e' or (byte)'E')
        {
            if (++i < end && _bytes[i] is (byte)'+' or (byte)'-')
                i++;
            if (!SkipDigits(ref i, end))
                throw Invalid();
        }

        return i == end && (!isInteger || _length <= MaxIntegerLength) ? !isInteger : throw Invalid();
    }

    private bool SkipDigits(ref int position, int end)
    {
        var start = position;
        while (position < end && _bytes[position] is >= (byte)'0' and <= (byte)'9')
            position++;
        return position > start;
    }

    private string DecodeText() => _hasEscape ? Utf8Text.Unescape(_bytes, _start, _length)
        : Encoding.UTF8.GetString(_bytes, _start, _length);

    /// <summary>The error has a path so that it shows the position; see HttpTransport.</summary>
    private JsonReaderException Invalid() => new("it is not JSON", string.Empty, _line, (int)(_offset + _position + 1), null);
}
