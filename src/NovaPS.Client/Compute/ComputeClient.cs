using System;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Http;
using NovaPS.Client.Identity;
using NovaPS.Client.Lookups;
using NovaPS.Client.Operations;

namespace NovaPS.Client.Compute;

/// <summary>The client of Nova for one connection. It adds the token to requests, and renews it once if it is refused.</summary>
internal sealed class ComputeClient : IDisposable
{
    private readonly HttpTransport _transport;
    private readonly string _prefix;
    private readonly object _lock = new();
    private CloudClock _time = CloudClock.Unknown;
    private bool _isClosed;
    private bool _isDisposed;
    private int _uses;

    public ComputeClient(HttpTransport transport, TokenProvider tokens, Uri endpoint, IClock clock, Microversion? pinned = null)
    {
        _transport = transport;
        Tokens = tokens;
        Endpoint = endpoint;
        _prefix = endpoint.AbsoluteUri.TrimEnd('/');
        Clock = clock;
        Names = new NameDirectory(tokens, clock);
        Directory = new CloudDirectory(this);
        Versions = new MicroversionSource(transport, endpoint, pinned, tokens.GetAsync);
    }

    /// <summary>The endpoint, without a trailing slash.</summary>
    public Uri Endpoint { get; }

    public TokenProvider Tokens { get; }

    /// <summary>The transport to Nova, for requests without a token.</summary>
    public HttpTransport Transport => _transport;

    public IClock Clock { get; }

    /// <summary>The names of users and projects.</summary>
    public NameDirectory Names { get; }

    /// <summary>The flavors, images, zones and compute hosts of the cloud.</summary>
    public CloudDirectory Directory { get; }

    /// <summary>Finds the endpoints of other services; null if the user passed a token, which has no catalog.</summary>
    public CatalogServices? Services { get; init; }

    /// <summary>The microversion in use.</summary>
    public MicroversionSource Versions { get; }

    /// <summary>The ids of the requests that caused actions in this session.</summary>
    public IssuedRequestIds IssuedRequestIds { get; } = new();

    /// <summary>The known range of the cloud's clock.</summary>
    public CloudClock CloudTime => WithLogin(Volatile.Read(ref _time));

    /// <summary>The connection that servers and actions refer to.</summary>
    public NovaConnection? Connection { get; set; }

    /// <summary>The maximum number of concurrent requests, for all commands together.</summary>
    public int MaxConcurrency => _transport.MaxConcurrency;

    /// <summary>Redacts the secrets of the connection.</summary>
    public SecretRedactor Redactor => _transport.Redactor;

    /// <summary>Whether the connection is closed for new commands.</summary>
    public bool IsClosed
    {
        get
        {
            lock (_lock)
                return _isClosed;
        }
    }

    /// <summary>Counts a command that uses the connection. If it succeeds, <see cref="EndUseAsync"/> must follow.</summary>
    /// <returns>Whether the connection can be used; false if it was closed, for example by another runspace.</returns>
    public bool TryBeginUse()
    {
        lock (_lock)
        {
            if (_isClosed)
                return false;
            _uses++;
            return true;
        }
    }

    /// <summary>Ends the use by a command. The last one disposes of a connection that was replaced meanwhile.</summary>
    public Task EndUseAsync()
    {
        lock (_lock)
        {
            if (--_uses > 0 || !_isClosed || _isDisposed)
                return Task.CompletedTask;
        }

        return EndAsync(NoLog.Instance);
    }

    /// <summary>Closes a connection that was replaced. Its token is revoked when the commands that use it have completed.</summary>
    public Task RetireAsync(IClientLog log)
    {
        lock (_lock)
        {
            _isClosed = true;
            if (_uses > 0)
                return Task.CompletedTask;
        }

        return EndAsync(log);
    }

