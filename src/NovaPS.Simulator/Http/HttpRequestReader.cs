using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;
using System.Threading.Tasks;

namespace NovaPS.Simulator.Http;

/// <summary>Reads the requests of one connection, one after the other.</summary>
internal sealed class HttpRequestReader(Stream stream)
{
    /// <summary>
    /// The largest body that is read, in bytes: the default of max_request_body_size in oslo.middleware, which Keystone and Nova use.
    /// </summary>
    public const int MaxBody = 114688;

    private const int MaxHead = 128 * 1024;
    private static readonly Encoding Latin1 = Encoding.GetEncoding("iso-8859-1");
    private static readonly byte[] Continue = Encoding.ASCII.GetBytes("HTTP/1.1 100 Continue\r\n\r\n");

    private byte[] _buffer = new byte[8 * 1024];
    private int _start;
    private int _end;

    /// <summary>Returns the next request; null if the client closed the connection.</summary>
    public async Task<NovaSimulatorRequest?> ReadAsync()
    {
        var head = await ReadHeadAsync().ConfigureAwait(false);
        if (head is null)
            return null;
        var request = Parse(head);

        request.IsChunked = request.Header("Transfer-Encoding")?.IndexOf("chunked", StringComparison.OrdinalIgnoreCase) >= 0;
        if (string.Equals(request.Header("Expect"), "100-continue", StringComparison.OrdinalIgnoreCase))
            await stream.WriteAsync(Continue, 0, Continue.Length).ConfigureAwait(false);
        if (request.IsChunked)
            request.WireBodyBytes = await ReadChunksAsync().ConfigureAwait(false);
        else if (ContentLength(request) is var length && length <= MaxBody)
            request.WireBodyBytes = await ReadBytesAsync((int)length).ConfigureAwait(false);
        else
            request.IsTooLarge = true;
        return request;
    }

    /// <summary>Waits until the client has closed the connection or reset it.</summary>
    public async Task WaitForEndAsync()
    {
        _start = _end = 0;
        while (await stream.ReadAsync(_buffer, 0, _buffer.Length).ConfigureAwait(false) > 0)
        {
        }
    }

    private static NovaSimulatorRequest Parse(string head)
    {
        var lines = head.Split(["\r\n"], StringSplitOptions.None);
        var words = lines[0].Split(' ');
        if (words.Length != 3 || !words[2].StartsWith("HTTP/1.", StringComparison.Ordinal))
            throw new InvalidDataException("The request line is malformed.");

        var request = new NovaSimulatorRequest(head, words[0], words[1], words[2]);
        for (var i = 1; i < lines.Length && lines[i].Length > 0; i++)
        {
            var colon = lines[i].IndexOf(':');
            if (colon <= 0)
                throw new InvalidDataException("A header is malformed.");
            request.WireHeaderLines.Add(lines[i]);
            var name = lines[i].Substring(0, colon);
            var value = lines[i].Substring(colon + 1).Trim();
            request.WireHeaders[name] = request.WireHeaders.TryGetValue(name, out var before) ? before + "," + value : value;
        }

        return request;
    }

    private static long ContentLength(NovaSimulatorRequest request)
    {
        var text = request.Header("Content-Length");
        if (text is null)
            return 0;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            ? length
            : throw new InvalidDataException("Content-Length is malformed.");
    }

    private async Task<string?> ReadHeadAsync()
    {
        var searched = 0;
        while (true)
        {
            for (var i = _start + searched; i + 3 < _end; i++)
            {
                if (_buffer[i] != '\r' || _buffer[i + 1] != '\n' || _buffer[i + 2] != '\r' || _buffer[i + 3] != '\n')
                    continue;
                var head = Latin1.GetString(_buffer, _start, i + 4 - _start);
                _start = i + 4;
                return head;
            }

            searched = Math.Max(0, _end - _start - 3);
            if (_end - _start > MaxHead)
                throw new InvalidDataException("The head of the request is too long.");
            if (!await FillAsync().ConfigureAwait(false))
                return null;
        }
    }

    private async Task<byte[]> ReadBytesAsync(int length)
    {
        var bytes = new byte[length];
        var done = Math.Min(length, _end - _start);
        Buffer.BlockCopy(_buffer, _start, bytes, 0, done);
        _start += done;
        while (done < length)
        {
            var read = await stream.ReadAsync(bytes, done, length - done).ConfigureAwait(false);
            if (read == 0)
                throw new EndOfStreamException();
            done += read;
        }

        return bytes;
    }

    /// <summary>Nova refuses a chunked body, but it must be read before a response can be sent.</summary>
    private async Task<byte[]> ReadChunksAsync()
    {
        var body = new List<byte>();
        while (true)
        {
            var line = await ReadLineAsync().ConfigureAwait(false);
            var size = line.Split(';')[0].Trim();
            if (!int.TryParse(size, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var length)
                || length < 0 || length > MaxBody - body.Count)
            {
                throw new InvalidDataException("A chunk is malformed.");
            }

            if (length == 0)
                break;
            body.AddRange(await ReadBytesAsync(length).ConfigureAwait(false));
            await ReadLineAsync().ConfigureAwait(false);
        }

        while ((await ReadLineAsync().ConfigureAwait(false)).Length > 0)
        {
        }

        return body.ToArray();
    }

    private async Task<string> ReadLineAsync()
    {
        while (true)
        {
            for (var i = _start; i + 1 < _end; i++)
            {
                if (_buffer[i] != '\r' || _buffer[i + 1] != '\n')
                    continue;
                var line = Latin1.GetString(_buffer, _start, i - _start);
                _start = i + 2;
                return line;
            }

            if (_end - _start > MaxHead || !await FillAsync().ConfigureAwait(false))
                throw new EndOfStreamException();
        }
    }

    private async Task<bool> FillAsync()
    {
        if (_start > 0)
        {
            Buffer.BlockCopy(_buffer, _start, _buffer, 0, _end - _start);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, _buffer.Length * 2);
        var read = await stream.ReadAsync(_buffer, _end, _buffer.Length - _end).ConfigureAwait(false);
        _end += read;
        return read > 0;
    }
}
