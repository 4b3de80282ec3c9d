using System;
using System.Globalization;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Newtonsoft.Json;
using NovaPS.Client.Errors;

namespace NovaPS.Client.Http;

/// <summary>The way to the network: everything that leaves the machine goes through <see cref="SendAsync{T}"/>.</summary>
internal sealed class HttpTransport : IDisposable
{
    /// <summary>Requests in flight to Nova on one connection, for all commands together, unless the user chooses another number.</summary>
    public const int DefaultMaxConcurrency = 32;

    private const int MaxAttempts = 3;
    private const int MaxRedirects = 5;

    /// <summary>Such as "Service Unavailable". Anything else after the status code was not meant for people.</summary>
    private static readonly Regex Phrase = new(@"^[A-Za-z' -]{1,60}\z", RegexOptions.CultureInvariant);

    /// <summary>Such as itemNotFound.</summary>
    private static readonly Regex Kind = new(@"^[A-Za-z]{1,30}\z", RegexOptions.CultureInvariant);

    private readonly HttpMessageInvoker _client;
    private readonly CancellationTokenSource _closing = new();
    private readonly CertificateProblems _certificates = new();
    private readonly ConcurrencyLimiter _limiter;
    private readonly IClock _clock;
    private readonly int _maxConnections;
    private readonly TimeSpan _timeout;