    /// <summary>Closes the connection. Requests in flight fail.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_isDisposed)
                return;
            (_isClosed, _isDisposed) = (true, true);
        }

        _transport.Dispose();
        Tokens.Keystone?.Dispose();
        // Servers and actions still refer to the connection, but must not keep its secrets.
        Tokens.Clear();
        IssuedRequestIds.Clear();
    }

    /// <summary>Records a time in a response. The cloud's clock was at least at this time.</summary>
    public void ObserveTime(DateTimeOffset? time) => ObserveTime(known => WithLogin(known).WithSeen(time, Clock.Elapsed));

    private CloudClock WithLogin(CloudClock known) => Tokens.Current is { IssuedAt: { } issuedAt } token
        ? known.WithLogin(issuedAt, token.SentAt, token.ReceivedAt) : known;

    private void ObserveTime(Func<CloudClock, CloudClock> observe)
    {
        lock (_lock)
            _time = observe(_time);
    }

    /// <summary>Returns the URL of a path below the endpoint.</summary>
    /// <param name="pathAndQuery">From <see cref="ApiPath"/>.</param>
    public Uri At(string pathAndQuery) => new(_prefix + pathAndQuery);

    /// <summary>Sends a GET request with the connection's microversion.</summary>
    /// <param name="pathAndQuery">From <see cref="ApiPath"/>.</param>
    /// <param name="limits">The limits of the response.</param>
    /// <param name="read">Reads the response.</param>
    /// <param name="log">Receives verbose messages and traces.</param>
    /// <param name="cancellation">Cancels the request.</param>
    public async Task<T> GetAsync<T>(string pathAndQuery, ResponseLimits limits, Func<ApiResponse, T> read, IClientLog log,
        CancellationToken cancellation)
    {
        var version = await Versions.GetAsync(log, cancellation).ConfigureAwait(false);
        var request = new ApiRequest(HttpMethod.Get, At(pathAndQuery)) { Limits = limits, Microversion = version };
        return await SendAsync(request, read, log, cancellation).ConfigureAwait(false);
    }

    /// <summary>Sends a request with the token of the connection, which is renewed once if it is refused.</summary>
    public async Task<T> SendAsync<T>(ApiRequest request, Func<ApiResponse, T> read, IClientLog log, CancellationToken cancellation)
    {
        request.Token = await Tokens.GetAsync(log, cancellation).ConfigureAwait(false);
        try
        {
            return await SendOnceAsync(request, read, log, cancellation).ConfigureAwait(false);
        }
        catch (NovaException e) when (e.ErrorId == NovaErrorId.NovaUnauthorized)
        {
            if (!Tokens.CanRenew)
            {
                Tokens.DescribeRefusal(e);
                throw;
            }

            // The request was not carried out, so it is sent once more with a new token.
            request.FirstSentAt = null;
            request.Token = await RenewAsync(request.Token, log, cancellation).ConfigureAwait(false);
        }

        try
        {
            return await SendOnceAsync(request, read, log, cancellation).ConfigureAwait(false);
        }
        catch (NovaException e)
        {
            e.Attempts++;
            throw;
        }
    }

    private async Task EndAsync(IClientLog log)
    {
        await Tokens.RevokeQuietlyAsync(log).ConfigureAwait(false);
        Dispose();
    }

    private async Task<string> RenewAsync(string refused, IClientLog log, CancellationToken cancellation)
    {
        try
        {
            return await Tokens.RenewAsync(refused, "the cloud refused it", log, cancellation).ConfigureAwait(false);
        }
        catch (NovaException e)
        {
            // Nova refused the request, so it was not carried out, whatever the error of Keystone is.
            e.WasNeverSent = true;
            throw;
        }
    }

    private Task<T> SendOnceAsync<T>(ApiRequest request, Func<ApiResponse, T> read, IClientLog log, CancellationToken cancellation) =>
        _transport.SendAsync(request, response =>
        {
            if (request.Microversion is not null && !response.HasMicroversion)
                Versions.Disable(log);
            if (request.IsToNova && response.Date is { } date)
                ObserveTime(known => known.WithDate(date, response.SentAt, response.ReceivedAt));
            return read(response);
        }, log, cancellation);
}
