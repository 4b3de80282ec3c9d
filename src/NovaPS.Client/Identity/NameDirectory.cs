using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Compute;
using NovaPS.Client.Lookups;

namespace NovaPS.Client.Identity;

/// <summary>
/// The names of users and projects, for one connection. Each id is requested once. Keystone lets most users read only their own name, so a
/// refusal ends the requests; ids without a name stay ids, and no failure is an error.
/// </summary>
/// <param name="tokens">The token, with its own user and project.</param>
/// <param name="clock">The clock.</param>
[SuppressMessage("Reliability", "CA1001", Justification = "Without a wait handle there is nothing to free.")]
internal sealed class NameDirectory(TokenProvider tokens, IClock clock)
{
    /// <summary>The name of the connection's own user in objects, and for -User.</summary>
    public const string Me = "me";

    /// <summary>For more ids, one list of all names costs less than one request for each.</summary>
    private const int MaxSingle = 10;

    /// <summary>How long no names are requested after a failure other than a refusal.</summary>
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(1);

    private const string UseId = "Specify the id of the user, as in the property UserId of an action.";

    /// <summary>
    /// The ids of users: UUIDs without hyphens, or 64 hexadecimal digits for users of LDAP and federation. Source: keystone/identity/
    /// id_generators/sha256.py.
    /// </summary>
    private static readonly Regex Id = new("^([0-9a-f]{32}|[0-9a-f]{64})\\z", RegexOptions.CultureInvariant);

    private static readonly NameChoice<KeyValuePair<string, string>> Choice = new("user", "-User", u => u.Key, u => u.Value, UseId);

    private readonly SemaphoreSlim _slot = new(1);
    private readonly Known _users = new(IdentityKind.User);
    private readonly Known _projects = new(IdentityKind.Project);

    /// <summary>How long one command waits for names. A Keystone that does not respond must not delay what Nova sent.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The id of the connection's user; null if the user passed a token.</summary>
    public string? OwnId => tokens.Current.UserId;

    /// <summary>Returns "me" for the connection's own user, or the name; null if it is not known.</summary>
    public string? User(string? id) => id is null ? null : id == OwnId ? Me : _users.NameOf(id);

    /// <summary>Returns the name of a project; null if it is not known.</summary>
    public string? Project(string? id) =>
        id is null ? null : id == tokens.Current.ProjectId ? tokens.Current.ProjectName : _projects.NameOf(id);

    /// <summary>Requests the names that are not known yet.</summary>
    /// <param name="users">The ids of users. Duplicates and null are ignored.</param>
    /// <param name="projects">The ids of projects.</param>
    /// <param name="log">Receives why names are missing.</param>
    /// <param name="cancellation">Cancels the requests.</param>
    public async Task LookUpAsync(IEnumerable<string?> users, IEnumerable<string?> projects, IClientLog log,
        CancellationToken cancellation)
    {
        await LookUpAsync(_users, users.Where(id => id != OwnId), log, cancellation).ConfigureAwait(false);
        await LookUpAsync(_projects, projects.Where(id => id != tokens.Current.ProjectId), log, cancellation).ConfigureAwait(false);
    }

    /// <summary>Returns the ids of the users that a text means: "me", an id, a name, or a name with wildcards.</summary>
    /// <exception cref="NovaException">
    /// NovaResourceNotFound: there is no such user, with the nearest name. NovaActionInputInvalid: without a login, only an id is
    /// possible. NovaForbidden: the user may not look up names.
    /// </exception>
    public async Task<IReadOnlyCollection<string>> FindUsersAsync(string text, IClientLog log, CancellationToken cancellation)
    {
        var own = tokens.Current;
        if (string.Equals(text, Me, StringComparison.OrdinalIgnoreCase))
            return own.UserId is { } me ? [me] : throw Invalid("cannot be 'me' for a connection that was opened with a token");
        if (Id.IsMatch(text))
            return [text];
        if (tokens.Keystone is null)
            throw Invalid("cannot be a name for a connection that was opened with a token");
        try
        {
            var token = await tokens.GetAsync(log, cancellation).ConfigureAwait(false);
            var found = await KeystoneLookup.FindAsync(tokens.Keystone, IdentityKind.User, Choice, text, token, log, cancellation)
                .ConfigureAwait(false);
            found.ForEach(u => _users.Add(u.Key, u.Value));
            return found.ConvertAll(u => u.Key);
        }
        catch (NovaException e)
        {
            // The own name needs no request, but users of other domains can have it too.
            if (e.StatusCode == 403 && own.UserId is { } id && string.Equals(text, own.UserName, StringComparison.OrdinalIgnoreCase))
                return [id];
            if (e.StatusCode == 403)
                e.Remedy = UseId;
            throw e.For("look up", "user '" + text + "'");
        }
    }

