using System;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace NovaPS.Client;

/// <summary>The compute service of one connection: adds the token to a call, and renews it once when it is refused.</summary>
internal sealed class ComputeClient : IDisposable
{
    private readonly HttpPipe _pipe;
    private int _closed;

    public ComputeClient(HttpPipe pipe, TokenSource tokens, Uri endpoint, IClock clock)
    {
        _pipe = pipe;
        Tokens = tokens;
        Endpoint = endpoint;
        Clock = clock;
    }

    /// <summary>The endpoint, without a slash at its end.</summary>
    public Uri Endpoint { get; }

    public TokenSource Tokens { get; }

    public IClock Clock { get; }

    /// <summary>The connection that servers and actions are marked with.</summary>
    public NovaConnection? Connection { get; set; }

    public bool IsClosed => Volatile.Read(ref _closed) != 0;

    /// <summary>Ends the connection: what is still under way fails, nothing new begins.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
            _pipe.Dispose();
    }

    public async Task<T> SendAsync<T>(
        HttpMethod method, string pathAndQuery, byte[]? body, int expected, Func<HttpAnswer, T> read, ICallObserver observer, CancellationToken cancellation)
    {
        var call = new HttpCall(method, new Uri(Endpoint.AbsoluteUri.TrimEnd('/') + pathAndQuery)) { Body = body, Expected = expected };
        call.Token = await Tokens.GetAsync(observer, cancellation).ConfigureAwait(false);
        try
        {
            return await _pipe.SendAsync(call, read, observer, cancellation).ConfigureAwait(false);
        }
        catch (NovaException e) when (e.ErrorId == NovaErrorId.NovaUnauthorized)
        {
            // Refused, so not carried out: the same request may go out again with another token. Once.
            var renewed = await Tokens.RenewAsync(call.Token, "the cloud refused it", observer, cancellation).ConfigureAwait(false);
            if (renewed is null)
                throw;
            call.Token = renewed;
        }

        try
        {
            return await _pipe.SendAsync(call, read, observer, cancellation).ConfigureAwait(false);
        }
        catch (NovaException e)
        {
            e.Attempts++;
            throw;
        }
    }
}
