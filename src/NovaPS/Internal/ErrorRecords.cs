using System.Management.Automation;
using NovaPS.Client;

namespace NovaPS.Internal;

/// <summary>Creates all ErrorRecords.</summary>
internal static class ErrorRecords
{
    /// <summary>Creates the record of an error.</summary>
    /// <param name="error">The error.</param>
    /// <param name="target">What the user passed.</param>
    /// <param name="hasRemedy">Whether the record has the recommended action, which PowerShell shows below the message.</param>
    public static ErrorRecord Create(NovaException error, object? target, bool hasRemedy = true)
    {
        var details = new ErrorDetails(error.Message);
        // On a line of its own, the command can be selected and pasted.
        if (hasRemedy)
            details.RecommendedAction = error.RemedyText + (error.RemedyCommand is { } command ? " Run:\n    " + command : string.Empty);
        var record = new ErrorRecord(error, error.ErrorId.ToString(), CategoryOf(error.ErrorId), target) { ErrorDetails = details };
        // The name is shown in error views, so it must not contain control characters.
        record.CategoryInfo.TargetName = DisplayText.Show(record.CategoryInfo.TargetName);
        return record;
    }

    private static ErrorCategory CategoryOf(NovaErrorId id) => id switch
    {
        NovaErrorId.NovaNotConnected or NovaErrorId.NovaConnectionFailed => ErrorCategory.ConnectionError,
        NovaErrorId.NovaServerInputInvalid or NovaErrorId.NovaProjectMismatch or NovaErrorId.NovaBadRequest
            or NovaErrorId.NovaServerNameAmbiguous or NovaErrorId.NovaConnectInputInvalid or NovaErrorId.NovaWaitInputInvalid
            or NovaErrorId.NovaFilterInputInvalid or NovaErrorId.NovaResourceNameAmbiguous
            or NovaErrorId.NovaUpdateInputInvalid or NovaErrorId.NovaConsoleInputInvalid
            or NovaErrorId.NovaActionInputInvalid or NovaErrorId.NovaSimulatorInputInvalid => ErrorCategory.InvalidArgument,
        NovaErrorId.NovaUnauthorized or NovaErrorId.NovaProxyRefused => ErrorCategory.AuthenticationError,
        NovaErrorId.NovaForbidden or NovaErrorId.NovaServerLocked => ErrorCategory.PermissionDenied,
        NovaErrorId.NovaQuotaExceeded => ErrorCategory.QuotaExceeded,
        NovaErrorId.NovaServerNotFound or NovaErrorId.NovaEndpointNotFound or NovaErrorId.NovaServerVanished
            or NovaErrorId.NovaResourceNotFound => ErrorCategory.ObjectNotFound,
        NovaErrorId.NovaMicroversionNotSupported or NovaErrorId.NovaNotSupported => ErrorCategory.NotImplemented,
        NovaErrorId.NovaServerInvalidState or NovaErrorId.NovaRequestRefused => ErrorCategory.InvalidOperation,
        NovaErrorId.NovaServerBusy => ErrorCategory.ResourceBusy,
        NovaErrorId.NovaRateLimited => ErrorCategory.LimitsExceeded,
        NovaErrorId.NovaServiceError or NovaErrorId.NovaServerActionFailed or NovaErrorId.NovaServerActionSuperseded
            or NovaErrorId.NovaServerFaulted => ErrorCategory.InvalidResult,
        NovaErrorId.NovaServiceUnavailable or NovaErrorId.NovaSimulatorPortInUse => ErrorCategory.ResourceUnavailable,
        NovaErrorId.NovaRedirectRefused or NovaErrorId.NovaTlsFailure => ErrorCategory.SecurityError,
        NovaErrorId.NovaWaitTimeout or NovaErrorId.NovaRequestTimeout => ErrorCategory.OperationTimeout,
        NovaErrorId.NovaProtocolError => ErrorCategory.ProtocolError,
        _ => ErrorCategory.NotSpecified,
    };
}
