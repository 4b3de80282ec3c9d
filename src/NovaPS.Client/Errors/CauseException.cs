using System;
using System.Linq;

namespace NovaPS.Client.Errors;

/// <summary>
/// Replaces the framework's exception that caused an error. It has the type, error code and stack trace, but not the message, which may
/// quote a server, a proxy or a file. PowerShell shows and exports inner exceptions unchanged.
/// </summary>
internal sealed class CauseException : Exception
{
    private const int MaxDepth = 8;

    private static readonly string[] Codes = ["SocketErrorCode", "HttpRequestError", "Status"];

    private readonly string? _stackTrace;

    private CauseException(Exception cause, int depth)
        : base(Describe(cause), cause.InnerException is { } inner && depth < MaxDepth ? new CauseException(inner, depth + 1) : null)
    {
        _stackTrace = cause.StackTrace;
        HResult = cause.HResult;
    }

    /// <summary>The stack trace of the cause.</summary>
    public override string? StackTrace => _stackTrace;

    /// <summary>Returns the replacement of a cause. Exceptions of NovaPS are returned unchanged.</summary>
    public static Exception? Of(Exception? cause) =>
        cause is null or CauseException or NovaException ? cause : new CauseException(cause, 1);

    /// <summary>Returns the type and its error code, if any. The code is an enumeration value, so it cannot quote text.</summary>
    private static string Describe(Exception cause)
    {
        var code = Codes.Select(name => cause.GetType().GetProperty(name)?.GetValue(cause)).OfType<Enum>().FirstOrDefault();
        return cause.GetType().FullName + (code is null ? string.Empty : " (" + code + ")");
    }
}
