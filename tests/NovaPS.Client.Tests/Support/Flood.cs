using System;
using System.Globalization;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace NovaPS.Client.Tests.Support;

/// <summary>A server whose responses start correctly and do not end.</summary>
internal sealed class Flood : IDisposable
{
    private const int ChunkSize = 64 * 1024;

    private readonly string _head;
    private readonly string _body;
    private readonly byte[] _chunk;
    private readonly TimeSpan _pause;
    private long _sent;

    /// <param name="body">The start of the body.</param>
    /// <param name="unit">The text that is repeated without end.</param>
    /// <param name="status">The status and the headers.</param>
    /// <param name="pause">The pause after each unit; null for no pause.</param>
    public Flood(string body, string unit, string status = "200 OK", TimeSpan? pause = null)
    {
        (_head, _body, _pause) = ("HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\n\r\n", body, pause ?? TimeSpan.Zero);
        _chunk = Encoding.UTF8.GetBytes(pause is null ? string.Concat(Enumerable.Repeat(unit, 1 + (ChunkSize / unit.Length))) : unit);
        Server = new RawServer(_ => (string?)null) { Write = WriteAsync };
    }

    public RawServer Server { get; }

    /// <summary>The number of bytes sent, over all bodies.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>A complete response that is small, and large when decompressed.</summary>
    public static RawServer Gzip(string body, string unit, int megabytes)
    {
        var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(body));
            var chunk = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(unit, 1024 * 1024 / unit.Length)));
            for (var i = 0; i < megabytes; i++)
                gzip.Write(chunk);
        }

        var head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: "
            + compressed.Length.ToString(CultureInfo.InvariantCulture) + "\r\n\r\n";
        return new RawServer(_ => (string?)null)
        {
            Write = async (_, stream, cancellation) =>
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes(head), cancellation);
                await stream.WriteAsync(compressed.ToArray(), cancellation);
            },
        };
    }

    public void Dispose() => Server.Dispose();

    private async Task WriteAsync(RawRequest request, Stream stream, CancellationToken cancellation)
    {
        await stream.WriteAsync(Encoding.UTF8.GetBytes(_head + _body), cancellation);
        while (true)
        {
            await stream.WriteAsync(_chunk, cancellation);
            Interlocked.Add(ref _sent, _chunk.Length);
            if (_pause > TimeSpan.Zero)
                await Task.Delay(_pause, cancellation);
        }
    }
}
