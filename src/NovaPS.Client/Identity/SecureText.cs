using System.Net;
using System.Security;

namespace NovaPS.Client.Identity;

/// <summary>Secrets, from text and back.</summary>
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

    /// <summary>The text, as it goes over the wire: made when it is needed, and kept nowhere.</summary>
    public static string ToPlainText(SecureString secret) => new NetworkCredential(string.Empty, secret).Password;
}
