using System;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using System.Threading.Tasks;

namespace NovaPS.Client.Identity;

/// <summary>
/// The token of a connection. A refused token is renewed once: if many requests fail with a 401 for the same token, one of them logs in and
/// the others wait for it.
/// </summary>
[SuppressMessage("Reliability", "CA1001",
    Justification = "Canceled requests may still wait for it, and without a wait handle there is nothing to free.")]
internal sealed class TokenProvider
{
    /// <summary>A token is renewed this long before it expires, or after half of its lifetime if that is shorter.</summary>
    private static readonly TimeSpan RenewalMargin = TimeSpan.FromSeconds(30);

    /// <summary>How long a failed renewal is reported to other requests that require a new token.</summary>
    private static readonly TimeSpan FailureCacheTtl = TimeSpan.FromSeconds(2);

    /// <summary>The minimum time between a failed renewal and the next one while the token is still valid.</summary>
    private static readonly TimeSpan RenewalCooldown = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _renewing = new(1);
    private readonly KeystoneClient? _keystone;
    private volatile NovaCredential? _credential;
    private readonly ProjectScope? _scope;
    private readonly IClock _clock;
    private volatile CachedToken _cached;
    private volatile NovaException? _refusal;
    private volatile Failure? _failure;

    /// <summary>Creates a provider that can renew the token from Keystone.</summary>
    public TokenProvider(KeystoneToken token, KeystoneClient keystone, NovaCredential credential, ProjectScope? scope, IClock clock)
    {
        _clock = clock;
        _cached = Cache(token);
        _keystone = keystone;
        _credential = credential;
        _scope = scope;
    }

    /// <summary>Creates a provider of a token that the user passed, which cannot be renewed.</summary>
    public TokenProvider(string token, IClock clock)
    {
        _clock = clock;
        _cached = new CachedToken(new KeystoneToken { Value = token }, TimeSpan.MaxValue);
    }

    /// <summary>The token in use, with its catalog.</summary>
    public KeystoneToken Current => _cached.Token;

    /// <summary>The client of Keystone; null if the user passed the token.</summary>
    public KeystoneClient? Keystone => _keystone;

    public DateTimeOffset? Expires => _cached.Token.Expires;

    /// <summary>Whether the token can be renewed. A token that the user passed, or from a login with a passcode, cannot.</summary>
    public bool CanRenew => _credential?.IsRenewable == true;

    public async Task<string> GetAsync(IClientLog log, CancellationToken cancellation)
    {
        var cached = _cached;
        if (!CanRenew || _clock.Elapsed < cached.RenewAt)
            return cached.Token.Value;
        // The token is still valid, so there is no need to wait for a renewal in progress, or to retry one that has just failed.
        if (_renewing.CurrentCount == 0 || _clock.Elapsed < _failure?.At + RenewalCooldown)
            return cached.Token.Value;
        try
        {
            return await RenewAsync(cached.Token.Value, "it expires soon", log, cancellation).ConfigureAwait(false);
        }
        catch (NovaException e)
        {
            // The token is still valid. If it expires before the work completes, the error of the next renewal is reported.
            log.Verbose("The token could not be renewed yet: " + e.Message);
            return cached.Token.Value;
        }
    }

    /// <summary>Adds to the error of a refused token why it cannot be renewed. To be called if CanRenew is false.</summary>
    public void DescribeRefusal(NovaException error)
    {
        error.Remedy = _credential?.Remedy ?? "Get a new token, and connect again with Connect-NovaProject.";
        error.Note(_keystone is null ? "NovaPS cannot renew a token that was passed to Connect-NovaProject."
            : "NovaPS cannot renew a connection that was opened with a passcode.");
    }

    /// <summary>Returns a token other than the one that was refused. To be called if CanRenew is true.</summary>
    /// <exception cref="NovaException">NovaUnauthorized: Keystone does not issue another token.</exception>
    public async Task<string> RenewAsync(string failed, string why, IClientLog log, CancellationToken cancellation)
    {
        var waitedFrom = _clock.Elapsed;
        await _renewing.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (_cached.Token.Value != failed)
                return _cached.Token.Value;
            // A renewal that failed while this request waited, or just before, applies to it as well.
            if (_failure is { } other && other.At + FailureCacheTtl >= waitedFrom)
                throw other.Error.Copy();
            // Another attempt with a refused credential could lock the account.
            if (_refusal is not null)
                throw _refusal.Copy();
            log.Verbose("Renewing the token: " + why + ".");
            return await LogInAsync(log, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _renewing.Release();
        }
    }

