using System.Globalization;
using System.Text;

namespace NovaPS.Simulator.Http;

/// <summary>Writes JSON with the spaces and escapes of Python's json.dumps, so that bodies match the recorded ones byte for byte.</summary>
internal sealed class PythonJson
{
    private readonly StringBuilder _text = new();
    private bool _needsComma;

    public override string ToString() => _text.ToString();

    public byte[] ToBytes() => Encoding.ASCII.GetBytes(_text.ToString());

    public PythonJson Object() => Open('{');

    public PythonJson EndObject() => Close('}');

    public PythonJson Array() => Open('[');

    public PythonJson EndArray() => Close(']');

    public PythonJson Name(string name)
    {
        Comma();
        Quote(name);
        _text.Append(": ");
        _needsComma = false;
        return this;
    }

    public PythonJson Value(string? value)
    {
        Comma();
        if (value is null)
            _text.Append("null");
        else
            Quote(value);
        return this;
    }

    public PythonJson Value(int value)
    {
        Comma();
        _text.Append(value.ToString(CultureInfo.InvariantCulture));
        return this;
    }

    public PythonJson Value(bool value)
    {
        Comma();
        _text.Append(value ? "true" : "false");
        return this;
    }

    /// <summary>Writes a number.</summary>
    public PythonJson Number(string digits)
    {
        Comma();
        _text.Append(digits);
        return this;
    }

    public PythonJson Member(string name, string? value) => Name(name).Value(value);

    public PythonJson Member(string name, int value) => Name(name).Value(value);

    public PythonJson Member(string name, bool value) => Name(name).Value(value);

    /// <summary>Writes a link, {"rel": ..., "href": ...}, as an element.</summary>
    public PythonJson Link(string rel, string href) => Object().Member("rel", rel).Member("href", href).EndObject();

    private PythonJson Open(char bracket)
    {
        Comma();
        _text.Append(bracket);
        _needsComma = false;
        return this;
    }

    private PythonJson Close(char bracket)
    {
        _text.Append(bracket);
        _needsComma = true;
        return this;
    }

    private void Comma()
    {
        if (_needsComma)
            _text.Append(", ");
        _needsComma = true;
    }

    private void Quote(string value)
    {
        _text.Append('"');
        foreach (var c in value)
        {
            switch (c)
            {
                case '"': _text.Append("\\\""); break;
                case '\\': _text.Append("\\\\"); break;
                case '\n': _text.Append("\\n"); break;
                case '\r': _text.Append("\\r"); break;
                case '\t': _text.Append("\\t"); break;
                case '\b': _text.Append("\\b"); break;
                case '\f': _text.Append("\\f"); break;
                case >= ' ' and <= '~': _text.Append(c); break;
                default: _text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)); break;
            }
        }

        _text.Append('"');
    }
}
