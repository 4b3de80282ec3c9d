namespace NovaPS.Client.Identity;

/// <summary>Login methods that can be combined, by the names that Keystone has for them, and what to do about the others.</summary>
internal static class AuthMethods
{
    public const string Password = "password";

    /// <summary>A passcode of an authenticator app.</summary>
    public const string Totp = "totp";

    /// <summary>What to do where NovaPS does not have a login method.</summary>
    public const string Elsewhere = "get a token with 'openstack token issue -f value -c id', and connect with -AuthUrl and -Token.";
}
