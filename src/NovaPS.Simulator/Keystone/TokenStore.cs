using System;
using System.Collections.Generic;
using System.Linq;
using NovaPS.Simulator.Http;

namespace NovaPS.Simulator.Keystone;

/// <summary>The tokens that are not revoked.</summary>
internal sealed class TokenStore(Func<DateTime> clock, TimeSpan lifetime)
{
    private readonly Dictionary<string, Token> _tokens = new(StringComparer.Ordinal);

    public Token Issue(User user, Project? project, params string[] methods)
    {
        var now = Formats.WholeSeconds(clock());
        return Keep(new Token(user, project, methods, now, now + lifetime));
    }

    /// <summary>Exchanges a token for a new one, which expires at the same time.</summary>
    public Token Rescope(Token origin, Project? project) =>
        Keep(new Token(origin.User, project, [.. origin.Methods.Union(["token"])], Formats.WholeSeconds(clock()), origin.ExpiresAt)
        {
            AuditIds = [Identity.NewSecret(16), origin.AuditIds[origin.AuditIds.Count - 1]],
        });

    /// <summary>Returns a token; null if it is not valid.</summary>
    public Token? Find(string? id)
    {
        lock (_tokens)
            return id is not null && _tokens.TryGetValue(id, out var token) && token.ExpiresAt > clock() ? token : null;
    }

    public void Revoke(string id)
    {
        lock (_tokens)
            _tokens.Remove(id);
    }

    public void RevokeAll()
    {
        lock (_tokens)
            _tokens.Clear();
    }

    public void ExpireAll()
    {
        lock (_tokens)
        {
            var now = clock();
            foreach (var token in _tokens.Values)
                token.ExpiresAt = now;
        }
    }

    private Token Keep(Token token)
    {
        lock (_tokens)
            _tokens.Add(token.Id, token);
        return token;
    }
}
