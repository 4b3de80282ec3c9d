using System;
using System.Management.Automation;

namespace NovaPS.Internal;

/// <summary>The one place that makes ErrorRecords: category and remedy by the name of the error.</summary>
internal static class ErrorRecords
{
    public static ErrorRecord Create(NovaException error, object? target)
    {
        var record = new ErrorRecord(error, error.ErrorId.ToString(), CategoryOf(error.ErrorId), target);
        if (RemedyFor(error) is { } remedy)
            record.ErrorDetails = new ErrorDetails(error.Message) { RecommendedAction = remedy };
        return record;
    }

    /// <summary>An error that is none of the cloud's.</summary>
    public static ErrorRecord Create(Exception error, string id, ErrorCategory category, object? target) => new(error, id, category, target);

    private static ErrorCategory CategoryOf(NovaErrorId id) => id switch
    {
        NovaErrorId.NovaNotConnected or NovaErrorId.NovaConnectionFailed => ErrorCategory.ConnectionError,
        NovaErrorId.NovaServerInputInvalid or NovaErrorId.NovaProjectMismatch or NovaErrorId.NovaBadRequest
            or NovaErrorId.NovaServerNameAmbiguous or NovaErrorId.NovaConnectInputInvalid => ErrorCategory.InvalidArgument,
        NovaErrorId.NovaUnauthorized or NovaErrorId.NovaProxyRefused => ErrorCategory.AuthenticationError,
        NovaErrorId.NovaForbidden or NovaErrorId.NovaServerLocked => ErrorCategory.PermissionDenied,
        NovaErrorId.NovaQuotaExceeded => ErrorCategory.QuotaExceeded,
        NovaErrorId.NovaServerNotFound or NovaErrorId.NovaEndpointNotFound or NovaErrorId.NovaServerVanished => ErrorCategory.ObjectNotFound,
        NovaErrorId.NovaMicroversionNotSupported or NovaErrorId.NovaNotSupported => ErrorCategory.NotImplemented,
        NovaErrorId.NovaServerInvalidState or NovaErrorId.NovaRequestRefused => ErrorCategory.InvalidOperation,
        NovaErrorId.NovaServerBusy => ErrorCategory.ResourceBusy,
        NovaErrorId.NovaRateLimited => ErrorCategory.LimitsExceeded,
        NovaErrorId.NovaServiceError or NovaErrorId.NovaServerActionFailed or NovaErrorId.NovaServerActionSuperseded
            or NovaErrorId.NovaServerFaulted => ErrorCategory.InvalidResult,
        NovaErrorId.NovaServiceUnavailable => ErrorCategory.ResourceUnavailable,
        NovaErrorId.NovaRedirectRefused or NovaErrorId.NovaTlsFailure => ErrorCategory.SecurityError,
        NovaErrorId.NovaWaitTimeout or NovaErrorId.NovaRequestTimeout => ErrorCategory.OperationTimeout,
        NovaErrorId.NovaProtocolError => ErrorCategory.ProtocolError,
        _ => ErrorCategory.NotSpecified,
    };

    /// <summary>What to do. PowerShell 7 shows it under the message; where the message says it already, there is none.</summary>
    private static string? RemedyFor(NovaException error) => error.ErrorId switch
    {
        // Their messages end in it.
        NovaErrorId.NovaNotConnected or NovaErrorId.NovaConnectInputInvalid or NovaErrorId.NovaServerInputInvalid => null,
        NovaErrorId.NovaProjectMismatch => "Connect with the project that the token is for, or with a token for that project.",
        NovaErrorId.NovaBadRequest => "Read FaultMessage, which is what the cloud says, and look at the server with Get-NovaServer.",
        NovaErrorId.NovaUnauthorized => "Check the credential, and that its user has a role in the project; then connect anew with Connect-NovaProject.",
        NovaErrorId.NovaForbidden => "Ask for a role that may do this (a reader may only look), or connect as another user.",
        NovaErrorId.NovaQuotaExceeded => "Free what is not needed, or ask for a larger quota.",
        NovaErrorId.NovaServerNotFound when error.Path?.Contains("/os-instance-actions/") == true => "Look at the actions that the server has with Get-NovaServerAction.",
        NovaErrorId.NovaServerNotFound => "Look at what is there with Get-NovaServer. A server of another project is not shown.",
        NovaErrorId.NovaEndpointNotFound when error.Path?.EndsWith("/auth/tokens", StringComparison.Ordinal) == true => "Check -AuthUrl (auth_url, OS_AUTH_URL): Keystone's URL ends in /v3, as a rule.",
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
        _ => null,
    };
}
