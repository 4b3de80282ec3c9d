using System;
using System.Collections.Generic;
using System.Security;

namespace NovaPS.Client.Identity;

/// <summary>A credential for a login to Keystone.</summary>
internal abstract class NovaCredential
{
    /// <summary>The name or id of the user; null if the credential has none.</summary>
    public virtual string? UserName => null;

    /// <summary>The subject of the login for messages: "as demo".</summary>
    public abstract string Subject { get; }

    /// <summary>The secret, which is redacted in errors.</summary>
    public abstract string Secret { get; }

    /// <summary>All secrets of the credential.</summary>
    public virtual IReadOnlyList<string> Secrets => [Secret];

    /// <summary>The login methods of the first request, by Keystone's names.</summary>
    public abstract IReadOnlyList<string> Methods { get; }

    /// <summary>All supported login methods, in case Keystone requires more than those of the first request.</summary>
    public virtual IReadOnlyList<string> Available => Methods;

    /// <summary>Whether it can be used for a second login.</summary>
    public virtual bool IsRenewable => true;

    /// <summary>The recommended action if Keystone no longer accepts the credential.</summary>
    public abstract string Remedy { get; }

    /// <summary>The login methods, for comparing logins: a new login with the same methods replaces a connection.</summary>
    public virtual string Method => string.Join("+", Methods);

    /// <summary>Writes the data of one login method to the request.</summary>
    public abstract void Write(AuthRequest request, string method);
}

/// <summary>A user and a password.</summary>
/// <param name="userId">The user's id, which requires no domain; null to use the name.</param>
/// <param name="userName">The user's name.</param>
/// <param name="userDomain">The domain of the name.</param>
/// <param name="password">The password.</param>
internal sealed class PasswordCredential(string? userId, string? userName, DomainName userDomain, SecureString password) : NovaCredential
{
    // A copy, because the caller may dispose of the original.
    private readonly SecureString _password = password.Copy();

    public override string? UserName => userName ?? userId;

    public override string Subject => "as " + UserName;

    public override string Secret => SecureText.ToPlainText(_password);

    public override string Remedy => "Connect again with the current password.";

    public override IReadOnlyList<string> Methods => [AuthMethods.Password];

    public override void Write(AuthRequest request, string method) => request.UsePassword(userId, userName, userDomain, Secret);
}

/// <summary>A token that is exchanged for a token of the requested project.</summary>
internal sealed class TokenCredential(SecureString token) : NovaCredential
{
    // A copy, because the caller may dispose of the original.
    private readonly SecureString _token = token.Copy();

    public override string Subject => "with the specified token";

    public override string Secret => SecureText.ToPlainText(_token);

    public override string Remedy =>
        "Get a new token, and connect again; or connect with a password or an application credential, which NovaPS can renew.";

    public override IReadOnlyList<string> Methods => ["token"];

    public override void Write(AuthRequest request, string method) => request.UseToken(Secret);
}

/// <summary>An application credential. It is for one user and one project, so no scope is requested.</summary>
/// <param name="id">The id; null to use the name and the user.</param>
/// <param name="name">The name, which is unique for a user.</param>
/// <param name="userId">The user's id.</param>
/// <param name="userName">The user's name.</param>
/// <param name="userDomain">The domain of the user's name.</param>
/// <param name="secret">The secret.</param>
internal sealed class ApplicationCredential(string? id, string? name, string? userId, string? userName, DomainName userDomain,
    SecureString secret) : NovaCredential
{
    // A copy, because the caller may dispose of the original.
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

/// <summary>A domain, by id or name.</summary>
internal readonly record struct DomainName(string? Id, string? Name)
{
    /// <summary>Parses a domain: 32 hexadecimal digits, or "default", is an id. Other text is a name.</summary>
    public static DomainName Parse(string text) => IsId(text) ? new DomainName(text, null) : new DomainName(null, text);

    private static bool IsId(string text) =>
        text == "default" || (text.Length == 32 && Guid.TryParseExact(text, "N", out _));
}

/// <summary>The project that the token is for.</summary>
internal sealed record ProjectScope(string? Id, string? Name, DomainName Domain);
