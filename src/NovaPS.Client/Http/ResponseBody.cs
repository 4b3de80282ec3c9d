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
    private const int FirstSize = 16 * 1024;

    private byte[] _buffer = new byte[FirstSize];
    private int _start;
    private int _end;
    private int _sinceToken;

    /// <summary>The limits of the response.</summary>
    public ResponseLimits Limits { get; } = limits;

    /// <summary>The number of bytes received, decompressed.</summary>
    public long Received { get; private set; }

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
                Array.Resize(ref _buffer, Math.Min(2 * _buffer.Length, bytes));
            await FillAsync().ConfigureAwait(false);
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
        if (_start == _end && !IsEnded)
        {
            _start = _end = 0;
            FillAsync().GetAwaiter().GetResult();
        }

        var length = Math.Min(count, _end - _start);
        Buffer.BlockCopy(_buffer, _start, buffer, offset, length);
        _start += length;
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

    private async Task FillAsync()
    {
        cancellation.ThrowIfCancellationRequested();
        // Some streams pass over the token while they wait.
        var length = await source.ReadAsync(_buffer, _end, _buffer.Length - _end, cancellation).OrCancelledAsync(cancellation)
            .ConfigureAwait(false);
        if (length == 0)
        {
            IsEnded = true;
            return;
        }

        var units = Received / ResponseLimits.BytesPerTimeLimit;
        _end += length;
        Received += length;
        if (Received > Limits.Body)
            throw ResponseLimits.Exceeded("its body has more than " + ResponseLimits.Size(Limits.Body));
        if (Received / ResponseLimits.BytesPerTimeLimit > units)
            onProgress();
    }
}