    /// <summary>Lists what -User accepts: "me", and the names of all users if the cloud lets the user list them.</summary>
    public async Task<List<string>> ListUsersAsync(IClientLog log, CancellationToken cancellation)
    {
        var own = OwnId is null ? new List<string>() : [Me];
        if (tokens.Keystone is null)
            return own;
        try
        {
            var token = await tokens.GetAsync(log, cancellation).ConfigureAwait(false);
            var all = await tokens.Keystone.ListNamesAsync(IdentityKind.User, null, token, log, cancellation).ConfigureAwait(false);
            return [.. own, .. all.Values];
        }
        catch (NovaException e) when (e.StatusCode == 403)
        {
            return own;
        }
    }

    private async Task LookUpAsync(Known known, IEnumerable<string?> ids, IClientLog log, CancellationToken cancellation)
    {
        var wanted = ids.Where(id => id is not null && ApiPath.IsId(id)).Distinct().ToList();
        bool IsNeeded() => tokens.Keystone is not null && clock.Elapsed >= known.PausedUntil && wanted.Exists(id => !known.Has(id!));
        if (!IsNeeded())
            return;
        // Commands that need the same names at the same time request them once.
        await _slot.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (IsNeeded())
                await RequestAsync(known, wanted.FindAll(id => !known.Has(id!))!, log, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _slot.Release();
        }
    }

    private async Task RequestAsync(Known known, List<string> ids, IClientLog log, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        clock.CancelAfter(limit, TimeLimit);
        try
        {
            log.Verbose("Looking up the names of " + known.Kind.Plural + ": " + ids.Count + " unknown.");
            var token = await tokens.GetAsync(log, limit.Token).ConfigureAwait(false);
            if (ids.Count > MaxSingle && !known.IsListed)
            {
                known.Add(await tokens.Keystone!.ListNamesAsync(known.Kind, null, token, log, limit.Token).ConfigureAwait(false));
                known.IsListed = true;
                // The list may be truncated, or leave out the users of other domains.
                ids = ids.FindAll(id => !known.Has(id));
            }

            // The first request shows whether the others are allowed.
            foreach (var id in ids.Take(1))
                await ReadAsync(known, id, token, log, limit.Token).ConfigureAwait(false);
            await Task.WhenAll(ids.Skip(1).Select(id => ReadAsync(known, id, token, log, limit.Token))).ConfigureAwait(false);
        }
        catch (NovaException e)
        {
            known.PausedUntil = e.StatusCode == 403 ? TimeSpan.MaxValue : clock.Elapsed + RetryAfter;
            log.Verbose("The names of " + known.Kind.Plural + " cannot be looked up, so ids are shown: " + e.Message);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            known.PausedUntil = clock.Elapsed + RetryAfter;
            log.Verbose("The names of " + known.Kind.Plural + " cannot be looked up, so ids are shown: Keystone did not respond in time.");
        }
    }

    private async Task ReadAsync(Known known, string id, string token, IClientLog log, CancellationToken cancellation)
    {
        try
        {
            known.Add(id, await tokens.Keystone!.ReadNameAsync(known.Kind, id, token, log, cancellation).ConfigureAwait(false));
        }
        catch (NovaException e) when (e.StatusCode == 404)
        {
            // It was deleted. Its id remains in records.
            known.Add(id, null);
        }
    }

    private static NovaException Invalid(string reason) => new(NovaErrorId.NovaActionInputInvalid, reason)
    {
        Target = "-User",
        Remedy = UseId,
    };

    /// <summary>The names of one kind by their ids; null for an id that has none.</summary>
    private sealed class Known(IdentityKind kind)
    {
        private readonly ConcurrentDictionary<string, string?> _names = new(StringComparer.Ordinal);
        private long _pausedUntil;

        public IdentityKind Kind { get; } = kind;

        /// <summary>Whether all names were requested.</summary>
        public bool IsListed { get; set; }

        /// <summary>When names can be requested again, on the monotonic clock.</summary>
        public TimeSpan PausedUntil
        {
            get => new(Interlocked.Read(ref _pausedUntil));
            set => Interlocked.Exchange(ref _pausedUntil, value.Ticks);
        }

        public bool Has(string id) => _names.ContainsKey(id);

        public string? NameOf(string id) => _names.TryGetValue(id, out var name) ? name : null;

        public void Add(string id, string? name) => _names[id] = string.IsNullOrEmpty(name) ? null : name;

        public void Add(IReadOnlyDictionary<string, string> names)
        {
            foreach (var name in names)
                Add(name.Key, name.Value);
        }
    }
}
