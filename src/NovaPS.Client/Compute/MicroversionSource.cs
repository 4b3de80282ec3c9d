using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Http;

namespace NovaPS.Client.Compute;

/// <summary>
/// The microversion of a connection: asked for once, when it is first needed. It is the lower of what the cloud has and what NovaPS
/// was tested with, or the one that the user pins.
/// </summary>
/// <param name="transport">The way to the cloud.</param>
/// <param name="endpoint">The compute endpoint.</param>
/// <param name="pinned">The user's choice; null: the highest that both sides know.</param>
/// <param name="token">Gets a token, for those that show their versions to nobody without one.</param>
[SuppressMessage("Reliability", "CA1001",
    Justification = "Requests that are being cancelled still wait here; without a wait handle there is nothing to free.")]
internal sealed class MicroversionSource(HttpTransport transport, Uri endpoint, Microversion? pinned,
    Func<IClientLog, CancellationToken, Task<string>> token)
{
    /// <summary>The highest that NovaPS was tested with: that of Nova 26 (Zed). Never "latest", which changes under one's feet.</summary>
    public static readonly Microversion Tested = new(2, 93);

    private const int MaxFailures = 3;

    private readonly SemaphoreSlim _asking = new(1);
    private volatile bool _isKnown = pinned is not null;
    private int _failures;
    private volatile string? _current = pinned?.ToString();

    /// <summary>The microversion in use; null: none is asked for, or it is not known yet.</summary>
    public string? Current => _current;

    /// <summary>What the cloud offered when it was asked last; null: it was not asked, or shows no version document.</summary>
    public ApiVersion? Offered { get; private set; }

    /// <summary>The microversion to ask for; null: none.</summary>
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
                // The network is at fault. The request itself will say so, or succeed without.
                if (Interlocked.Increment(ref _failures) >= MaxFailures || e.ErrorId == NovaErrorId.NovaRequestTimeout)
                    _isKnown = true;
                return null;
            }
        }

        return Microversion.TryParse(_current, out var version) ? version : null;
    }

    /// <summary>Returns the microversion that an action requires, if the connection supports it.</summary>
    /// <exception cref="NovaException">NovaRequestRefused: the connection does not support it; nothing was sent.</exception>
    public async Task<Microversion> RequireAsync(Microversion needed, IClientLog log, CancellationToken cancellation)
    {
        var current = await GetAsync(log, cancellation).ConfigureAwait(false);
        if (current is { } known && known.CompareTo(needed) >= 0)
            return needed;
        throw new NovaException(NovaErrorId.NovaRequestRefused,
            "it requires microversion " + needed + " of the compute API, and "
                + (current is null ? "the endpoint has none" : "the connection uses " + current))
        {
            Remedy = "Omit the parameter that requires it, or connect with a later -Microversion if the cloud supports one.",
        };
    }

    /// <summary>Asks the cloud, unless it is known already.</summary>
    /// <exception cref="NovaException">No answer came; or NovaMicroversionNotSupported: the cloud does not have what the user
    /// pins.</exception>
    public async Task NegotiateAsync(IClientLog log, CancellationToken cancellation)
    {
        await _asking.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (_isKnown && pinned is null)
                return;
            var offered = Offered = await ReadAsync(log, cancellation).ConfigureAwait(false);
            if (pinned is { } wanted)
            {
                Check(wanted, offered);
                return;
            }

            _current = offered?.Maximum is not { } maximum ? null : (maximum.CompareTo(Tested) < 0 ? maximum : Tested).ToString();
            _isKnown = true;
            log.Verbose(_current is null
                ? endpoint.AbsoluteUri + " has no microversions: what it does not tell stays empty."
                : "Compute API microversion " + _current + " (the cloud has up to " + offered!.Maximum + ").");
        }
        finally
        {
            _asking.Release();
        }
    }

    /// <summary>
    /// To be called when an answer does not name the microversion that was asked for: the endpoint drops the header, as /v2 does.
    /// </summary>
    public void Drop(IClientLog log)
    {
        var dropped = Interlocked.Exchange(ref _current, null);
        if (dropped is not null)
            log.Verbose(endpoint.AbsoluteUri + " ignores microversions (" + dropped
                + " was asked for): NovaPS goes on without. Is it an old /v2 endpoint, or a proxy that drops the header?");
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
            // Some gateways hide the version document. One that is broken is an error: a microversion may be in what is missing.
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
            // Before Nova 15 (Ocata) the document of a version stood behind the same door as all else.
            var own = await token(log, cancellation).ConfigureAwait(false);
            return await ApiVersion.ReadAsync(transport, root, own, log, cancellation).ConfigureAwait(false);
        }
    }

    private void Check(Microversion wanted, ApiVersion? offered)
    {
        if (offered is not { Minimum: { } minimum, Maximum: { } maximum }
            || (wanted.CompareTo(minimum) >= 0 && wanted.CompareTo(maximum) <= 0))
            return;
        throw new NovaException(NovaErrorId.NovaMicroversionNotSupported,
            "the compute API of " + endpoint.Authority + " does not support microversion " + wanted + "; it supports " + minimum + " to "
                + maximum)
        {
            Remedy = "Choose one of these with -Microversion, or leave -Microversion out.",
        };
    }
}
