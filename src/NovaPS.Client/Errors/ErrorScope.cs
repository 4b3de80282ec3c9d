namespace NovaPS.Client.Errors;

/// <summary>How far an error reaches.</summary>
internal static class ErrorScope
{
    /// <summary>Whether the error ends all work of its connection: the next request would meet it too.</summary>
    public static bool IsConnectionFatal(this NovaErrorId id) => id is
        NovaErrorId.NovaNotConnected
        or NovaErrorId.NovaProjectMismatch
        or NovaErrorId.NovaUnauthorized
        or NovaErrorId.NovaEndpointNotFound
        or NovaErrorId.NovaMicroversionNotSupported;

    /// <summary>Whether the same request may succeed a little later. Only reading is repeated for it.</summary>
    public static bool IsTransient(this NovaErrorId id) => id is
        NovaErrorId.NovaServiceError
        or NovaErrorId.NovaServiceUnavailable
        or NovaErrorId.NovaRateLimited
        or NovaErrorId.NovaRequestTimeout
        or NovaErrorId.NovaConnectionFailed
        // A handshake that breaks off may be a load balancer that restarts.
        or NovaErrorId.NovaTlsFailure
        or NovaErrorId.NovaProtocolError;
}
