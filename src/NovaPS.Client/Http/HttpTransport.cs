using System;
using System.Globalization;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Newtonsoft.Json;
using NovaPS.Client.Errors;

namespace NovaPS.Client.Http;

/// <summary>Sends requests and reads responses. All HTTP requests of a connection are sent by <see cref="SendAsync{T}"/>.</summary>
internal sealed class HttpTransport : IDisposable
{
    /// <summary>The default maximum number of concurrent requests to Nova on one connection, for all commands together.</summary>
    public const int DefaultMaxConcurrency = 32;

    private const int MaxAttempts = 3;

    private readonly HttpMessageInvoker _client;
    private readonly CancellationTokenSource _closing = new();
    private readonly CertificateProblems _certificates = new();
    private readonly ConcurrencyLimiter _limiter;
    private readonly IClock _clock;
    private readonly int _maxConnections;
    private readonly TimeSpan _timeout;

    /// <param name="timeout">The time limit of one request.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <exception cref="NovaException">NovaConnectInputInvalid: a certificate file cannot be used.</exception>
    public HttpTransport(TimeSpan timeout, IClock clock, TransportOptions? options = null)
    {
        options ??= new TransportOptions();
        _timeout = timeout;
        _clock = clock;
        Tls = options.Tls;
        MaxConcurrency = options.MaxConcurrency;
        Proxy = ClientProxy.Create(options.Proxy);
        Redactor = options.Redactor ?? new SecretRedactor();
        _limiter = new ConcurrencyLimiter(MaxConcurrency, clock);
        _maxConnections = MaxConcurrency + options.OtherConcurrency;
        // HttpMessageInvoker instead of HttpClient: on .NET Framework, its cancellation token also aborts the reading of the body.
        _client = new HttpMessageInvoker(options.Handler ?? HttpHandlers.Create(_maxConnections, options.Tls, Proxy, _certificates));
        foreach (var secret in Proxy.Secrets)
            Redactor.AddPassword(secret);
    }

    /// <summary>The maximum number of concurrent requests.</summary>
    public int MaxConcurrency { get; }

    /// <summary>Selects the proxy of each request.</summary>
    public ClientProxy Proxy { get; }

    /// <summary>Redacts the secrets that were sent in all errors.</summary>
    public SecretRedactor Redactor { get; }

    /// <summary>The time limit of one request.</summary>
    public TimeSpan TimeLimit => _timeout;

    /// <summary>The TLS options; null if the certificates that the system trusts are trusted.</summary>
    public TlsOptions? Tls { get; }

    public void Dispose()
    {
        _closing.Cancel();
        _client.Dispose();
        Redactor.Dispose();
    }

    /// <summary>
    /// Sends a request and reads the response. It retries only if the cloud is overloaded, after the time that the cloud specifies.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="read">Reads the body of a success while it is received.</param>
    /// <param name="log">Receives verbose messages and traces.</param>
    /// <param name="cancellation">Cancels the request.</param>
    /// <exception cref="NovaException">The request failed.</exception>
    public async Task<T> SendAsync<T>(ApiRequest request, Func<ApiResponse, T> read, IClientLog log, CancellationToken cancellation)
    {
        RegisterTokens(request);
        for (var attempt = 1; ; attempt++)
        {
            await _limiter.EnterAsync(cancellation).ConfigureAwait(false);
            TimeSpan? again;
            try
            {
                (var result, again, var refusal) = await TryAsync(request, read, attempt, log, cancellation).ConfigureAwait(false);
                if (refusal is null)
                    return result!;
                // Also after the last attempt, because the pause applies to all other requests.
                if (again is not null)
                    _limiter.PauseFor(again.Value);
                if (again is null || attempt == MaxAttempts)
                    throw refusal;
                // A load balancer may have forwarded it, so the caller first checks whether the action was accepted.
                if (refusal.StatusCode >= 500 && !request.IsRepeatable)
                    throw refusal;
                request.MayBeAccepted |= refusal.StatusCode >= 500;
                log.Verbose(string.Format(CultureInfo.InvariantCulture,
                    "The cloud responded {0} to {1} {2}. Retrying in {3:0.#} s.", refusal.StatusCode, request.Method,
                        request.RedactedPath(), again.Value.TotalSeconds));
            }
            finally
            {
                _limiter.Leave();
            }
        }
    }

