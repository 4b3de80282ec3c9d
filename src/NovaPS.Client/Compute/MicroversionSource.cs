using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Http;

namespace NovaPS.Client.Compute;

/// <summary>
/// The microversion of a connection, which is negotiated once, before the first request that uses it. It is the lower of the cloud's
/// highest and the highest that NovaPS was tested with, or the one that the user specified.
/// </summary>
/// <param name="transport">The transport to Nova.</param>
/// <param name="endpoint">The compute endpoint.</param>
/// <param name="pinned">The microversion that the user specified; null to negotiate it.</param>
/// <param name="token">Gets a token, for endpoints whose version document requires one.</param>
[SuppressMessage("Reliability", "CA1001",
    Justification = "Canceled requests may still wait for it, and without a wait handle there is nothing to free.")]
internal sealed class MicroversionSource(HttpTransport transport, Uri endpoint, Microversion? pinned,
    Func<IClientLog, CancellationToken, Task<string>> token)
{
    /// <summary>The highest microversion that NovaPS was tested with, of Nova 26 (Zed). "latest" would change with the cloud.</summary>
    public static readonly Microversion Tested = new(2, 93);

    private const int MaxFailures = 3;

    private readonly SemaphoreSlim _negotiating = new(1);
    private readonly Microversion? _pinned = pinned;

    private volatile bool _isKnown = pinned is not null;
    private int _failures;
    private volatile Microversion? _current = pinned;

    /// <summary>The microversion in use; null if none is used, or it is not negotiated yet.</summary>
    public Microversion? Current => _current;

    /// <summary>The version document as last read; null if it was not read, or does not exist.</summary>
    public ApiVersion? Offered { get; private set; }

    /// <summary>Returns the microversion for a request; null for none.</summary>
    public async Task<Microversion?> GetAsync(IClientLog log, CancellationToken cancellation)
    {
        if (!_isKnown)
        {
            try
            {
                await NegotiateAsync(log, cancellation).ConfigureAwait(false);
            }
            catch (NovaException e)
            {
                // The request itself either fails with the same error, or succeeds without a microversion.
                if (Interlocked.Increment(ref _failures) >= MaxFailures || e.ErrorId == NovaErrorId.NovaRequestTimeout)
                    _isKnown = true;
                return null;
            }
        }

        return _current;
    }

    /// <summary>Returns the microversion that an action requires, if the connection supports it.</summary>
    /// <exception cref="NovaException">NovaRequestRefused: the connection does not support it; nothing was sent.</exception>
    public async Task<Microversion> RequireAsync(Microversion needed, IClientLog log, CancellationToken cancellation)
    {
        var current = await GetAsync(log, cancellation).ConfigureAwait(false);
        if (current >= needed)
            return needed;
        throw new NovaException(NovaErrorId.NovaRequestRefused,
            "it requires microversion " + needed + " of the compute API, and "
                + (current is null ? "the endpoint has none" : "the connection uses " + current))
        {
            Remedy = "Omit the parameter that requires it, or connect with a later -Microversion if the cloud supports one.",
        };
    }

    /// <summary>Returns a microversion if the connection supports it; null if not.</summary>
    public async Task<Microversion?> PreferAsync(Microversion preferred, IClientLog log, CancellationToken cancellation) =>
        await GetAsync(log, cancellation).ConfigureAwait(false) >= preferred ? preferred : null;

    /// <summary>Negotiates the microversion with the cloud, unless it is known.</summary>
    /// <exception cref="NovaException">The request failed; or NovaMicroversionNotSupported: the cloud does not support the microversion
    /// that the user specified.</exception>
    public async Task NegotiateAsync(IClientLog log, CancellationToken cancellation)
    {
        await _negotiating.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (_isKnown && _pinned is null)
                return;
            var offered = Offered = await ReadAsync(log, cancellation).ConfigureAwait(false);
            if (_pinned is { } wanted)
            {
                Check(wanted, offered);
                return;
            }

            _current = offered?.Maximum >= Tested ? Tested : offered?.Maximum;
            _isKnown = true;
            log.Verbose(_current is null
                ? endpoint.AbsoluteUri + " has no microversions. Some properties stay empty."
                : "Compute API microversion " + _current + " (the cloud supports up to " + offered!.Maximum + ").");
        }
        finally
        {
            _negotiating.Release();
        }
    }

    /// <summary>
    /// Stops the use of microversions. To be called if a response does not have the requested microversion, because the endpoint, such as
    /// /v2, ignores the header.
    /// </summary>
    public void Disable(IClientLog log)
    {
        var disabled = Interlocked.Exchange(ref _current, null);
        if (disabled is not null)
            log.Verbose(endpoint.AbsoluteUri + " ignores microversions (" + disabled
                + " was requested). Continuing without one. It may be an old /v2 endpoint, or a proxy may remove the header.");
    }

    private async Task<ApiVersion?> ReadAsync(IClientLog log, CancellationToken cancellation)
    {
        var root = ComputeEndpoint.VersionRoot(endpoint);
        try
        {
            var versions = await ReadDocumentAsync(root, log, cancellation).ConfigureAwait(false);
            return versions.FirstOrDefault(v => v.Maximum is not null) ?? versions.FirstOrDefault();
        }
        catch (NovaException e) when (e.StatusCode is >= 300 and < 500 and not (407 or 408 or 429))
        {
            // Some gateways hide the version document. A truncated document is an error, because the microversion may be missing.
            log.Verbose("No version document at " + root.AbsolutePath + " (HTTP " + e.StatusCode + ").");
            return null;
        }
    }

    private async Task<List<ApiVersion>> ReadDocumentAsync(Uri root, IClientLog log, CancellationToken cancellation)
    {
        try
        {
            return await ApiVersion.ReadAsync(transport, root, null, log, cancellation).ConfigureAwait(false);
        }
        catch (NovaException e) when (e.StatusCode == 401)
        {
            // Before Nova 15 (Ocata), the document of a version requires a token.
            var own = await token(log, cancellation).ConfigureAwait(false);
            return await ApiVersion.ReadAsync(transport, root, own, log, cancellation).ConfigureAwait(false);
        }
    }

    private void Check(Microversion wanted, ApiVersion? offered)
    {
        if (offered is not { Minimum: { } minimum, Maximum: { } maximum } || (wanted >= minimum && wanted <= maximum))
            return;
        throw new NovaException(NovaErrorId.NovaMicroversionNotSupported,
            "the compute API of " + endpoint.Authority + " does not support microversion " + wanted + "; it supports " + minimum + " to "
                + maximum)
        {
            Remedy = "Choose one of these with -Microversion, or omit -Microversion.",
        };
    }
}
