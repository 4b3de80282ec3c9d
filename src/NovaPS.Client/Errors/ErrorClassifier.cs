using System;
using System.Text.RegularExpressions;

namespace NovaPS.Client.Errors;

/// <summary>Maps an error response to an error id, by its status code and body.</summary>
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
            400 when Contains(message, "Malformed request URL") => NovaErrorId.NovaProjectMismatch,
            400 => NovaErrorId.NovaBadRequest,
            401 => NovaErrorId.NovaUnauthorized,
            403 when Contains(message, "quota exceeded") => NovaErrorId.NovaQuotaExceeded,
            403 => NovaErrorId.NovaForbidden,
            404 when fault.Kind == "itemNotFound" && (!NamesProject.IsMatch(message) || NamesServer.IsMatch(message))
                => NovaErrorId.NovaServerNotFound,
            // 300: Nova lists its versions if the version in the URL is unknown.
            300 or 404 => NovaErrorId.NovaEndpointNotFound,
            406 => NovaErrorId.NovaMicroversionNotSupported,
            407 => NovaErrorId.NovaProxyRefused,
            409 when Contains(message, "is locked") => NovaErrorId.NovaServerLocked,
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

    /// <summary>
    /// Whether a response proves that the request was not carried out. A 4xx with a fault or a request id is from Nova itself. 401, 407 and
    /// 429 are from a check before Nova: keystonemiddleware, a proxy or a rate limiter. A 5xx is from a proxy, or from Nova after an
    /// internal error; only Nova's own 501 has a fault. 408 is from a proxy that timed out.
    /// </summary>
    /// <param name="status">The status code.</param>
    /// <param name="fault">The body.</param>
    /// <param name="hasRequestId">Whether the headers have a request id, as in every response from Nova.</param>
    public static bool IsRefusal(int status, ErrorBody fault, bool hasRequestId) => status switch
    {
        401 or 407 or 429 => true,
        408 => false,
        >= 400 and < 500 => fault.Kind is not null || hasRequestId,
        501 => fault.Kind is not null,
        _ => false,
    };

    /// <summary>Copies the state that prevents the action from the message, if it has one.</summary>
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

    private static bool Contains(string message, string words) =>
        message.IndexOf(words, StringComparison.OrdinalIgnoreCase) >= 0;
}
