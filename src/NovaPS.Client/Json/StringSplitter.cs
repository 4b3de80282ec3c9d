using System.IO;

namespace NovaPS.Client.Json;

/// <summary>
/// Splits the long string of one member into several members of the same name, such as <c>"output": "ab"</c> into <c>"output": "a",
/// "output": "b"</c>, so that the parser does not store the whole string. Other long strings are also split, which changes or breaks the
/// document.
/// </summary>
/// <param name="source">The JSON.</param>
/// <param name="name">The name of the member.</param>
internal sealed class StringSplitter(TextReader source, string name) : TextReader
{
    private const int PartLength = 64 * 1024;

    /// <summary>The maximum number of characters of an escape after its backslash: one, and four more after u.</summary>
    private const int AfterBackslash = 5;

    private readonly char[] _chunk = new char[4096];
    private readonly string _joint = "\",\"" + name + "\":\"";
    private int _start;
    private int _end;
    private int _inJoint = int.MaxValue;
    private bool _isInString;
    private int _escape;
    private bool _isAfterHigh;
    private int _length;

    public override int Read(char[] buffer, int index, int count)
    {
        var written = 0;
        while (written < count)
        {
            if (_inJoint < _joint.Length)
            {
                buffer[index + written++] = _joint[_inJoint++];
                continue;
            }

            if (_start == _end)
            {
                if (written > 0)
                    break;
                (_start, _end) = (0, source.Read(_chunk, 0, _chunk.Length));
                if (_end == 0)
                    break;
            }

            var c = _chunk[_start];
            if (_length >= PartLength && CanSplitBefore(c))
            {
                (_inJoint, _length) = (0, 0);
                continue;
            }

            _start++;
            Follow(c);
            buffer[index + written++] = c;
        }

        return written;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            source.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Whether the string can be split here. It cannot within an escape, or within a surrogate pair, escaped or not.</summary>
    private bool CanSplitBefore(char c) => _isInString && _escape == 0 && !_isAfterHigh && c != '"' && !char.IsLowSurrogate(c);

    private void Follow(char c)
    {
        _length++;
        if (!_isInString)
        {
            if (c == '"')
                (_isInString, _isAfterHigh, _length) = (true, false, 0);
        }
        else if (_escape == AfterBackslash)
        {
            _escape = c == 'u' ? AfterBackslash - 1 : 0;
            _isAfterHigh = false;
        }
        else if (_escape > 0)
        {
            // D800 to DBFF are high surrogates.
            _isAfterHigh = _escape == AfterBackslash - 1 ? c is 'd' or 'D'
                : _isAfterHigh && (_escape < AfterBackslash - 2 || c is '8' or '9' or 'a' or 'A' or 'b' or 'B');
            _escape--;
        }
        else if (c == '\\')
        {
            _escape = AfterBackslash;
        }
        else
        {
            _isInString = c != '"';
            _isAfterHigh = false;
        }
    }
}
