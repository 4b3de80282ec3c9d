using System;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace NovaPS.Client.Http;

/// <summary>
/// The body of a response, decompressed: counted, limited, and cancelled at once. It is read asynchronously as far as
/// <see cref="PrefetchAsync"/> goes; what is left is read by a parser that blocks, which needs a thread of its own.
/// </summary>
/// <param name="source">The stream of the response.</param>
/// <param name="limits">What it may have at most.</param>
/// <param name="onProgress">Called each time that it has delivered another <see cref="ResponseLimits.BytesPerTimeLimit"/>.</param>
/// <param name="cancellation">Ends a read at once, whatever the stream makes of it.</param>
internal sealed class ResponseBody(Stream source, ResponseLimits limits, Action onProgress, CancellationToken cancellation) : Stream
{
    private const int FirstSize = 16 * 1024;

    private byte[] _buffer = new byte[FirstSize];
    private int _start;
    private int _end;
    private int _sinceToken;

    /// <summary>What the response may have at most.</summary>
    public ResponseLimits Limits { get; } = limits;

    /// <summary>The bytes that were received.</summary>
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

    /// <summary>Reads up to so many bytes without blocking a thread.</summary>
    /// <returns>Whether that is the whole body.</returns>
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

    /// <summary>What was prefetched, or the begin of it, as text.</summary>
    public string PrefetchedText(int maxBytes = int.MaxValue) => Encoding.UTF8.GetString(_buffer, 0, Math.Min(_end, maxBytes));

    /// <summary>The parser has completed a token: the next one has the whole limit again.</summary>
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
