namespace NovaPS;

/// <summary>The ids of errors, which are stable: the first part of FullyQualifiedErrorId.</summary>
public enum NovaErrorId
{
    /// <summary>There is no open connection.</summary>
    NovaNotConnected,

    /// <summary>The input does not identify a server.</summary>
    NovaServerInputInvalid,

    /// <summary>400 "Malformed request URL": the project in the URL is not the project of the token.</summary>
    NovaProjectMismatch,

    /// <summary>Any other 400. Some providers send it for a busy server.</summary>
    NovaBadRequest,

    /// <summary>401: the token or the credential is not accepted.</summary>
    NovaUnauthorized,

    /// <summary>403: the cloud's policy does not allow the operation.</summary>
    NovaForbidden,

    /// <summary>403: a quota is exceeded.</summary>
    NovaQuotaExceeded,

    /// <summary>404 itemNotFound, or no server has the name.</summary>
    NovaServerNotFound,

    /// <summary>A 404 that is not from Nova, or a project that does not exist: the URL is wrong.</summary>
    NovaEndpointNotFound,

    /// <summary>Several servers have the name.</summary>
    NovaServerNameAmbiguous,

    /// <summary>406: the cloud does not support the microversion.</summary>
    NovaMicroversionNotSupported,

    /// <summary>409: the server's state does not allow the action.</summary>
    NovaServerInvalidState,

    /// <summary>409: a task is in progress on the server.</summary>
    NovaServerBusy,

    /// <summary>409: the server is locked.</summary>
    NovaServerLocked,

    /// <summary>413 overLimit or 429, after all retries.</summary>
    NovaRateLimited,

    /// <summary>Any other 4xx.</summary>
    NovaRequestRefused,

    /// <summary>The proxy requires a credential (407), or does not allow the address.</summary>
    NovaProxyRefused,

    /// <summary>501: the cloud or its hypervisor does not support the operation.</summary>
    NovaNotSupported,

    /// <summary>500 and other 5xx.</summary>
    NovaServiceError,

    /// <summary>502, 503, 504.</summary>
    NovaServiceUnavailable,

    /// <summary>A redirect to another origin, to which the token must not be sent.</summary>
    NovaRedirectRefused,

    /// <summary>The cloud accepted the action, and it failed.</summary>
    NovaServerActionFailed,

    /// <summary>Another action on the server was requested after the accepted action.</summary>
    NovaServerActionSuperseded,

    /// <summary>The server is in ERROR.</summary>
    NovaServerFaulted,

    /// <summary>The server was deleted during a wait.</summary>
    NovaServerVanished,

    /// <summary>A wait timed out.</summary>
    NovaWaitTimeout,

    /// <summary>A request timed out.</summary>
    NovaRequestTimeout,

    /// <summary>The certificate is not accepted, or the TLS handshake failed.</summary>
    NovaTlsFailure,

    /// <summary>The name cannot be resolved, or the connection cannot be established or was reset.</summary>
    NovaConnectionFailed,

    /// <summary>The response is not a valid response of Nova or Keystone.</summary>
    NovaProtocolError,

    /// <summary>The connection settings are incomplete or contradictory.</summary>
    NovaConnectInputInvalid,

    /// <summary>A filter of Get-NovaServer cannot be read, or the filters are contradictory.</summary>
    NovaFilterInputInvalid,

    /// <summary>The flavor, image, availability zone, project or compute host does not exist, or its name cannot be looked up.</summary>
    NovaResourceNotFound,

    /// <summary>Several flavors or images have the name.</summary>
    NovaResourceNameAmbiguous,

    /// <summary>The parameters of Wait-NovaServer are contradictory.</summary>
    NovaWaitInputInvalid,

    /// <summary>The value of -Action of Get-NovaServerAction is not a valid pattern.</summary>
    NovaActionInputInvalid,

    /// <summary>The parameters of Set-NovaServer or Rename-NovaServer are contradictory, or one of them is not valid.</summary>
    NovaUpdateInputInvalid,

    /// <summary>A parameter of Get-NovaServerConsole is not valid for the servers.</summary>
    NovaConsoleInputInvalid,

    /// <summary>A parameter of a simulator command is not valid.</summary>
    NovaSimulatorInputInvalid,

    /// <summary>The simulator cannot listen on the port.</summary>
    NovaSimulatorPortInUse,

    /// <summary>A bug in NovaPS.</summary>
    NovaInternalError,
}
