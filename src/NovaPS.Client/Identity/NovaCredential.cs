using System;
using System.Collections.Generic;
using System.Security;

namespace NovaPS.Client.Identity;

/// <summary>Who asks for a token. It shows no secret.</summary>
internal abstract class NovaCredential
{
    /// <summary>The user as given; null where the credential names none.</summary>
    public virtual string? UserName => null;

    /// <summary>Who asks, in an error: "as demo".</summary>
    public abstract string Subject { get; }

    /// <summary>What must not come back in an error, though the server may echo it.</summary>
    public abstract string Secret { get; }

    /// <summary>The same, where there are several.</summary>
    public virtual IReadOnlyList<string> Secrets => [Secret];

    /// <summary>The login methods of the first request, by Keystone's names.</summary>
    public abstract IReadOnlyList<string> Methods { get; }

    /// <summary>All login methods that it can pass, for a Keystone that requires more than the first request had.</summary>
    public virtual IReadOnlyList<string> Available => Methods;

    /// <summary>Whether it can be used for a second login.</summary>
    public virtual bool IsRenewable => true;

    /// <summary>What to do when Keystone does not accept it any more.</summary>
    public abstract string Remedy { get; }

    /// <summary>The login methods: a connection is replaced by a new one with the same.</summary>
    public virtual string Method => string.Join("+", Methods);

    /// <summary>Writes what one of its methods needs.</summary>
    public abstract void Write(AuthRequest request, string method);
}

/// <summary>A user and a password.</summary>
/// <param name="userId">The user's id, which needs no domain; null: by name.</param>
/// <param name="userName">The user's name.</param>
/// <param name="userDomain">The domain of the name.</param>
/// <param name="password">The password.</param>
internal sealed class PasswordCredential(string? userId, string? userName, DomainName userDomain, SecureString password) : NovaCredential
{
    // The caller may dispose of his.
    private readonly SecureString _password = password.Copy();

    public override string? UserName => userName ?? userId;

    public override string Subject => "as " + UserName;

    public override string Secret => SecureText.ToPlainText(_password);

    public override string Remedy => "Connect again with the current password.";

    public override IReadOnlyList<string> Methods => [AuthMethods.Password];

    public override void Write(AuthRequest request, string method) => request.UsePassword(userId, userName, userDomain, Secret);
}

/// <summary>A token that is exchanged for one of the wanted project.</summary>
internal sealed class TokenCredential(SecureString token) : NovaCredential
{
    // The caller may dispose of his.
    private readonly SecureString _token = token.Copy();

    public override string Subject => "with the given token";

    public override string Secret => SecureText.ToPlainText(_token);

    public override string Remedy =>
        "Get a new token, and connect again; or connect with a password or an application credential, which NovaPS can renew.";

    public override IReadOnlyList<string> Methods => ["token"];

    public override void Write(AuthRequest request, string method) => request.UseToken(Secret);
}

/// <summary>An application credential: it stands for a user in one project, and asks for no scope.</summary>
/// <param name="id">Its id; null: by its name and its user.</param>
/// <param name="name">Its name, which is its user's own.</param>
/// <param name="userId">The user's id.</param>
/// <param name="userName">The user's name.</param>
/// <param name="userDomain">The domain of the user's name.</param>
/// <param name="secret">The secret.</param>
internal sealed class ApplicationCredential(string? id, string? name, string? userId, string? userName, DomainName userDomain,
    SecureString secret) : NovaCredential
{
    // The caller may dispose of his.
    private readonly SecureString _secret = secret.Copy();

    public override string? UserName => userName ?? userId;

    public override string Subject => "with the application credential " + (id ?? name);

    public override string Method => base.Method + " " + (id ?? name);

    public override string Secret => SecureText.ToPlainText(_secret);

    public override string Remedy =>
        "Connect again with a valid application credential: this one may have expired or been deleted, or its user may have lost the role.";

    public override IReadOnlyList<string> Methods => ["application_credential"];

    public override void Write(AuthRequest request, string method) =>
        request.UseApplicationCredential(id, name, userId, userName, userDomain, Secret);
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
