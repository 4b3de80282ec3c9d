using System;
using System.Text.RegularExpressions;

namespace NovaPS.Client.Errors;

/// <summary>Names a refusal by its status code and what its body says.</summary>
internal static class ErrorClassifier
{
    // "Cannot 'start' instance X while it is in task_state powering-on" (nova/exception.py, InstanceInvalidState).
    private static readonly Regex InState = new(@"while it is in (vm_state|task_state|launched_at|power_state) (\S+)",
        RegexOptions.CultureInvariant);
    private static readonly Regex NamesProject = new(@"\b(project|tenant)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
    private static readonly Regex NamesServer = new(@"\b(instance|server)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    public static NovaErrorId Classify(int status, ErrorBody fault)
    {
        var message = fault.Message ?? string.Empty;
        return status switch
        {
            400 when Says(message, "Malformed request URL") => NovaErrorId.NovaProjectMismatch,
            400 => NovaErrorId.NovaBadRequest,
            401 => NovaErrorId.NovaUnauthorized,
            403 when Says(message, "quota exceeded") => NovaErrorId.NovaQuotaExceeded,
            403 => NovaErrorId.NovaForbidden,
            404 when fault.Kind == "itemNotFound" && (!NamesProject.IsMatch(message) || NamesServer.IsMatch(message))
                => NovaErrorId.NovaServerNotFound,
            // 300: Nova lists its versions when the URL has one that it does not know.
            300 or 404 => NovaErrorId.NovaEndpointNotFound,
            406 => NovaErrorId.NovaMicroversionNotSupported,
            407 => NovaErrorId.NovaProxyRefused,
            409 when Says(message, "is locked") => NovaErrorId.NovaServerLocked,
            409 when InState.Match(message) is { Success: true } m && m.Groups[1].Value == "task_state" => NovaErrorId.NovaServerBusy,
            409 => NovaErrorId.NovaServerInvalidState,
            413 when fault.Kind == "overLimit" => NovaErrorId.NovaRateLimited,
            429 => NovaErrorId.NovaRateLimited,
            501 => NovaErrorId.NovaNotSupported,
            502 or 503 or 504 => NovaErrorId.NovaServiceUnavailable,
            >= 500 => NovaErrorId.NovaServiceError,
            >= 400 => NovaErrorId.NovaRequestRefused,
            _ => NovaErrorId.NovaProtocolError,
        };
    }

    /// <summary>The state that stands in the way, where the message says.</summary>
    public static void ReadState(NovaException error)
    {
        var match = InState.Match(error.FaultMessage ?? string.Empty);
        if (!match.Success)
            return;
        var value = match.Groups[2].Value.TrimEnd('.', '"');
        if (match.Groups[1].Value == "vm_state")
            error.VmState = value;
        else if (match.Groups[1].Value == "task_state")
            error.TaskState = value;
    }

    private static bool Says(string message, string words) =>
        message.IndexOf(words, StringComparison.OrdinalIgnoreCase) >= 0;
}
