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
    /// <summary>A token this close to its end is renewed before it is used.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _renewing = new(1);
    private readonly KeystoneClient? _keystone;
    private readonly NovaCredential? _credential;
    private readonly ProjectScope? _scope;
    private readonly IClock _clock;
    private KeystoneToken _token;

    /// <summary>A token that Keystone gave us, and how to get the next.</summary>
    public TokenSource(KeystoneToken token, KeystoneClient keystone, NovaCredential credential, ProjectScope? scope, IClock clock)
    {
        _token = token;
        _keystone = keystone;
        _credential = credential;
        _scope = scope;
        _clock = clock;
    }

    /// <summary>A token that was handed in: there is no next.</summary>
    public TokenSource(string token, IClock clock)
    {
        _token = new KeystoneToken { Value = token };
        _clock = clock;
    }

    public DateTime? Expires => Volatile.Read(ref _token).Expires;

    private bool CanRenew => _keystone is not null;

    public async Task<string> GetAsync(ICallObserver observer, CancellationToken cancellation)
    {
        var token = Volatile.Read(ref _token);
        if (!CanRenew || token.Expires is not { } end || end - _clock.UtcNow > Margin)
            return token.Value;
        return await RenewAsync(token.Value, "it expires", observer, cancellation).ConfigureAwait(false) ?? token.Value;
    }

    /// <summary>A token other than the one that failed; null when there is no way to get one.</summary>
    public async Task<string?> RenewAsync(string failed, string why, ICallObserver observer, CancellationToken cancellation)
    {
        if (!CanRenew)
            return null;
        await _renewing.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            var token = Volatile.Read(ref _token);
            if (token.Value != failed)
                return token.Value;
            observer.Decided("The token is renewed: " + why + ".");
            token = await _keystone!.LogInAsync(_credential!, _scope, observer, cancellation).ConfigureAwait(false);
            Volatile.Write(ref _token, token);
            return token.Value;
        }
        finally
        {
            _renewing.Release();
        }
    }

    /// <summary>Makes a token worthless that we obtained; one that was handed in stays as it is.</summary>
    public async Task RevokeAsync(ICallObserver observer, CancellationToken cancellation)
    {
        if (CanRenew)
            await _keystone!.RevokeAsync(Volatile.Read(ref _token).Value, observer, cancellation).ConfigureAwait(false);
    }
}
