namespace NovaPS;

/// <summary>What went wrong, as a stable name: the first part of FullyQualifiedErrorId.</summary>
public enum NovaErrorId
{
    /// <summary>There is no open connection to act through.</summary>
    NovaNotConnected,

    /// <summary>The input names no server.</summary>
    NovaServerInputInvalid,

    /// <summary>400 "Malformed request URL": the project in the URL is not the token's.</summary>
    NovaProjectMismatch,

    /// <summary>Any other 400; some providers answer it for a busy server.</summary>
    NovaBadRequest,

    /// <summary>401: the token, or the credential, is not accepted.</summary>
    NovaUnauthorized,

    /// <summary>403: the cloud's policy does not allow it.</summary>
    NovaForbidden,

    /// <summary>403: a quota is used up.</summary>
    NovaQuotaExceeded,

    /// <summary>404 itemNotFound, or a name that no server has.</summary>
    NovaServerNotFound,

    /// <summary>404 that is not Nova's, or a project that is not there: the URL is wrong.</summary>
    NovaEndpointNotFound,

    /// <summary>The name fits several servers.</summary>
    NovaServerNameAmbiguous,

    /// <summary>406: the cloud does not speak that microversion.</summary>
    NovaMicroversionNotSupported,

    /// <summary>409: the server's state does not allow it.</summary>
    NovaServerInvalidState,

    /// <summary>409: the server is busy with a task.</summary>
    NovaServerBusy,

    /// <summary>409: the server is locked.</summary>
    NovaServerLocked,

    /// <summary>413 overLimit or 429, after the retries.</summary>
    NovaRateLimited,

    /// <summary>Another 4xx.</summary>
    NovaRequestRefused,

    /// <summary>The proxy requires a credential (407), or does not allow the address.</summary>
    NovaProxyRefused,

    /// <summary>501: the cloud, or its hypervisor, cannot do it.</summary>
    NovaNotSupported,

    /// <summary>500, and other 5xx.</summary>
    NovaServiceError,

    /// <summary>502, 503, 504.</summary>
    NovaServiceUnavailable,

    /// <summary>A redirect to another origin, where the token must not go.</summary>
    NovaRedirectRefused,

    /// <summary>The accepted action failed on the host.</summary>
    NovaServerActionFailed,

    /// <summary>Somebody acted on the server after the accepted action.</summary>
    NovaServerActionSuperseded,

    /// <summary>The server went to ERROR.</summary>
    NovaServerFaulted,

    /// <summary>The server vanished while it was waited for.</summary>
    NovaServerVanished,

    /// <summary>The time for waiting ran out.</summary>
    NovaWaitTimeout,

    /// <summary>A request was not answered in time.</summary>
    NovaRequestTimeout,

    /// <summary>TLS: the certificate or the handshake.</summary>
    NovaTlsFailure,

    /// <summary>DNS, connect or reset: no answer came.</summary>
    NovaConnectionFailed,

    /// <summary>An answer that is not what Nova or Keystone says.</summary>
    NovaProtocolError,

    /// <summary>What was given to connect with is incomplete or contradicts itself.</summary>
    NovaConnectInputInvalid,

    /// <summary>Parameters of Wait-NovaServer contradict each other.</summary>
    NovaWaitInputInvalid,

    /// <summary>The -Action of Get-NovaServerAction is not a valid pattern.</summary>
    NovaActionInputInvalid,

    /// <summary>What was given to a command of the simulator is not valid.</summary>
    NovaSimulatorInputInvalid,

    /// <summary>The simulator cannot listen on the port.</summary>
    NovaSimulatorPortInUse,

    /// <summary>A bug in NovaPS.</summary>
    NovaInternalError,
}
