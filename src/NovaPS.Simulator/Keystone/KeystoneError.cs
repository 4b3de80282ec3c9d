using System;

namespace NovaPS.Simulator.Keystone;

/// <summary>An error response of Keystone.</summary>
internal sealed class KeystoneError(int status, string message) : Exception(message)
{
    public int Status { get; } = status;

    /// <summary>Creates the 401 for a wrong password, user, domain, project or role. Keystone does not say which.</summary>
    public static KeystoneError Unauthorized() => new(401, "The request you have made requires authentication.");

    public static KeystoneError UnknownToken() => new(404, "Could not recognize Fernet token");

    public static KeystoneError Missing(string what, string where) => new(
        400,
        $"Expecting to find {what} in {where}. The server could not comply with the request since it is either malformed or "
        + "otherwise incorrect. The client is assumed to be in error.");
}
