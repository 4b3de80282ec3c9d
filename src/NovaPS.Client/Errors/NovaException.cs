using System;
using System.Linq;
using NovaPS.Client;
using NovaPS.Client.Errors;
using NovaPS.Client.Http;

namespace NovaPS;

/// <summary>An error. Its message is composed of the operation, target, reason, origin and notes.</summary>
/// <remarks>
/// Untrusted text is shown only through this class, so each text property is redacted, escaped and truncated here. HttpTransport also
/// redacts text from servers, with all secrets of the connection.
/// </remarks>
public sealed class NovaException : Exception
{
    private const int MaxText = 1000;
    private const int MaxName = 500;

    private string? _remedy;
    private RemedyCommand? _command;

    /// <summary>Creates an error.</summary>
    /// <param name="errorId">The id of the error.</param>
    /// <param name="reason">The reason, one clause or sentence.</param>
    /// <param name="innerException">The cause; null for none. Its type, code and stack trace are kept, but not its message.</param>
    public NovaException(NovaErrorId errorId, string reason, Exception? innerException = null)
        : base(null, CauseException.Of(innerException))
    {
        ErrorId = errorId;
        Reason = reason;
    }

    /// <summary>The id of the error, which is stable.</summary>
    public NovaErrorId ErrorId { get; internal set; }

    /// <summary>The operation that failed, as an infinitive such as "start" or "look up"; null if the reason is sufficient.</summary>
    public string? Operation { get; internal set => field = Show(value, MaxName); }

    /// <summary>
    /// The target of the operation, such as "server 'web1' (id)" or "connection 'prod'"; null if the reason is sufficient.
    /// </summary>
    public string? Target { get; internal set => field = Show(value, MaxName); }

    /// <summary>The reason, in the cloud's words if it sent a message; without a full stop.</summary>
    public string Reason { get; internal set => field = ErrorMessage.WithoutPeriod(Show(value, MaxText)!); }

    /// <summary>The recommended action, in one line. If it has a command, it ends with "Run: " and that command.</summary>
    public string Remedy
    {
        get => RemedyCommand is { } command ? RemedyText + " Run: " + command : RemedyText;
        internal set => (_remedy, _command) = (Show(value, MaxText), null);
    }

    /// <summary>The command of the remedy, which can be pasted; null if there is none.</summary>
    public string? RemedyCommand => (_command ?? (HasRemedy ? null : Remedies.CommandFor(this)))?.ToText(ServerId, ConnectionName);

    /// <summary>The recommended action without its command.</summary>
    internal string RemedyText => _remedy ?? Remedies.For(ErrorId);

    /// <summary>Whether the remedy was set by the code that created the error.</summary>
    internal bool HasRemedy => _remedy is not null;

    /// <summary>Further sentences of the message, such as "1 input was not sent.".</summary>
    public string[] Notes
    {
        get;
        internal set => field = value.Select(n => Show(n, MaxText)!).ToArray();
    } = [];

    /// <summary>The HTTP status code; null if there was no response.</summary>
    public int? StatusCode { get; internal set; }

    /// <summary>The cloud's name for the kind of fault, such as itemNotFound; null if it sent none.</summary>
    public string? FaultKind { get; internal set => field = Show(value, MaxName); }

    /// <summary>The cloud's message, without secrets and control characters; null if it sent none.</summary>
    public string? FaultMessage { get; internal set => field = Show(value, MaxText); }

    /// <summary>The cloud's id of the request (req-...), from either header.</summary>
    public string? RequestId { get; internal set => field = Show(value, MaxName); }

    /// <summary>The HTTP method of the request.</summary>
    public string? Method { get; internal set => field = Show(value, MaxName); }

    /// <summary>The path of the request, without host and query.</summary>
    public string? Path { get; internal set => field = Show(value, MaxText); }

    /// <summary>The number of times that the request was sent; 0 if nothing was sent.</summary>
    public int Attempts { get; internal set; }

    /// <summary>The vm_state that prevents the action; null if the cloud does not report it.</summary>
    public string? VmState { get; internal set => field = Show(value, MaxName); }

    /// <summary>The task_state that prevents the action; null if the cloud does not report it.</summary>
    public string? TaskState { get; internal set => field = Show(value, MaxName); }

    /// <summary>The id of the server; null if the error is not about a server, or if only its name is known.</summary>
    public string? ServerId { get; internal set => field = Show(value, MaxName); }

    /// <summary>The name of the server; null if the error is not about a server, or if only its id is known.</summary>
    public string? ServerName
    {
        get => field ?? (Server?.Name is { } name ? Show(name, MaxName) : null);
        internal set => field = Show(value, MaxName);
    }

    /// <summary>The server as last read, or as it was passed to the command; null if neither is known.</summary>
    public NovaServer? Server { get; internal set; }

    /// <summary>The name of the connection, for the command of the remedy; null for the default connection.</summary>
    internal string? ConnectionName { get; set => field = Show(value, MaxName); }

    /// <summary>The inputs of the command that were not sent, because the error ended all work of the connection.</summary>
    public object[] NotSent { get; internal set; } = [];

