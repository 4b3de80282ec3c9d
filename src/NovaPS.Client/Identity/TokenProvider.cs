using System;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using System.Threading.Tasks;

namespace NovaPS.Client.Identity;

/// <summary>
/// The token of a connection. It is renewed at most once for each token that was refused: of a hundred requests that meet
/// the same 401, one logs in and the others wait for it.
/// </summary>
[SuppressMessage("Reliability", "CA1001",
    Justification = "Requests that are being cancelled still wait here; without a wait handle there is nothing to free.")]
internal sealed class TokenProvider
{
    /// <summary>A token this close to its end is renewed before it is used; one that lives shorter, at half of its life.</summary>
    private static readonly TimeSpan RenewalMargin = TimeSpan.FromSeconds(30);

    /// <summary>How long a failure of Keystone stands for those who need another token at once.</summary>
    private static readonly TimeSpan FailureCacheTtl = TimeSpan.FromSeconds(2);

    /// <summary>How long a Keystone that failed is left alone while the token holds.</summary>
    private static readonly TimeSpan RenewalCooldown = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _renewing = new(1);
    private readonly KeystoneClient? _keystone;
    private readonly NovaCredential? _credential;
    private readonly ProjectScope? _scope;
    private readonly IClock _clock;
    private volatile CachedToken _cached;
    private volatile NovaException? _refusal;
    private volatile Failure? _failure;

    /// <summary>A token that Keystone gave us, and how to get the next.</summary>
    public TokenProvider(KeystoneToken token, KeystoneClient keystone, NovaCredential credential, ProjectScope? scope, IClock clock)
    {
        _clock = clock;
        _cached = Cache(token);
        _keystone = keystone;
        _credential = credential;
        _scope = scope;
    }

    /// <summary>A token that was handed in: there is no next.</summary>
    public TokenProvider(string token, IClock clock)
    {
        _clock = clock;
        _cached = new CachedToken(new KeystoneToken { Value = token }, TimeSpan.MaxValue);
    }

    /// <summary>The token in use, with its catalog.</summary>
    public KeystoneToken Current => _cached.Token;

    /// <summary>Keystone, and null where the token was handed in.</summary>
    public KeystoneClient? Keystone => _keystone;

    public DateTime? Expires => _cached.Token.Expires;

    /// <summary>Whether there is a way to get another token: not to one that was handed in, nor with a passcode.</summary>
    public bool CanRenew => _credential?.IsRenewable == true;

    public async Task<string> GetAsync(IClientLog log, CancellationToken cancellation)
    {
        var cached = _cached;
        if (!CanRenew || _clock.Elapsed < cached.RenewAt)
            return cached.Token.Value;
        // It still holds: where somebody is renewing it, or has just failed to, there is no need to wait or to try again.
        if (_renewing.CurrentCount == 0 || _clock.Elapsed < _failure?.At + RenewalCooldown)
            return cached.Token.Value;
        try
        {
            return await RenewAsync(cached.Token.Value, "it expires soon", log, cancellation).ConfigureAwait(false);
        }
        catch (NovaException e)
        {
            // It may hold to the end of the work. If not, the cloud says so, and that Keystone gives no other is told then.
            log.Verbose("The token could not be renewed yet: " + e.Message);
            return cached.Token.Value;
        }
    }

    /// <summary>Says of a refused token why there is no other; to be called where there is no way to get one.</summary>
    public void DescribeRefusal(NovaException error)
    {
        error.Remedy = _credential?.Remedy ?? "Get a new token, and connect again with Connect-NovaProject.";
        error.Note(_credential is null ? "NovaPS cannot renew a token that was passed to Connect-NovaProject."
            : "NovaPS cannot renew a connection that was opened with a passcode.");
    }

    /// <summary>A token other than the one that failed; to be called where there is a way to get one.</summary>
    /// <exception cref="NovaException">NovaUnauthorized: Keystone gives no other; the message says what to do.</exception>
    public async Task<string> RenewAsync(string failed, string why, IClientLog log, CancellationToken cancellation)
    {
        var waitedFrom = _clock.Elapsed;
        await _renewing.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (_cached.Token.Value != failed)
                return _cached.Token.Value;
            // What failed while this one stood in the queue, or just before, failed for it too.
            if (_failure is { } other && other.At + FailureCacheTtl >= waitedFrom)
                throw other.Error.Copy();
            // A second try with what was refused could lock the user out.
            if (_refusal is not null)
                throw _refusal.Copy();
            log.Verbose("The token is renewed: " + why + ".");
            return await LogInAsync(log, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _renewing.Release();
        }
    }

    /// <summary>Makes a token worthless that we obtained; one that was handed in stays as it is.</summary>
    public async Task RevokeAsync(IClientLog log, CancellationToken cancellation)
    {
        if (_keystone is null)
            return;
        // A renewal that is under way ends first: its token is to be revoked, too.
        await _renewing.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            // Requests that are still under way get 401 from here on: none of them may log in again.
            _refusal = new NovaException(NovaErrorId.NovaNotConnected, "the connection was closed");
            await _keystone.RevokeAsync(_cached.Token.Value, log, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _renewing.Release();
        }
    }

    /// <summary>Drops the token of a connection that is closed, which objects may hold for long.</summary>
    public void Forget() => _cached = new CachedToken(new KeystoneToken(), TimeSpan.MaxValue);

    /// <summary>The same for a token that nobody will use, where something else failed that is to be told.</summary>
    public async Task RevokeQuietlyAsync(IClientLog log)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            await RevokeAsync(log, limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is NovaException or OperationCanceledException)
        {
            log.Verbose("The token could not be revoked: " + e.Message);
        }
    }

    /// <summary>Whether Keystone said no, and would say it again: not that it was busy, or down.</summary>
    private static bool IsRefusal(NovaException e) =>
        e is { ErrorId: NovaErrorId.NovaUnauthorized, StatusCode: not null } or { StatusCode: 400 or 403 };

    /// <summary>Asks for another token, and remembers why there was none: for those who wait, and for those who come later.</summary>
    private async Task<string> LogInAsync(IClientLog log, CancellationToken cancellation)
    {
        try
        {
            var token = await _keystone!.LogInAsync(_credential!, _scope, log, cancellation).ConfigureAwait(false);
            // Its life is known already, and asking again at once would bring it again.
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
            // One that requires a further method says which.
            if (!e.HasRemedy)
                e.Remedy = _credential!.Remedy;
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
        // Never by our time of day, which may be hours off. A token of unknown life is renewed when the cloud refuses it.
        if (token.Lifetime is not { } life)
            return new CachedToken(token, TimeSpan.MaxValue);
        var half = TimeSpan.FromTicks(Math.Max(0, life.Ticks / 2));
        return new CachedToken(token, _clock.Elapsed + life - (half < RenewalMargin ? half : RenewalMargin));
    }

    /// <param name="token">The token.</param>
    /// <param name="renewAt">By the clock that only runs forward.</param>
    private sealed class CachedToken(KeystoneToken token, TimeSpan renewAt)
    {
        public KeystoneToken Token { get; } = token;

        public TimeSpan RenewAt { get; } = renewAt;
    }

    /// <param name="error">Why a renewal failed.</param>
    /// <param name="at">When, by the clock that only runs forward.</param>
    private sealed class Failure(NovaException error, TimeSpan at)
    {
        public NovaException Error { get; } = error;

        public TimeSpan At { get; } = at;
    }
}
