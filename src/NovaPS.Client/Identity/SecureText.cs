using System.Net;
using System.Security;

namespace NovaPS.Client.Identity;

/// <summary>Converts secrets from and to text.</summary>
internal static class SecureText
{
    public static SecureString From(string text)
    {
        var secret = new SecureString();
        foreach (var c in text)
            secret.AppendChar(c);
        secret.MakeReadOnly();
        return secret;
    }

    /// <summary>Returns the text of a secret. It must not be stored.</summary>
    public static string ToPlainText(SecureString secret) => new NetworkCredential(string.Empty, secret).Password;
}
