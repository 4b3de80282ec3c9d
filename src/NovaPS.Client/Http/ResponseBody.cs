using System;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace NovaPS.Client.Http;

/// <summary>
/// The decompressed body of a response, with limits and immediate cancellation. <see cref="PrefetchAsync"/> reads asynchronously; the rest
/// is read by a parser that blocks, and requires its own thread.
/// </summary>
/// <param name="source">The stream of the response.</param>
/// <param name="limits">The limits of the response.</param>
/// <param name="onProgress">Called after each <see cref="ResponseLimits.BytesPerTimeLimit"/> received.</param>
/// <param name="cancellation">Ends a read immediately, even if the stream ignores it.</param>
internal sealed class ResponseBody(Stream source, ResponseLimits limits, Action onProgress, CancellationToken cancellation) : Stream
{
    /// <summary>The size of the buffer at first.</summary>
    public const int FirstSize = 16 * 1024;

    /// <summary>Smaller reads use the buffer.</summary>
    private const int MinDirectRead = 4096;

    /// <summary>A large buffer that no response uses, so that not every page of a list allocates one.</summary>
    private static byte[]? _spare;

    private byte[] _buffer = [];
    private int _start;
    private int _end;
    private int _sinceToken;

    /// <summary>The limits of the response.</summary>
    public ResponseLimits Limits { get; } = limits;

    /// <summary>The number of bytes received, decompressed.</summary>
    public long Received { get; private set; }

    /// <summary>The number of bytes that can be read without waiting.</summary>
    public int Available => _end - _start;

    /// <summary>Whether the end was reached. A response that is not read to its end must be aborted.</summary>
    public bool IsEnded { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Reads up to a number of bytes without blocking a thread.</summary>
    /// <returns>Whether the body has ended.</returns>
    public async Task<bool> PrefetchAsync(int bytes)
    {
        while (!IsEnded && _end < bytes)
        {
            if (_end == _buffer.Length)
                Grow(bytes);
            _end += await ReceiveAsync(_buffer, _end, _buffer.Length - _end).ConfigureAwait(false);
        }

        return IsEnded;
    }

    /// <summary>Returns the prefetched bytes, up to a maximum, as text.</summary>
    public string PrefetchedText(int maxBytes = int.MaxValue) => Encoding.UTF8.GetString(_buffer, 0, Math.Min(_end, maxBytes));

    /// <summary>Resets the token limit after the parser has completed a token.</summary>
    public void EndToken() => _sinceToken = 0;

    /// <exception cref="NovaException">NovaProtocolError: a limit is exceeded.</exception>
    public override int Read(byte[] buffer, int offset, int count)
    {
        int length;
        if (_start == _end && !IsEnded && count >= MinDirectRead)
        {
            length = ReceiveAsync(buffer, offset, count).GetAwaiter().GetResult();
        }
        else
        {
            if (_start == _end && !IsEnded)
            {
                if (_buffer.Length == 0)
                    _buffer = new byte[FirstSize];
                (_start, _end) = (0, ReceiveAsync(_buffer, 0, _buffer.Length).GetAwaiter().GetResult());
            }

            length = Math.Min(count, _end - _start);
            Buffer.BlockCopy(_buffer, _start, buffer, offset, length);
            _start += length;
        }

        _sinceToken += length;
        if (_sinceToken > Limits.Token)
            throw ResponseLimits.Exceeded("a string, name or number in it has more than " + ResponseLimits.Size(Limits.Token));
        return length;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        // A read that was canceled may still write into the buffer.
        if (disposing && IsEnded && _buffer.Length > FirstSize)
            Interlocked.Exchange(ref _spare, Interlocked.Exchange(ref _buffer, []));
        base.Dispose(disposing);
    }

    private void Grow(int bytes)
    {
        var larger = _end == 0 ? new byte[FirstSize] : Interlocked.Exchange(ref _spare, null);
        if (larger is null || (_end > 0 && larger.Length < bytes))
            larger = new byte[bytes];
        Buffer.BlockCopy(_buffer, 0, larger, 0, _end);
        _buffer = larger;
    }

    private async Task<int> ReceiveAsync(byte[] buffer, int offset, int count)
    {
        cancellation.ThrowIfCancellationRequested();
        // Some streams pass over the token while they wait.
        var length = await source.ReadAsync(buffer, offset, count, cancellation).OrCanceledAsync(cancellation).ConfigureAwait(false);
        IsEnded = length == 0;
        var units = Received / ResponseLimits.BytesPerTimeLimit;
        Received += length;
        if (Received > Limits.Body)
            throw ResponseLimits.Exceeded("its body has more than " + ResponseLimits.Size(Limits.Body));
        if (Received / ResponseLimits.BytesPerTimeLimit > units)
            onProgress();
        return length;
    }
}
