using System;

namespace NovaPS.Simulator.Keystone;

/// <summary>A refusal by Keystone, thrown where it is found and answered in one place.</summary>
internal sealed class KeystoneError(int status, string message) : Exception(message)
{
    public int Status { get; } = status;

    /// <summary>Keystone does not tell what was wrong: password, user, domain, project or role.</summary>
    public static KeystoneError Unauthorized() => new(401, "The request you have made requires authentication.");

    public static KeystoneError UnknownToken() => new(404, "Could not recognize Fernet token");

    public static KeystoneError Missing(string what, string where) => new(
        400,
        $"Expecting to find {what} in {where}. The server could not comply with the request since it is either malformed or "
        + "otherwise incorrect. The client is assumed to be in error.");
}
