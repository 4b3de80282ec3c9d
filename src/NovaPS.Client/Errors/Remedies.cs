namespace NovaPS.Client.Errors;

/// <summary>What to do about an error, where the code that raised it knows nothing better.</summary>
internal static class Remedies
{
    public static string For(NovaErrorId id) => id switch
    {
        NovaErrorId.NovaNotConnected => "Connect with Connect-NovaProject. In another runspace, pass the connection with -Connection $using:connection.",
        NovaErrorId.NovaConnectInputInvalid => "Correct the parameter, the variable or the line of the file that the message names.",
        NovaErrorId.NovaServerInputInvalid => "Give a NovaServer, an id or a name, or an object with a property ServerId, Id or Name.",
        NovaErrorId.NovaWaitInputInvalid or NovaErrorId.NovaSimulatorInputInvalid => "Correct the parameter that the message names.",
        NovaErrorId.NovaActionInputInvalid => "Close the bracket, or put a backtick before it.",
        NovaErrorId.NovaSimulatorPortInUse => "Choose another port with -Port, or leave -Port out.",
        NovaErrorId.NovaInternalError => "Report it as a bug of NovaPS, with the message.",
        NovaErrorId.NovaProjectMismatch => "Connect with the project that the token is for, or with a token for that project.",
        NovaErrorId.NovaBadRequest => "Read FaultMessage, which is what the cloud says, and look at the server with Get-NovaServer.",
        NovaErrorId.NovaUnauthorized => "Check the credential, and that its user has a role in the project; then connect anew with Connect-NovaProject.",
        NovaErrorId.NovaForbidden => "Ask for a role that may do this (a reader may only look), or connect as another user.",
        NovaErrorId.NovaQuotaExceeded => "Free what is not needed, or ask for a larger quota.",
        NovaErrorId.NovaServerNotFound => "Look at what is there with Get-NovaServer. A server of another project is not shown.",
        NovaErrorId.NovaEndpointNotFound => "The URL is not that of a compute service, or the project is not there. Look at Get-NovaConnection, and connect with the right -Endpoint and -ProjectId.",
        NovaErrorId.NovaServerNameAmbiguous => "Give the id of the one that is meant.",
        NovaErrorId.NovaMicroversionNotSupported => "Connect without -Microversion, or with one that the message says the cloud has.",
        NovaErrorId.NovaServerInvalidState => "Look at the status with Get-NovaServer. Only a SHUTOFF server can be started, only an ACTIVE or ERROR one stopped.",
        NovaErrorId.NovaServerBusy => "Wait for the task with Wait-NovaServer, then try again.",
        NovaErrorId.NovaServerLocked => "Unlock the server first (openstack server unlock). What an administrator locked, an administrator has to unlock.",
        NovaErrorId.NovaRateLimited => "Wait, then try again, perhaps with a smaller -ThrottleLimit.",
        NovaErrorId.NovaRequestRefused => "Read FaultMessage, which is what the cloud says.",
        NovaErrorId.NovaNotSupported => "Ask the cloud's operators what it can do.",
        NovaErrorId.NovaProxyRefused => "Give the proxy its credential; NovaPS uses the proxy settings of the system.",
        NovaErrorId.NovaServiceError or NovaErrorId.NovaServiceUnavailable => "Try again later. The request id tells the cloud's operators where to look.",
        NovaErrorId.NovaRedirectRefused => "Connect to the URL that the cloud redirects to, if you trust it.",
        NovaErrorId.NovaServerActionFailed => "Look at the action with Get-NovaServerAction; the cloud's operators find the cause by the request id.",
        NovaErrorId.NovaServerActionSuperseded => "Look at what happened with Get-NovaServerAction.",
        NovaErrorId.NovaServerFaulted => "Look at the fault: (Get-NovaServer ID).Fault. An ERROR server can be stopped, rebooted hard or rebuilt.",
        NovaErrorId.NovaServerVanished => "Where that is what you want, wait with -Deleted.",
        NovaErrorId.NovaWaitTimeout => "What is under way goes on in the cloud: wait again with Wait-NovaServer and a longer -Timeout.",
        NovaErrorId.NovaRequestTimeout => "Connect with a longer -RequestTimeout if the cloud is slow.",
        NovaErrorId.NovaTlsFailure => "Check the certificate of the cloud, that this machine trusts its authority, and that the port speaks TLS at all (http:// or https://).",
        NovaErrorId.NovaConnectionFailed => "Check the address, the network and the proxy.",
        NovaErrorId.NovaProtocolError => "Look with -Debug at what was asked; a proxy or a login page may answer in place of the cloud.",
        _ => string.Empty,
    };
}
