namespace NovaPS.Client.Identity;

/// <summary>Keystone's names of the login methods that can be combined, and the remedy for other methods.</summary>
internal static class AuthMethods
{
    public const string Password = "password";

    /// <summary>A passcode from an authenticator app.</summary>
    public const string Totp = "totp";

    /// <summary>The remedy if NovaPS does not support a login method.</summary>
    public const string OtherMethodRemedy =
        "get a token with 'openstack token issue -f value -c id', and connect with -AuthUrl and -Token.";
}