    /// <summary>Revokes the token, unless the user passed it.</summary>
    public async Task RevokeAsync(IClientLog log, CancellationToken cancellation)
    {
        if (_keystone is null)
            return;
        // A renewal in progress completes first, so that its token is revoked.
        await _renewing.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            // Requests that are still under way get 401 from here on: none of them may log in again.
            _refusal = Closed();
            await _keystone.RevokeAsync(_cached.Token.Value, log, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _renewing.Release();
        }
    }

    /// <summary>Removes the secrets of a closed connection, because objects keep references to the connection.</summary>
    public void Clear()
    {
        _cached = new CachedToken(new KeystoneToken(), TimeSpan.MaxValue);
        _credential = null;
    }

    /// <summary>Revokes the token. A failure is only logged.</summary>
    public async Task RevokeQuietlyAsync(IClientLog log)
    {
        using var limit = new CancellationTokenSource();
        _clock.CancelAfter(limit, TimeSpan.FromSeconds(5));
        try
        {
            await RevokeAsync(log, limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is NovaException or OperationCanceledException)
        {
            log.Verbose("The token could not be revoked: " + e.Message);
        }
    }

    private static NovaException Closed() => new(NovaErrorId.NovaNotConnected, "the connection was closed");

    /// <summary>Whether Keystone refused the credential, so that a retry would fail as well.</summary>
    private static bool IsRefusal(NovaException e) =>
        e is { ErrorId: NovaErrorId.NovaUnauthorized, StatusCode: not null } or { StatusCode: 400 or 403 };

    /// <summary>Requests a new token. A failure is stored for other requests.</summary>
    private async Task<string> LogInAsync(IClientLog log, CancellationToken cancellation)
    {
        var credential = _credential ?? throw Closed();
        try
        {
            var token = await _keystone!.LogInAsync(credential, _scope, log, cancellation).ConfigureAwait(false);
            // Another request would return the same token again.
            if (token.Value == _cached.Token.Value)
                throw new NovaException(NovaErrorId.NovaUnauthorized, "Keystone issued the same token again")
                {
                    Attempts = 1,
                    Remedy = "Connect again with Connect-NovaProject. If the error persists, report it to the cloud's operators.",
                };
            _cached = Cache(token);
            return token.Value;
        }
        catch (NovaException e) when (IsRefusal(e))
        {
            e.Reason = "the token is no longer accepted, and Keystone does not issue another: " + e.Reason;
            e.ErrorId = NovaErrorId.NovaUnauthorized;
            // The error of a login that requires another method has its own remedy.
            if (!e.HasRemedy)
                e.Remedy = credential.Remedy;
            _refusal = e;
            throw e.Copy();
        }
        catch (NovaException e)
        {
            e.Reason = "the token could not be renewed: " + e.Reason;
            _failure = new Failure(e, _clock.Elapsed);
            throw e.Copy();
        }
    }

    private CachedToken Cache(KeystoneToken token)
    {
        // The system time is not used, because it may be wrong by hours. A token with unknown lifetime is renewed when it is refused.
        if (token.Lifetime is not { } life)
            return new CachedToken(token, TimeSpan.MaxValue);
        var half = TimeSpan.FromTicks(Math.Max(0, life.Ticks / 2));
        return new CachedToken(token, _clock.Elapsed + life - (half < RenewalMargin ? half : RenewalMargin));
    }

    /// <param name="Token">The token.</param>
    /// <param name="RenewAt">When to renew it, on the monotonic clock.</param>
    private sealed record CachedToken(KeystoneToken Token, TimeSpan RenewAt);

    /// <param name="Error">The error of the renewal.</param>
    /// <param name="At">When it failed, on the monotonic clock.</param>
    private sealed record Failure(NovaException Error, TimeSpan At);
}
