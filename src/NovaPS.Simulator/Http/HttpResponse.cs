using System.Collections.Generic;
using System.Text;

namespace NovaPS.Simulator.Http;

/// <summary>An answer before it is put on the wire.</summary>
internal sealed class HttpResponse(int status, byte[] body)
{
    public int Status { get; } = status;

    public byte[] Body { get; } = body;

    /// <summary>Headers in the order in which they are sent; the names are those that the service gives to WSGI.</summary>
    public List<KeyValuePair<string, string>> Headers { get; } = [];

    /// <summary>Keystone and Nova run in different WSGI servers, which dress an answer differently.</summary>
    public bool IsKeystone { get; set; }

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    public HttpResponse With(string name, string value)
    {
        Headers.Add(new KeyValuePair<string, string>(name, value));
        return this;
    }

    public HttpResponse WithLength() => With("Content-Length", Formats.Invariant(Body.Length));
}
