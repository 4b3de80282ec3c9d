using System;
using System.Net;
using System.Security;

namespace NovaPS.Client;

/// <summary>Who asks for a token. It shows no secret.</summary>
internal abstract class NovaCredential
{
    /// <summary>The user as given; null where the credential names none.</summary>
    public virtual string? UserName => null;

    /// <summary>What must not come back in an error, though the server may echo it.</summary>
    public abstract string Secret { get; }

    /// <summary>A password, or a token, as it goes over the wire: made when it is needed, and kept nowhere.</summary>
    protected static string Reveal(SecureString secret) => new NetworkCredential(string.Empty, secret).Password;

    public abstract void Write(AuthRequest request);
}

/// <summary>A user and a password.</summary>
/// <param name="userId">The user's id, which needs no domain; null: by name.</param>
/// <param name="userName">The user's name.</param>
/// <param name="userDomain">The domain of the name.</param>
/// <param name="password">The password.</param>
internal sealed class PasswordCredential(string? userId, string? userName, DomainName userDomain, SecureString password) : NovaCredential
{
    public override string? UserName => userName ?? userId;

    public override string Secret => Reveal(password);

    public override void Write(AuthRequest request) => request.UsePassword(userId, userName, userDomain, Secret);
}

/// <summary>A token that is exchanged for one of the wanted project.</summary>
internal sealed class TokenCredential(SecureString token) : NovaCredential
{
    public override string Secret => Reveal(token);

    public override void Write(AuthRequest request) => request.UseToken(Secret);
}

/// <summary>A domain by its id or by its name.</summary>
internal readonly struct DomainName(string? id, string? name)
{
    public string? Id { get; } = id;

    public string? Name { get; } = name;

    /// <summary>32 hex digits or exactly "default" is an id, all else is a name.</summary>
    public static DomainName Parse(string text) => IsId(text) ? new DomainName(text, null) : new DomainName(null, text);

    private static bool IsId(string text) =>
        text == "default" || (text.Length == 32 && Guid.TryParseExact(text, "N", out _));
}

/// <summary>The project that the token is for.</summary>
internal sealed class ProjectScope(string? id, string? name, DomainName domain)
{
    public string? Id { get; } = id;

    public string? Name { get; } = name;

    public DomainName Domain { get; } = domain;
}
