using System.Collections.Generic;
using System.Text;

namespace NovaPS.Simulator.Http;

/// <summary>A response before it is written.</summary>
internal sealed class HttpResponse(int status, byte[] body)
{
    public int Status { get; } = status;

    public byte[] Body { get; } = body;

    /// <summary>The headers, in the order in which they are sent, with the names that the service passes to WSGI.</summary>
    public List<KeyValuePair<string, string>> Headers { get; } = [];

    /// <summary>Whether the response is from Keystone, whose WSGI server writes responses differently from Nova's.</summary>
    public bool IsKeystone { get; set; }

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    public HttpResponse With(string name, string value)
    {
        Headers.Add(new KeyValuePair<string, string>(name, value));
        return this;
    }

    public HttpResponse WithLength() => With("Content-Length", Formats.Invariant(Body.Length));
}
