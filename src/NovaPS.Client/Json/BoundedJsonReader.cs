using System.IO;
using System.Text;
using Newtonsoft.Json;
using NovaPS.Client.Http;

namespace NovaPS.Client.Json;

/// <summary>
/// Reads strict JSON within the limits of a response. Newtonsoft accepts more than JSON, such as comments, which would hide values.
/// </summary>
internal sealed class BoundedJsonReader : JsonTextReader
{
    private const int BufferSize = 4096;

    private readonly ResponseBody _body;
    private long _kept;

    /// <param name="body">The body.</param>
    /// <param name="split">The member whose long value is split into several members of the same name; null for none.</param>
    public BoundedJsonReader(ResponseBody body, string? split = null)
        : base(split is null ? Open(body) : new StringSplitter(Open(body), split))
    {
        _body = body;
        // Dates are read as text, because Newtonsoft would not parse Nova's two formats correctly.
        DateParseHandling = DateParseHandling.None;
        MaxDepth = ResponseLimits.MaxDepth;
    }

    /// <summary>Counts the memory of a value that is stored.</summary>
    /// <exception cref="NovaException">NovaProtocolError: the limit is exceeded.</exception>
    public void Keep(int bytes)
    {
        _kept += bytes;
        if (_kept > _body.Limits.Values)
            throw ResponseLimits.Exceeded("its values take more than " + ResponseLimits.Size(_body.Limits.Values));
    }

    public override bool Read()
    {
        var isRead = base.Read();
        _body.EndToken();
        if (TokenType is JsonToken.Comment or JsonToken.StartConstructor or JsonToken.Undefined
            || (TokenType is JsonToken.String or JsonToken.PropertyName && QuoteChar != '"')
            || (TokenType == JsonToken.Float && Value is double and (double.NaN or double.PositiveInfinity or double.NegativeInfinity)))
            throw new JsonReaderException("it is not JSON");
        return isRead;
    }

    private static StreamReader Open(ResponseBody body) =>
        new(body, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, BufferSize);
}
