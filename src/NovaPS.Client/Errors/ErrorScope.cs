namespace NovaPS.Client.Errors;

/// <summary>The scope of an error: one request or the whole connection, transient or not.</summary>
internal static class ErrorScope
{
    /// <summary>Whether the error ends all work of its connection, because every further request would fail in the same way.</summary>
    public static bool IsConnectionFatal(this NovaErrorId id) => id is
        NovaErrorId.NovaNotConnected
        or NovaErrorId.NovaProjectMismatch
        or NovaErrorId.NovaUnauthorized
        or NovaErrorId.NovaEndpointNotFound
        or NovaErrorId.NovaMicroversionNotSupported;

    /// <summary>Whether the same request may succeed later. Only read requests are retried for it.</summary>
    public static bool IsTransient(this NovaErrorId id) => id is
        NovaErrorId.NovaServiceError
        or NovaErrorId.NovaServiceUnavailable
        or NovaErrorId.NovaRateLimited
        or NovaErrorId.NovaRequestTimeout
        or NovaErrorId.NovaConnectionFailed
        // A load balancer that restarts breaks the handshake.
        or NovaErrorId.NovaTlsFailure
        or NovaErrorId.NovaProtocolError;
}
