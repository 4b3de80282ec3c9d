using System.Collections.Generic;
using System.Security;

namespace NovaPS.Client.Identity;

/// <summary>A user with a passcode (TOTP), and optionally a password. A passcode is valid for one login only.</summary>
/// <param name="userId">The user's id, which requires no domain; null to use the name.</param>
/// <param name="userName">The user's name.</param>
/// <param name="userDomain">The domain of the name.</param>
/// <param name="password">The password; null for none.</param>
/// <param name="passcode">The passcode.</param>
/// <param name="methods">The login methods of the first request: password, totp, or both in any order.</param>
internal sealed class PasscodeCredential(string? userId, string? userName, DomainName userDomain, SecureString? password,
    SecureString passcode, params string[] methods) : NovaCredential
{
    // A copy, because the caller may dispose of the original.
    private readonly PasswordCredential? _password = password is null ? null
        : new PasswordCredential(userId, userName, userDomain, password);
    private readonly SecureString _passcode = passcode.Copy();

    public override string? UserName => userName ?? userId;

    public override string Subject => "as " + UserName;

    public override string Secret => SecureText.ToPlainText(_passcode);

    public override IReadOnlyList<string> Secrets => _password is null ? [Secret] : [_password.Secret, Secret];

    public override IReadOnlyList<string> Methods => methods;

    public override IReadOnlyList<string> Available =>
        _password is null ? [AuthMethods.Totp] : [AuthMethods.Password, AuthMethods.Totp];

    public override bool IsRenewable => false;

    public override string Remedy => "Connect again with a new passcode.";

    public override void Write(AuthRequest request, string method)
    {
        if (method == AuthMethods.Totp)
            request.UsePasscode(userId, userName, userDomain, Secret);
        else
            _password!.Write(request, method);
    }
}
