using System;
using System.Globalization;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace NovaPS.Robustness.Wire;

/// <summary>A request as it was received.</summary>
internal sealed record Request(string Head, string Body)
{
    public string Method => Head.Split(' ')[0];

    public string Target => Head.Split(' ')[1];

    /// <summary>Reads one request; null: the client has closed the connection.</summary>
    public static async Task<Request?> ReadAsync(Stream stream, CancellationToken cancellation)
    {
        var bytes = new byte[16 * 1024];
        var (length, end) = (0, -1);
        while (end < 0)
        {
            if (length == bytes.Length)
                Array.Resize(ref bytes, 2 * bytes.Length);
            var n = await stream.ReadAsync(bytes.AsMemory(length), cancellation);
            if (n == 0)
                return null;
            length += n;
            end = bytes.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
        }

        var head = Encoding.Latin1.GetString(bytes, 0, end + 4);
        var request = new Request(head, string.Empty);
        var body = new byte[int.Parse(request.Header("Content-Length") ?? "0", CultureInfo.InvariantCulture)];
        var there = Math.Min(body.Length, length - end - 4);
        Array.Copy(bytes, end + 4, body, 0, there);
        await stream.ReadExactlyAsync(body.AsMemory(there), cancellation);
        return request with { Body = Encoding.UTF8.GetString(body) };
    }

    public string? Header(string name)
    {
        foreach (var line in Head.Split("\r\n"))
        {
            if (line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
                return line[(name.Length + 1)..].Trim();
        }

        return null;
    }
}