    /// <summary>The other errors of the command, if this error ended it (-ErrorAction Stop).</summary>
    public NovaException[] Others { get; internal set; } = [];

    /// <summary>The message.</summary>
    public override string Message => ErrorMessage.Compose(this);

    /// <summary>Whether it is unknown if the cloud carried out the request.</summary>
    public bool IsOutcomeUnknown { get; internal set; }

    /// <summary>Whether it failed before anything was sent, such as during name resolution or connect.</summary>
    internal bool WasNeverSent { get; set; }

    /// <summary>Whether an earlier attempt of the request had a response that does not show whether the cloud carried it out.</summary>
    internal bool MayBeAccepted { get; set; }

    /// <summary>When the request was first sent, on the monotonic clock.</summary>
    internal TimeSpan? SentAt { get; set; }

    /// <summary>
    /// Whether the response proves that the request was not carried out. See <see cref="ErrorClassifier.IsRefusal"/>.
    /// </summary>
    internal bool IsRefusal { get; set; }

    /// <summary>Whether the response, or its absence, does not show if the cloud carried out the request.</summary>
    internal bool LeavesOutcomeUnknown => !WasNeverSent && Attempts > 0 && !IsRefusal
        && ErrorId is not (NovaErrorId.NovaNotConnected or NovaErrorId.NovaRedirectRefused or NovaErrorId.NovaUnauthorized
            or NovaErrorId.NovaProxyRefused);

    /// <summary>Creates the error of a bug in NovaPS, so that it is reported and not lost with its task.</summary>
    internal static NovaException Internal(Exception bug) => new(NovaErrorId.NovaInternalError,
        "unexpected " + bug.GetType().FullName + " in NovaPS: " + bug.Message, bug);

    /// <summary>Sets the operation and its target, if they are not set yet.</summary>
    internal NovaException For(string operation, string? target = null)
    {
        if (Operation is null && Target is null)
            (Operation, Target) = (operation, target);
        return this;
    }

    /// <summary>Sets the server that the error is about, where that is not known yet.</summary>
    /// <param name="id">Its id; null if only its name is known.</param>
    /// <param name="name">Its name; null if unknown.</param>
    /// <param name="server">The server as last read; null if it was not read.</param>
    /// <param name="connection">The name of its connection; null if unknown.</param>
    internal NovaException OnServer(string? id, string? name, NovaServer? server = null, string? connection = null)
    {
        (ServerId, Server, ConnectionName) = (ServerId ?? id, Server ?? server, ConnectionName ?? connection);
        if (ServerName is null)
            ServerName = name;
        return this;
    }

    /// <summary>Sets the recommended action and its command.</summary>
    internal NovaException Recommend(string remedy, RemedyCommand command)
    {
        (Remedy, _command) = (remedy, command);
        return this;
    }

    /// <summary>Replaces the operation by a subject and reason: "Server 'web1' did not reach ACTIVE".</summary>
    internal NovaException About(string target, string reason)
    {
        (Operation, Target, Reason) = (null, target, reason);
        return this;
    }

    /// <summary>Makes the whole sentence the reason, so that the operation that it prevents can be set with For.</summary>
    internal NovaException AsReason()
    {
        (Reason, Operation, Target) = (ErrorMessage.Reason(this), null, null);
        return this;
    }

    /// <summary>Adds a sentence to the message.</summary>
    internal NovaException Note(string sentence)
    {
        Notes = [.. Notes, sentence];
        return this;
    }

    /// <summary>Adds the reason for the server's lock, if it has one. It is shown from microversion 2.73 on.</summary>
    internal void NoteLock(NovaServer? server)
    {
        if (server?.LockedReason is { Length: > 0 } reason)
            Note("The reason for the lock is '" + reason + "'.");
    }

    /// <summary>Redacts the secrets of a connection in all texts.</summary>
    internal NovaException Redact(SecretRedactor redactor)
    {
        string? Hide(string? text) => text is null ? null : redactor.RedactSentence(text);
        if (RemedyCommand is { } command && redactor.Redact(command) != command)
            _command = null;
        // An id or kind with a secret is not valid.
        string? Drop(string? text) => text is null || redactor.Redact(text) == text ? text : null;
        (Operation, Target, Reason, Path) = (Hide(Operation), Hide(Target), Hide(Reason)!, Hide(Path));
        (_remedy, Notes, FaultMessage) = (Hide(_remedy), Notes.Select(n => Hide(n)!).ToArray(), FaultMessage is null ? null
            : redactor.Redact(FaultMessage));
        (ServerName, ConnectionName) = (Hide(ServerName), Hide(ConnectionName));
        (FaultKind, RequestId, VmState, TaskState) = (Drop(FaultKind), Drop(RequestId), Drop(VmState), Drop(TaskState));
        return this;
    }

    /// <summary>Copies the error. Each request that fails for the same reason completes its own copy.</summary>
    internal NovaException Copy() => (NovaException)MemberwiseClone();

    private static string? Show(string? text, int max) => text is null ? null : DisplayText.Show(text, max);
}
