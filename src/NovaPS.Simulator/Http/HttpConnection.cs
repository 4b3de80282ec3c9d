using System;
using System.IO;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace NovaPS.Simulator.Http;

/// <summary>Reads the requests of one connection, and writes the responses. It blocks no thread while it waits.</summary>
internal sealed class HttpConnection : IDisposable
{
    private readonly Socket _socket;
    private readonly NetworkStream _stream;
    private readonly HttpRequestReader _reader;
    private readonly IRequestHandler _handler;
    private readonly CancellationToken _stopping;
    private readonly int _number;

    public HttpConnection(Socket socket, int number, IRequestHandler handler, CancellationToken stopping)
    {
        _socket = socket;
        _socket.NoDelay = true;
        _stream = new NetworkStream(socket, ownsSocket: true);
        _reader = new HttpRequestReader(_stream);
        _number = number;
        _handler = handler;
        _stopping = stopping;
    }

    public void Dispose() => _stream.Dispose();

    public async Task RunAsync()
    {
        try
        {
            while (await ServeAsync().ConfigureAwait(false))
            {
            }
        }
        catch (InvalidDataException e)
        {
            await RefuseAsync(e.Message).ConfigureAwait(false);
        }
        catch (Exception e) when (IsEnd(e))
        {
            // The client disconnected, or the simulator was stopped.
        }
        finally
        {
            Dispose();
        }
    }

    private static bool IsEnd(Exception e) =>
        e is IOException or SocketException or ObjectDisposedException or OperationCanceledException or InvalidOperationException;

    /// <summary>Processes one request. Returns false if the connection is to be closed.</summary>
    private async Task<bool> ServeAsync()
    {
        var request = await _reader.ReadAsync().ConfigureAwait(false);
        if (request is null)
            return false;
        request.ConnectionNumber = _number;

        var exchange = _handler.Handle(request);
        if (exchange.Delay > TimeSpan.Zero)
            await Task.Delay(exchange.Delay, _stopping).ConfigureAwait(false);
        if (exchange.Response is { } response)
            return await WriteAsync(request, response, exchange.Truncate).ConfigureAwait(false);

        if (exchange.HoldsConnection)
            await _reader.WaitForEndAsync().ConfigureAwait(false);
        else
            Reset();
        return false;
    }

    private async Task<bool> WriteAsync(NovaSimulatorRequest request, HttpResponse response, int? truncate)
    {
        var closes = truncate is not null
            || request.IsTooLarge
            || response.IsKeystone
            || !_handler.KeepsConnections
            || request.Protocol != "HTTP/1.1"
            || request.Header("Connection")?.IndexOf("close", StringComparison.OrdinalIgnoreCase) >= 0;
        var head = HttpResponseWriter.Head(
            response, _handler.KeepsConnections, closes && truncate is null, truncate is not null, _handler.Now);
        var length = Math.Min(Math.Max(truncate ?? response.Body.Length, 0), response.Body.Length);

        // A single write, so that a small response is one packet.
        var bytes = new byte[head.Length + length];
        Buffer.BlockCopy(head, 0, bytes, 0, head.Length);
        Buffer.BlockCopy(response.Body, 0, bytes, head.Length, length);
        request.StatusCode = response.Status;
        await _stream.WriteAsync(bytes, 0, bytes.Length, _stopping).ConfigureAwait(false);
        if (closes)
            _socket.Shutdown(SocketShutdown.Send);
        // Closing a connection with unread data resets it, and the response could be lost.
        if (request.IsTooLarge)
            await _reader.WaitForEndAsync().ConfigureAwait(false);
        return !closes;
    }

    /// <summary>Resets the connection. Closing the stream would shut it down gracefully; only closing the socket resets it.</summary>
    private void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Close();
    }

    private async Task RefuseAsync(string reason)
    {
        var response = new HttpResponse(400, HttpResponse.Utf8(reason)).With("Content-Type", "text/plain").WithLength();
        var head = HttpResponseWriter.Head(response, keepsConnections: true, closes: true, needsLength: true, _handler.Now);
        try
        {
            await _stream.WriteAsync(head, 0, head.Length).ConfigureAwait(false);
            await _stream.WriteAsync(response.Body, 0, response.Body.Length).ConfigureAwait(false);
        }
        catch (Exception e) when (IsEnd(e))
        {
            // The client disconnected before it received the response.
        }
    }
}