    /// <param name="timeout">The time for one request.</param>
    /// <param name="clock">The time.</param>
    /// <param name="options">How to connect; null: as the system does.</param>
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
        _maxConnections = MaxConcurrency + options.Others;
        // Not HttpClient: on .NET Framework, a token that is passed to the handler also aborts a response whose body is being read.
        _client = new HttpMessageInvoker(options.Handler ?? HttpHandlers.Create(_maxConnections, options.Tls, Proxy, _certificates));
        foreach (var secret in Proxy.Secrets)
            Redactor.AddPassword(secret);
    }

    /// <summary>Requests in flight, at most.</summary>
    public int MaxConcurrency { get; }

    /// <summary>Which proxy a request takes.</summary>
    public ClientProxy Proxy { get; }

    /// <summary>Knows the secrets that were sent through here, and takes them out of each error that leaves.</summary>
    public SecretRedactor Redactor { get; }

    /// <summary>The longest that a request may take.</summary>
    public TimeSpan TimeLimit => _timeout;

    /// <summary>Which certificates are trusted; null: those that the system trusts.</summary>
    public TlsOptions? Tls { get; }

    public void Dispose()
    {
        _closing.Cancel();
        _client.Dispose();
        Redactor.Dispose();
    }

    /// <summary>
    /// Sends a request and reads the answer. Refusals for load are repeated after the time that the cloud names; nothing else is.
    /// </summary>
    /// <param name="request">What to send.</param>
    /// <param name="read">Reads the body of a successful result while it arrives.</param>
    /// <param name="log">Takes decisions and traces.</param>
    /// <param name="cancellation">Ends it at once.</param>
    /// <exception cref="NovaException">Any failure, by its name.</exception>
    public async Task<T> SendAsync<T>(ApiRequest request, Func<ApiResponse, T> read, IClientLog log, CancellationToken cancellation)
    {
        Remember(request);
        for (var attempt = 1; ; attempt++)
        {
            await _limiter.EnterAsync(cancellation).ConfigureAwait(false);
            TimeSpan? again;
            try
            {
                (var result, again, var refusal) = await TryAsync(request, read, attempt, log, cancellation).ConfigureAwait(false);
                if (refusal is null)
                    return result!;
                // Also after the last attempt: the others must not send into it.
                if (again is not null)
                    _limiter.PauseFor(again.Value);
                if (again is null || attempt == MaxAttempts)
                    throw refusal;
                // A load balancer may have passed it on: whether it was begun is looked up first.
                if (refusal.StatusCode >= 500 && !request.IsRepeatable)
                    throw refusal;
                request.MayHaveBegun |= refusal.StatusCode >= 500;
                log.Verbose(string.Format(CultureInfo.InvariantCulture,
                    "The cloud is busy ({0} to {1} {2}): sending again in {3:0.#} s.", refusal.StatusCode, request.Method,
                        request.RedactedPath(), again.Value.TotalSeconds));
            }
            finally
            {
                _limiter.Leave();
            }
        }
    }

    /// <summary>Remembers what must not come back: a server may echo a request now or later.</summary>
    private void Remember(ApiRequest request)
    {
        foreach (var secret in request.Secrets)
            Redactor.AddPassword(secret);
        foreach (var token in new[] { request.Token, request.SubjectToken, request.Receipt })
            Redactor.AddToken(token);
        request.Redactor = Redactor;
    }

    private async Task<(T? Result, TimeSpan? Again, NovaException? Refusal)> TryAsync<T>(
        ApiRequest request, Func<ApiResponse, T> read, int attempt, IClientLog log, CancellationToken cancellation)
    {
        // The time runs from here: waiting for the limiter is not the cloud's fault.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _closing.Token);
        limit.CancelAfter(_timeout);
        var started = _clock.Elapsed;
        void Extend()
        {
            var left = TimeSpan.FromTicks((ResponseLimits.MaxTimeLimits * _timeout.Ticks) - (_clock.Elapsed - started).Ticks);
            limit.CancelAfter(left < TimeSpan.Zero ? TimeSpan.Zero : left < _timeout ? left : _timeout);
        }

        request.FirstSentAt ??= started;
        HttpResponseMessage? response = null;
        ResponseBody? body = null;
        ProxyAddress? proxy = null;
        try
        {
            proxy = Proxy.Find(request.Uri);
            HttpHandlers.AllowConnections(_maxConnections, request.Uri, Proxy);
            response = await SendFollowingAsync(request, limit.Token).ConfigureAwait(false);
            var stream = response.Content is null ? Stream.Null : await response.Content.ReadAsStreamAsync().ConfigureAwait(false);
            body = new ResponseBody(stream, request.Limits ?? ResponseLimits.Document, Extend, limit.Token);
            var status = (int)response.StatusCode;
            if (status is >= 200 and < 300 || status == request.Expected || IsChallenge(request, response))
            {
                var answer = new ApiResponse(response, body, request.FirstSentAt.Value, _clock.Elapsed, Redactor);
                var isRead = request.Limits is not null;
                if (isRead || status == request.Expected || (answer.RequestId is not null
                    && ResponseReader.IsEmptyOrJson(await ResponseReader.ReadTextAsync(response, body).ConfigureAwait(false))))
                {
                    var result = isRead ? await ResponseReader.ReadAsync(answer, read, limit.Token).ConfigureAwait(false) : read(answer);
                    Trace(request, response, started, log);
                    return (result, null, null);
                }
            }

            var text = await ResponseReader.ReadTextAsync(response, body).ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
            var fault = ErrorBody.Read(text);
            Trace(request, response, started, log);
            var again = RetryAfter.Read(status, response, fault, attempt, _clock.UtcNow);
            var refusal = Refused(request, response, fault, ErrorBody.Read(request.Redact(text)));
            ProxyErrors.Explain(refusal, request.Uri, proxy);
            return (default, again, Complete(refusal, request, attempt, response));
        }
        catch (Exception) when (cancellation.IsCancellationRequested)
        {
            // Whatever a reader makes of a stream that is closed under it.
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
            // Once the answer began, what broke is the answer: truncated, or not what its headers say.
            throw Complete(response is not null ? Broken(request, e) : ProxyErrors.Translate(e, request.Uri, proxy, Redactor)
                ?? TransportErrors.Translate(e, request.Uri, _certificates, Redactor), request, attempt, response);
        }
        catch (JsonException e)
        {
            Trace(request, response!, started, log);
            // What the parser says quotes the answer, and that may quote the request: of it only the place is told. The readers' own
            // complaints have no place, and quote nothing.
            var why = ApiResponse.IsPage(response!) ? "it is HTML, not JSON"
                : e is JsonReaderException { Path: not null } at
                    ? string.Format(CultureInfo.InvariantCulture, "line {0}, position {1}", at.LineNumber, at.LinePosition) : e.Message;
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
            // .NET Framework reads the rest of a body before it closes a response, without a time limit. An aborted one it just closes.
            if (body is { IsEnded: false } && response?.Content?.Headers.ContentLength != 0)
                limit.Cancel();
            response?.Dispose();
        }
    }

    /// <summary>Sends it, and follows redirects as far as they stay where the token may go.</summary>
    private async Task<HttpResponseMessage> SendFollowingAsync(ApiRequest request, CancellationToken cancellation)
    {
        var uri = request.Uri;
        for (var redirects = 0; ; redirects++)
        {
            using var message = RequestMessage.Create(request, uri);
            var response = await _client.SendAsync(message, cancellation).ConfigureAwait(false);
            var status = (int)response.StatusCode;
            if (status is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is not { } location)
                return response;
            using (response)
            {
                if (!Uri.TryCreate(uri, location, out var target))
                    throw new NovaException(NovaErrorId.NovaProtocolError, "the cloud redirects " + request.Method + " " + uri.AbsolutePath
                        + " to something that is not a URL") { StatusCode = status };
                if (Uri.Compare(target, uri, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) != 0)
                {
                    throw new NovaException(NovaErrorId.NovaRedirectRefused,
                        "the cloud redirects to " + request.Redact(target.Scheme + "://" + target.Authority)
                            + ", and the token is sent only to " + uri.Scheme + "://" + uri.Authority)
                    {
                        StatusCode = status,
                    };
                }

                // 301 to 303 would turn a POST into a GET: that is not what was asked for.
                if (redirects == MaxRedirects || (request.Method != HttpMethod.Get && status < 307))
                    throw new NovaException(NovaErrorId.NovaProtocolError,
                        "the cloud redirects " + request.Method + " " + request.Uri.AbsolutePath) { StatusCode = status };
                uri = target;
            }
        }
    }

    private static bool IsChallenge(ApiRequest request, HttpResponseMessage response) =>
        response.StatusCode == HttpStatusCode.Unauthorized && request.ChallengeHeader is { } name && response.Headers.Contains(name);

    /// <param name="request">What was refused.</param>
    /// <param name="response">The refusal.</param>
    /// <param name="fault">Its body as it is, by which it is classified.</param>
    /// <param name="shown">Its body without secrets, by which it is described.</param>
    private NovaException Refused(ApiRequest request, HttpResponseMessage response, ErrorBody fault, ErrorBody shown)
    {
        var status = (int)response.StatusCode;
        var id = ErrorClassifier.Classify(status, fault);
        var says = shown.Message;
        var message = says ?? (status < 400 ? "the response is neither the expected success ("
            + request.Expected.ToString(CultureInfo.InvariantCulture) + ") nor an error"
            : Phrase.IsMatch(response.ReasonPhrase ?? string.Empty) ? request.Redact(response.ReasonPhrase!)
                : "the cloud refused the request");
        var error = new NovaException(id, message) { StatusCode = status, FaultKind = Kind.IsMatch(shown.Kind ?? string.Empty) ? shown.Kind
            : null, FaultMessage = says,
            IsRefusal = ErrorClassifier.IsRefusal(status, fault, ApiResponse.ReadRequestId(response.Headers, Redactor) is not null) };
        if (id == NovaErrorId.NovaMicroversionNotSupported && request.Microversion is { } version && !message.Contains(version.ToString()))
            error.Note("Microversion " + version + " was requested.");
        ErrorClassifier.ReadState(error);
        return error;
    }

    private static NovaException Broken(ApiRequest request, Exception e) =>
        new(NovaErrorId.NovaProtocolError, "the response to " + request.Method + " " + request.Uri.AbsolutePath + " is incomplete", e);

    private NovaException Complete(NovaException error, ApiRequest request, int attempt, HttpResponseMessage? response)
    {
        error.Method = request.Method.Method;
        error.Path = request.Uri.AbsolutePath;
        error.Attempts = attempt;
        error.SentAt = request.FirstSentAt;
        error.MayHaveBegun = request.MayHaveBegun;
        error.StatusCode ??= response is null ? null : (int)response.StatusCode;
        error.RequestId ??= response is null ? null : ApiResponse.ReadRequestId(response.Headers, Redactor);
        return error.Redact(Redactor);
    }

    private void Trace(ApiRequest request, HttpResponseMessage response, TimeSpan started, IClientLog log) =>
        log.Trace(string.Format(CultureInfo.InvariantCulture, "{0} {1} -> {2} in {3:0} ms, {4}, sent {5} B, received {6} B",
            request.Method, request.RedactedPath(), (int)response.StatusCode, (_clock.Elapsed - started).TotalMilliseconds,
            ApiResponse.ReadRequestId(response.Headers, Redactor) ?? "no request id", request.Body?.Length ?? 0,
            response.Content?.Headers.ContentLength?.ToString(CultureInfo.InvariantCulture) ?? "?"));
}
