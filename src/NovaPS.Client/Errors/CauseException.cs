using System;
using System.Linq;

namespace NovaPS.Client.Errors;

/// <summary>
/// Stands for the framework's exception that caused an error: its type, its error code and its stack trace, but not its text, which
/// may quote what a server, a proxy or a file says. PowerShell shows and exports inner exceptions as they are.
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

    /// <summary>Where the cause was thrown.</summary>
    public override string? StackTrace => _stackTrace;

    /// <summary>What stands for a cause; one of our own stands for itself.</summary>
    public static Exception? Of(Exception? cause) =>
        cause is null or CauseException or NovaException ? cause : new CauseException(cause, 1);

    /// <summary>The type, and what kind of failure it was where the type has a code for it: an enumeration, so it quotes nothing.</summary>
    private static string Describe(Exception cause)
    {
        var code = Codes.Select(name => cause.GetType().GetProperty(name)?.GetValue(cause)).OfType<Enum>().FirstOrDefault();
        return cause.GetType().FullName + (code is null ? string.Empty : " (" + code + ")");
    }
}
