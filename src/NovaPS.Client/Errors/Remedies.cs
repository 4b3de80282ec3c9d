namespace NovaPS.Client.Errors;

/// <summary>The default remedies. The code that creates an error can set a more specific one.</summary>
internal static class Remedies
{
    /// <summary>Returns the command of the default remedy; null if there is none.</summary>
    public static RemedyCommand? CommandFor(NovaException error) => error.ErrorId switch
    {
        NovaErrorId.NovaServerNotFound when error.ServerId is not null => new("Get-NovaServer", HasServer: false),
        NovaErrorId.NovaServerInvalidState or NovaErrorId.NovaBadRequest => new("Get-NovaServer"),
        NovaErrorId.NovaServerBusy => new("Wait-NovaServer"),
        NovaErrorId.NovaServerLocked => new("Unlock-NovaServer"),
        NovaErrorId.NovaServerActionFailed => Record(error.RequestId),
        NovaErrorId.NovaServerActionSuperseded => new("Get-NovaServerAction"),
        NovaErrorId.NovaServerFaulted => new("Get-NovaServer", "| Format-List"),
        _ => null,
    };

    /// <summary>Returns the command that shows an action with its events; without a request id, all actions of the server.</summary>
    public static RemedyCommand Record(string? requestId) =>
        new("Get-NovaServerAction", requestId is null ? string.Empty : "-RequestId " + RemedyCommand.Quote(requestId));

    /// <summary>Returns the text of the default remedy.</summary>
    public static string For(NovaErrorId id) => id switch
    {
        NovaErrorId.NovaNotConnected =>
            "Run Connect-NovaProject. In another runspace, pass the connection with -Connection $using:connection.",
        NovaErrorId.NovaConnectInputInvalid =>
            "Correct the parameter, the environment variable or the line of the file that the message names.",
        NovaErrorId.NovaServerInputInvalid => "Specify a NovaServer, an id, a name, or an object with a property such as ServerId or Name.",
        NovaErrorId.NovaResourceNotFound => "Check the name.",
        NovaErrorId.NovaResourceNameAmbiguous => "Specify the id.",
        NovaErrorId.NovaWaitInputInvalid or NovaErrorId.NovaFilterInputInvalid or NovaErrorId.NovaActionInputInvalid
            or NovaErrorId.NovaSimulatorInputInvalid or NovaErrorId.NovaUpdateInputInvalid or NovaErrorId.NovaConsoleInputInvalid =>
            "Correct the parameter that the message names.",
        NovaErrorId.NovaSimulatorPortInUse => "Specify another port with -Port, or omit -Port.",
        NovaErrorId.NovaInternalError => "Report it as a bug in NovaPS, with the message.",
        NovaErrorId.NovaProjectMismatch =>
            "Connect to the project that the token is for, or use a token for the project that you specified.",
        NovaErrorId.NovaBadRequest => "Read the cloud's message in FaultMessage, and check the server.",
        NovaErrorId.NovaUnauthorized =>
            "Check the credential, and that its user has a role in the project. Then run Connect-NovaProject again.",
        NovaErrorId.NovaForbidden =>
            "Request a role that allows this operation (a reader has read-only access), or connect as another user.",
        NovaErrorId.NovaQuotaExceeded => "Delete resources that are not needed, or request a larger quota.",
        NovaErrorId.NovaServerNotFound => "List the servers. Servers of other projects are not shown.",
        NovaErrorId.NovaEndpointNotFound =>
            "The URL is not that of a compute service, or the project does not exist. Check the connection with Get-NovaConnection, and "
            + "connect with the correct -Endpoint and -ProjectId.",
        NovaErrorId.NovaServerNameAmbiguous => "Specify the id of the server.",
        NovaErrorId.NovaMicroversionNotSupported =>
            "Connect without -Microversion, or with a microversion that the message lists as supported.",
        NovaErrorId.NovaServerInvalidState => "Check the status. Nova allows each action in certain statuses only.",
        NovaErrorId.NovaServerBusy => "Wait for the task to finish, then try again.",
        NovaErrorId.NovaServerLocked =>
            "Unlock the server. If an administrator locked it, only an administrator can unlock it.",
        NovaErrorId.NovaRateLimited => "Wait, then try again, if necessary with a smaller -ThrottleLimit.",
        NovaErrorId.NovaRequestRefused => "Read the cloud's message in FaultMessage.",
        NovaErrorId.NovaNotSupported => "Ask the cloud's operators what the cloud supports.",
        NovaErrorId.NovaProxyRefused =>
            "Connect with -ProxyCredential. To connect without a proxy, use -NoProxy.",
        NovaErrorId.NovaServiceError or NovaErrorId.NovaServiceUnavailable =>
            "Try again later. If the error persists, report the request id to the cloud's operators.",
        NovaErrorId.NovaRedirectRefused => "Connect to the URL that the cloud redirects to, if you trust it.",
        NovaErrorId.NovaServerActionFailed =>
            "Check the events of the action. The cloud's operators can find the cause by the request id.",
        NovaErrorId.NovaServerActionSuperseded => "List the server's actions.",
        NovaErrorId.NovaServerFaulted =>
            "Read the fault. A server in ERROR can be stopped, restarted with Restart-NovaServer -Force, or rebuilt.",
        NovaErrorId.NovaServerVanished => "To wait for a deletion, use Wait-NovaServer -Deleted.",
        NovaErrorId.NovaWaitTimeout => "Actions in progress continue in the cloud. Wait again, with a longer -Timeout.",
        NovaErrorId.NovaRequestTimeout => "If the cloud is slow, connect with a longer -RequestTimeout.",
        NovaErrorId.NovaTlsFailure =>
            "Check the cloud's certificate, that this computer trusts its authority, and that the port uses TLS (http:// or https://).",
        NovaErrorId.NovaConnectionFailed => "Check the address, the network and the proxy.",
        NovaErrorId.NovaProtocolError => "Show the requests with -Debug. A proxy or a login page may have responded in place of the cloud.",
        _ => string.Empty,
    };
}
