using System;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Http;
using NovaPS.Client.Identity;
using NovaPS.Client.Operations;

namespace NovaPS.Client.Compute;

/// <summary>The compute service of one connection: adds the token to a call, and renews it once when it is refused.</summary>
internal sealed class ComputeClient : IDisposable
{
    private readonly HttpTransport _transport;
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
        Clock = clock;
        Versions = new MicroversionSource(transport, endpoint, pinned, tokens.GetAsync);
    }

    /// <summary>The endpoint, without a slash at its end.</summary>
    public Uri Endpoint { get; }

    public TokenProvider Tokens { get; }

    /// <summary>The way to Nova, for requests that have no token.</summary>
    public HttpTransport Transport => _transport;

    public IClock Clock { get; }

    /// <summary>The microversion that is asked for.</summary>
    public MicroversionSource Versions { get; }

    /// <summary>The requests by which this session began actions.</summary>
    public IssuedRequestIds IssuedRequestIds { get; } = new();

    /// <summary>What is known of the cloud's clock.</summary>
    public CloudClock CloudTime => WithLogin(Volatile.Read(ref _time));

    /// <summary>The connection that servers and actions are marked with.</summary>
    public NovaConnection? Connection { get; set; }

    /// <summary>Requests in flight, at most, for all commands together.</summary>
    public int MaxConcurrency => _transport.MaxConcurrency;

    /// <summary>Knows the secrets of the connection.</summary>
    public SecretRedactor Redactor => _transport.Redactor;

    /// <summary>Whether no command can begin to use it.</summary>
    public bool IsClosed
    {
        get
        {
            lock (_lock)
                return _isClosed;
        }
    }

    /// <summary>A command begins to use it; each use ends with <see cref="EndUseAsync"/>.</summary>
    /// <returns>Whether it can: not if it was closed, by another runspace perhaps.</returns>
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

    /// <summary>A command no longer uses it. The last one ends a connection that was replaced meanwhile.</summary>
    public Task EndUseAsync()
    {
        lock (_lock)
        {
            if (--_uses > 0 || !_isClosed || _isDisposed)
                return Task.CompletedTask;
        }

        return EndAsync(NoLog.Instance);
    }

    /// <summary>Closes a connection that was replaced. Commands that use it can finish; then its token is revoked.</summary>
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

    /// <summary>Ends the connection: what is in progress fails, and nothing new begins.</summary>
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
        // Servers and actions keep their connection, though not its token.
        Tokens.Forget();
        IssuedRequestIds.Clear();
    }

    /// <summary>A time that the cloud named: its clock was at least there.</summary>
    public void ObserveTime(DateTimeOffset? time) => ObserveTime(known => WithLogin(known).WithSeen(time, Clock.Elapsed));

    private CloudClock WithLogin(CloudClock known) => Tokens.Current is { IssuedAt: { } issuedAt } token
        ? known.WithLogin(issuedAt, token.SentAt, token.ReceivedAt) : known;

    private void ObserveTime(Func<CloudClock, CloudClock> observe)
    {
        lock (_lock)
            _time = observe(_time);
    }

    /// <summary>Reads something, at the connection's microversion if it is a GET.</summary>
    /// <param name="method">GET, or POST for what Nova reads that way.</param>
    /// <param name="pathAndQuery">From <see cref="ApiPath"/>.</param>
    /// <param name="body">JSON; null: no body.</param>
    /// <param name="limits">The limits of the response.</param>
    /// <param name="read">Reads the response.</param>
    /// <param name="log">Receives verbose messages and traces.</param>
    /// <param name="cancellation">Ends it at once.</param>
    public async Task<T> ReadAsync<T>(HttpMethod method, string pathAndQuery, byte[]? body, ResponseLimits limits,
        Func<ApiResponse, T> read, IClientLog log, CancellationToken cancellation)
    {
        var version = method == HttpMethod.Get ? await Versions.GetAsync(log, cancellation).ConfigureAwait(false) : null;
        var request = new ApiRequest(method, At(pathAndQuery)) { Body = body, Limits = limits, Microversion = version };
        return await SendWithTokenAsync(request, read, log, cancellation).ConfigureAwait(false);
    }

    /// <summary>
    /// Sends an action. It is sent without a microversion, as the contract has it, but for one that needs it. The body of the response is
    /// left alone.
    /// </summary>
    public Task<T> SendAsync<T>(
        HttpMethod method, string path, byte[]? body, int expected, Microversion? version, bool isRepeatable, Func<ApiResponse, T> read,
        IClientLog log, CancellationToken cancellation) =>
        SendWithTokenAsync(new ApiRequest(method, At(path))
        {
            Body = body,
            Expected = expected,
            Limits = null,
            Microversion = version,
            IsRepeatable = isRepeatable,
        }, read, log, cancellation);

    private Uri At(string pathAndQuery) => new(Endpoint.AbsoluteUri.TrimEnd('/') + pathAndQuery);

    private async Task<T> SendWithTokenAsync<T>(ApiRequest request, Func<ApiResponse, T> read, IClientLog log,
        CancellationToken cancellation)
    {
        request.Token = await Tokens.GetAsync(log, cancellation).ConfigureAwait(false);
        try
        {
            return await SendAsync(request, read, log, cancellation).ConfigureAwait(false);
        }
        catch (NovaException e) when (e.ErrorId == NovaErrorId.NovaUnauthorized)
        {
            if (!Tokens.CanRenew)
            {
                Tokens.DescribeRefusal(e);
                throw;
            }

            // Refused, so not carried out: the same request may go out again with another token. Once.
            request.FirstSentAt = null;
            request.Token = await RenewAsync(request.Token, log, cancellation).ConfigureAwait(false);
        }

        try
        {
            return await SendAsync(request, read, log, cancellation).ConfigureAwait(false);
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
            // Whatever Keystone answered: Nova refused the request, so it was not carried out.
            e.WasNeverSent = true;
            throw;
        }
    }

    private Task<T> SendAsync<T>(ApiRequest request, Func<ApiResponse, T> read, IClientLog log, CancellationToken cancellation) =>
        _transport.SendAsync(request, response =>
        {
            if (request.Microversion is not null && !response.HasMicroversion)
                Versions.Drop(log);
            if (response.Date is { } date)
                ObserveTime(known => known.WithDate(date, response.SentAt, response.ReceivedAt));
            return read(response);
        }, log, cancellation);
}
