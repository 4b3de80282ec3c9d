using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Net.Sockets;
using System.Text;

namespace NovaPS.Simulator.Tests.Support;

/// <summary>A connection that sends exactly the specified bytes, without an HTTP library.</summary>
internal sealed class WireClient : IDisposable
{
    private readonly TcpClient _client;
    private readonly NetworkStream _stream;

    public WireClient(Uri address)
    {
        _client = new TcpClient();
        _client.Connect(address.Host, address.Port);
        _stream = _client.GetStream();

        // Ends a test that hangs. No test measures time.
        _stream.ReadTimeout = 60_000;
    }

    public static WireResponse Exchange(Uri address, string request, bool isHead = false)
    {
        using var client = new WireClient(address);
        client.Send(request);
        return client.Read(isHead);
    }

    public void Send(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        _stream.Write(bytes, 0, bytes.Length);
    }

    /// <summary>Closes the sending side, as a client does after its last request.</summary>
    public void CloseSending() => _client.Client.Shutdown(SocketShutdown.Send);

    /// <summary>Reads one response. The body ends by Content-Length, or with the connection.</summary>
    public WireResponse Read(bool isHead = false)
    {
        var head = ReadHead();
        var interim = "";
        if (head.StartsWith("HTTP/1.1 100", StringComparison.Ordinal))
        {
            interim = head;
            head = ReadHead();
        }

        var length = new WireResponse(head, "").Header("Content-Length");
        if (isHead)
            return new WireResponse(head, "");
        var body = length is null ? ReadToEnd() : ReadBytes(int.Parse(length, CultureInfo.InvariantCulture));
        return new WireResponse(interim.Length > 0 ? head + "\r\n(after 100 Continue)" : head, Encoding.UTF8.GetString(body));
    }

    /// <summary>Reads until the other side closes. Throws when it resets the connection.</summary>
    public byte[] ReadToEnd()
    {
        using var all = new MemoryStream();
        _stream.CopyTo(all);
        return all.ToArray();
    }

    public void Dispose() => _client.Dispose();

    private string ReadHead()
    {
        var bytes = new List<byte>();
        while (true)
        {
            var value = _stream.ReadByte();
            if (value < 0)
                throw new EndOfStreamException($"The connection ended after {bytes.Count} bytes of a head.");
            bytes.Add((byte)value);
            if (value == '\n' && bytes.Count >= 4 && bytes[^2] == '\r' && bytes[^3] == '\n' && bytes[^4] == '\r')
                return Encoding.UTF8.GetString(bytes.ToArray());
        }
    }

    private byte[] ReadBytes(int count)
    {
        var bytes = new byte[count];
        _stream.ReadExactly(bytes);
        return bytes;
    }
}