    /// <summary>Registers the tokens of a request for redaction, because a server may echo it in any response.</summary>
    private void RegisterTokens(ApiRequest request)
    {
        Redactor.AddToken(request.Token);
        Redactor.AddToken(request.SubjectToken);
        Redactor.AddToken(request.Receipt);
        request.Redactor = Redactor;
    }

    private async Task<(T? Result, TimeSpan? Again, NovaException? Refusal)> TryAsync<T>(
        ApiRequest request, Func<ApiResponse, T> read, int attempt, IClientLog log, CancellationToken cancellation)
    {
        // The time limit does not include the wait for the concurrency limiter.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _closing.Token);
        _clock.CancelAfter(limit, _timeout);
        var started = _clock.Elapsed;
        void Extend()
        {
            var left = TimeSpan.FromTicks((ResponseLimits.MaxTimeLimits * _timeout.Ticks) - (_clock.Elapsed - started).Ticks);
            _clock.CancelAfter(limit, left < TimeSpan.Zero ? TimeSpan.Zero : left < _timeout ? left : _timeout);
        }

        request.FirstSentAt ??= started;
        HttpResponseMessage? response = null;
        ResponseBody? body = null;
        ProxyAddress? proxy = null;
        try
        {
            proxy = Proxy.Find(request.Uri);
            HttpHandlers.AllowConnections(_maxConnections, request.Uri, Proxy);
            response = await Redirects.SendAsync(_client, request, limit.Token).ConfigureAwait(false);
            var stream = response.Content is null ? Stream.Null : await response.Content.ReadAsStreamAsync().ConfigureAwait(false);
            body = new ResponseBody(stream, request.Limits ?? ResponseLimits.Document, Extend, limit.Token);
            var status = (int)response.StatusCode;
            if (status is >= 200 and < 300 || status == request.Expected || IsChallenge(request, response))
            {
                var success = new ApiResponse(response, body, request.FirstSentAt.Value, _clock.Elapsed, Redactor);
                var isRead = request.Limits is not null;
                if (isRead || status == request.Expected || (success.RequestId is not null
                    && ResponseReader.IsEmptyOrJson(await ResponseReader.ReadTextAsync(response, body).ConfigureAwait(false))))
                {
                    var result = isRead ? await ResponseReader.ReadAsync(success, read, limit.Token).ConfigureAwait(false) : read(success);
                    Trace(request, response, started, log);
                    return (result, null, null);
                }
            }

            var text = await ResponseReader.ReadTextAsync(response, body).ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
            var fault = ErrorBody.Read(text);
            Trace(request, response, started, log);
            var again = RetryAfter.Read(status, response, fault, attempt, _clock.UtcNow);
            var refusal = RefusalErrors.Create(request, response, text, fault);
            ProxyErrors.Explain(refusal, request.Uri, proxy);
            return (default, again, Complete(refusal, request, attempt, response));
        }
        catch (Exception) when (cancellation.IsCancellationRequested)
        {
            // A canceled read can throw other exceptions.
            throw new OperationCanceledException(cancellation);
        }
        catch (Exception e) when (_closing.IsCancellationRequested && (e is OperationCanceledException || TransportErrors.IsTransport(e)))
        {
            throw Complete(new NovaException(NovaErrorId.NovaNotConnected, "the connection was closed", e), request, attempt, response);
        }
        catch (Exception) when (limit.IsCancellationRequested)
        {
            log.Trace(request.Method + " " + request.RedactedPath() + " -> no response in time");
            var text = string.Format(CultureInfo.InvariantCulture, body is null ? "no response from {0} within {1:0.###} s"
                : "the response from {0} was not complete in time (time limit {1:0.###} s)", request.Uri.Authority, _timeout.TotalSeconds);
            throw Complete(new NovaException(NovaErrorId.NovaRequestTimeout, text), request, attempt, response);
        }
        catch (Exception e) when (TransportErrors.IsTransport(e))
        {
            log.Trace(request.Method + " " + request.RedactedPath() + " -> " + e.GetType().Name);
            // After the headers were received, the error is in the response: it is truncated, or does not match its headers.
            throw Complete(response is not null ? Broken(request, e) : ProxyErrors.Translate(e, request.Uri, proxy, Redactor)
                ?? TransportErrors.Translate(e, request.Uri, _certificates, Redactor), request, attempt, response);
        }
        catch (JsonException e)
        {
            Trace(request, response!, started, log);
            // A message of the parser quotes the response, which may echo the request, so only the position is shown. Exceptions from
            // NovaPS itself have no path, and quote nothing.
            var why = ApiResponse.IsPage(response!) ? "it is HTML, not JSON"
                : e is JsonReaderException { Path: not null } position
                    ? string.Format(CultureInfo.InvariantCulture, "line {0}, position {1}", position.LineNumber, position.LinePosition)
                : e.Message;
            throw Complete(new NovaException(NovaErrorId.NovaProtocolError,
                "the response to " + request.Method + " " + request.Uri.AbsolutePath + " is not valid: " + why), request, attempt,
                    response);
        }
        catch (NovaException e)
        {
            log.Trace(request.Method + " " + request.RedactedPath() + " -> "
                + (e.StatusCode?.ToString(CultureInfo.InvariantCulture) ?? e.ErrorId.ToString()));
            throw Complete(e, request, attempt, response);
        }
        finally
        {
            // .NET Framework reads the rest of a body without a time limit when it closes a response, unless the request was aborted.
            if (body is { IsEnded: false } && response?.Content?.Headers.ContentLength != 0)
                limit.Cancel();
            response?.Dispose();
            body?.Dispose();
        }
    }

