using System;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace NovaPS.Robustness.Wire;

/// <summary>One request, and the means to respond to it in any way.</summary>
internal sealed class Exchange(FarEnd end, Request request, Socket socket, NetworkStream stream, CancellationToken cancellation)
{
    /// <summary>More than any client has to read of one response; one that has read so much is not bounded.</summary>
    public const long MostBytes = 400L * 1024 * 1024;

    private WireResponse? _response;

    public Request Request { get; } = request;

    /// <summary>The URL of this end, as the client knows it.</summary>
    public string Root => end.Url.AbsoluteUri.TrimEnd('/');

    /// <summary>Whether the fault changed the response: one of rows cannot without rows.</summary>
    public bool IsApplied { get; set; } = true;

    /// <summary>The bytes that were written.</summary>
    public long Written { get; private set; }

    /// <summary>All that the client sent, with its secrets, as a server that debugs echoes it.</summary>
    public string Echo => Request.Head + Request.Body;

    /// <summary>The secret of the request: a token, or what its body has.</summary>
    public string Secret => Request.Header("X-Auth-Token") ?? end.Secret;

    /// <summary>Has the simulator carry the request out. Once, however often it is called.</summary>
    public async Task<WireResponse> ForwardAsync() => _response ??= await end.ForwardAsync(Request, cancellation);

    /// <returns>Whether the connection stays open.</returns>
    public async Task<bool> SendAsync(WireResponse response)
    {
        await WriteAsync(Encoding.Latin1.GetBytes(response.Head()));
        if (response.Status is not (204 or 304 or < 200))
            await WriteAsync(response.Body);
        return !response.Head().Contains("Connection: close", StringComparison.OrdinalIgnoreCase) && response.Protocol == "HTTP/1.1";
    }

    /// <summary>Writes text byte for byte, and closes the connection.</summary>
    public async Task<bool> SendRawAsync(string text)
    {
        await WriteAsync(Encoding.Latin1.GetBytes(text));
        return false;
    }

    public async Task WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        Written += bytes.Length;
        end.Count(bytes.Length);
        await stream.WriteAsync(bytes, cancellation);
    }

    /// <summary>Writes the same again and again until the client has enough.</summary>
    public async Task<bool> SendEndlesslyAsync(string start, string part)
    {
        await WriteAsync(Encoding.Latin1.GetBytes(start));
        var text = new StringBuilder();
        while (text.Length < 64 * 1024)
            text.Append(part);
        var bytes = Encoding.Latin1.GetBytes(text.ToString());
        while (Written < MostBytes)
            await WriteAsync(bytes);
        end.Unbounded = true;
        return false;
    }

    /// <summary>Writes nothing more until the client closes the connection. Meanwhile the request does not count as in progress.</summary>
    public async Task<bool> HoldAsync()
    {
        end.Release(this);
        var one = new byte[256];
        while (await stream.ReadAsync(one, cancellation) > 0)
        {
        }

        return false;
    }

    /// <summary>Writes so slowly that the client has to give up first.</summary>
    public async Task<bool> DripAsync(ReadOnlyMemory<byte> bytes)
    {
        end.Release(this);
        for (var i = 0; i < bytes.Length; i++)
        {
            await WriteAsync(bytes.Slice(i, 1));
            await Task.Delay(20, cancellation);
        }

        return await HoldAsync();
    }

    public bool Reset()
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Close();
        return false;
    }
}
