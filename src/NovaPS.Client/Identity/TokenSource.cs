using System;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using System.Threading.Tasks;

namespace NovaPS.Client;

/// <summary>
/// The token of a connection. It is renewed at most once for each token that was refused: of a hundred requests that meet
/// the same 401, one logs in and the others wait for it.
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "Requests that are being cancelled still wait here; without a wait handle there is nothing to free.")]
internal sealed class TokenSource
{
    /// <summary>A token this close to its end is renewed before it is used; one that lives shorter, at half of its life.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    /// <summary>How long a failure of Keystone stands for those who need another token at once.</summary>
    private static readonly TimeSpan Breath = TimeSpan.FromSeconds(2);

    /// <summary>How long a Keystone that failed is left alone while the token holds.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _renewing = new(1);
    private readonly KeystoneClient? _keystone;
    private readonly NovaCredential? _credential;
    private readonly ProjectScope? _scope;
    private readonly IClock _clock;
    private volatile Held _held;
    private volatile NovaException? _refusal;
    private volatile Failure? _failure;

    /// <summary>A token that Keystone gave us, and how to get the next.</summary>
    public TokenSource(KeystoneToken token, KeystoneClient keystone, NovaCredential credential, ProjectScope? scope, IClock clock)
    {
        _clock = clock;
        _held = Hold(token);
        _keystone = keystone;
        _credential = credential;
        _scope = scope;
    }

    /// <summary>A token that was handed in: there is no next.</summary>
    public TokenSource(string token, IClock clock)
    {
        _clock = clock;
        _held = new Held(new KeystoneToken { Value = token }, TimeSpan.MaxValue);
    }

    /// <summary>The token in use, with its catalog.</summary>
    public KeystoneToken Current => _held.Token;

    /// <summary>Keystone, and null where the token was handed in.</summary>
    public KeystoneClient? Keystone => _keystone;

    public DateTime? Expires => _held.Token.Expires;

    /// <summary>Whether there is a way to get another token: not to one that was handed in.</summary>
    public bool CanRenew => _keystone is not null;

    public async Task<string> GetAsync(ICallObserver observer, CancellationToken cancellation)
    {
        var held = _held;
        if (!CanRenew || _clock.Elapsed < held.RenewAt)
            return held.Token.Value;
        // It still holds: where somebody is renewing it, or has just failed to, there is no need to wait or to try again.
        if (_renewing.CurrentCount == 0 || _clock.Elapsed < _failure?.At + Rest)
            return held.Token.Value;
        try
        {
            return await RenewAsync(held.Token.Value, "it expires soon", observer, cancellation).ConfigureAwait(false);
        }
        catch (NovaException e)
        {
            // It may hold to the end of the work. If not, the cloud says so, and that Keystone gives no other is told then.
            observer.Decided("The token could not be renewed yet: " + e.Message.TrimEnd('.') + ".");
            return held.Token.Value;
        }
    }

    /// <summary>A token other than the one that failed; to be called where there is a way to get one.</summary>
    /// <exception cref="NovaException">NovaUnauthorized: Keystone gives no other; the message says what to do.</exception>
    public async Task<string> RenewAsync(string failed, string why, ICallObserver observer, CancellationToken cancellation)
    {
        var waitedFrom = _clock.Elapsed;
        await _renewing.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (_held.Token.Value != failed)
                return _held.Token.Value;
            // What failed while this one stood in the queue, or just before, failed for it too.
            if (_failure is { } other && other.At + Breath >= waitedFrom)
                throw other.Error.WithMessage(other.Error.Message);
            // A second try with what was refused could lock the user out.
            if (_refusal is not null)
                throw _refusal.WithMessage(_refusal.Message);
            observer.Decided("The token is renewed: " + why + ".");
            return await LogInAsync(observer, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _renewing.Release();
        }
    }

    /// <summary>Makes a token worthless that we obtained; one that was handed in stays as it is.</summary>
    public async Task RevokeAsync(ICallObserver observer, CancellationToken cancellation)
    {
        if (!CanRenew)
            return;
        // A renewal that is under way ends first: its token is to be revoked, too.
        await _renewing.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            await _keystone!.RevokeAsync(_held.Token.Value, observer, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _renewing.Release();
        }
    }

    /// <summary>The same for a token that nobody will use, where something else failed that is to be told.</summary>
    public async Task RevokeQuietlyAsync(ICallObserver observer)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            await RevokeAsync(observer, limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is NovaException or OperationCanceledException)
        {
            observer.Decided("The token could not be revoked: " + e.Message.TrimEnd('.') + ".");
        }
    }

    /// <summary>Whether Keystone said no, and would say it again: not that it was busy, or down.</summary>
    private static bool IsRefusal(NovaException e) => e.ErrorId == NovaErrorId.NovaUnauthorized || e.StatusCode is 400 or 403;

    /// <summary>Asks for another token, and remembers why there was none: for those who wait, and for those who come later.</summary>
    private async Task<string> LogInAsync(ICallObserver observer, CancellationToken cancellation)
    {
        try
        {
            _held = Hold(await _keystone!.LogInAsync(_credential!, _scope, observer, cancellation).ConfigureAwait(false));
            return _held.Token.Value;
        }
        catch (NovaException e) when (IsRefusal(e))
        {
            _refusal = e.WithMessage("The token is not accepted any more, and Keystone gives no other: " + e.Message.TrimEnd('.') + ". " + _credential!.Remedy).WithId(NovaErrorId.NovaUnauthorized);
            throw _refusal.WithMessage(_refusal.Message);
        }
        catch (NovaException e)
        {
            _failure = new Failure(e.WithMessage("The token could not be renewed: " + e.Message), _clock.Elapsed);
            throw _failure.Error.WithMessage(_failure.Error.Message);
        }
    }

    private Held Hold(KeystoneToken token)
    {
        if ((token.Lifetime ?? token.Expires - _clock.UtcNow) is not { } life)
            return new Held(token, TimeSpan.MaxValue);
        var half = TimeSpan.FromTicks(Math.Max(0, life.Ticks / 2));
        return new Held(token, _clock.Elapsed + life - (half < Margin ? half : Margin));
    }

    /// <param name="token">The token.</param>
    /// <param name="renewAt">By the clock that only runs forward.</param>
    private sealed class Held(KeystoneToken token, TimeSpan renewAt)
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