    private static bool IsChallenge(ApiRequest request, HttpResponseMessage response) =>
        response.StatusCode == HttpStatusCode.Unauthorized && request.ChallengeHeader is { } name && response.Headers.Contains(name);

    private static NovaException Broken(ApiRequest request, Exception e) =>
        new(NovaErrorId.NovaProtocolError, "the response to " + request.Method + " " + request.Uri.AbsolutePath + " is incomplete", e);

    private NovaException Complete(NovaException error, ApiRequest request, int attempt, HttpResponseMessage? response)
    {
        error.Method = request.Method.Method;
        error.Path = request.Uri.AbsolutePath;
        error.Attempts = attempt;
        error.SentAt = request.FirstSentAt;
        error.MayBeAccepted = request.MayBeAccepted;
        error.StatusCode ??= response is null ? null : (int)response.StatusCode;
        error.RequestId ??= response is null ? null : ApiResponse.ReadRequestId(response.Headers, Redactor);
        return error.Redact(Redactor);
    }

    private void Trace(ApiRequest request, HttpResponseMessage response, TimeSpan started, IClientLog log)
    {
        if (!log.IsTraced)
            return;
        log.Trace(string.Format(CultureInfo.InvariantCulture, "{0} {1} -> {2} in {3:0} ms, {4}, sent {5} B, received {6} B",
            request.Method, request.RedactedPath(), (int)response.StatusCode, (_clock.Elapsed - started).TotalMilliseconds,
            ApiResponse.ReadRequestId(response.Headers, Redactor) ?? "no request id", request.Body?.Length ?? 0,
            response.Content?.Headers.ContentLength?.ToString(CultureInfo.InvariantCulture) ?? "?"));
    }
}
