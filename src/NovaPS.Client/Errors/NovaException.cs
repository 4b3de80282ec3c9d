using System;

namespace NovaPS;

/// <summary>What went wrong, as data. Every error of NovaPS carries one.</summary>
public sealed class NovaException : Exception
{
    /// <summary>Creates an error.</summary>
    /// <param name="errorId">What went wrong.</param>
    /// <param name="message">What a person reads.</param>
    /// <param name="innerException">What lies behind it; null when nothing does.</param>
    public NovaException(NovaErrorId errorId, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        ErrorId = errorId;
    }

    /// <summary>What went wrong, as a stable name.</summary>
    public NovaErrorId ErrorId { get; }

    /// <summary>The HTTP status code; null when no answer came.</summary>
    public int? StatusCode { get; internal set; }

    /// <summary>What the cloud calls the kind of fault, such as itemNotFound; null when it says nothing.</summary>
    public string? FaultKind { get; internal set; }

    /// <summary>What the cloud says, word for word; null when it says nothing.</summary>
    public string? FaultMessage { get; internal set; }

    /// <summary>The cloud's id of the request (req-...), from either header.</summary>
    public string? RequestId { get; internal set; }

    /// <summary>The method of the request.</summary>
    public string? Method { get; internal set; }

    /// <summary>The path of the request, without host and query.</summary>
    public string? Path { get; internal set; }

    /// <summary>How often the request was sent; 0 when nothing was.</summary>
    public int Attempts { get; internal set; }

    /// <summary>The vm_state that stands in the way, where the cloud says.</summary>
    public string? VmState { get; internal set; }

    /// <summary>The task_state that stands in the way, where the cloud says.</summary>
    public string? TaskState { get; internal set; }

    /// <summary>The id of the server; null when it is not about one.</summary>
    public string? ServerId { get; internal set; }

    /// <summary>The server as it was last seen, for errors of waiting.</summary>
    public NovaServer? Server { get; internal set; }

    /// <summary>What was given to the command and not sent, because the error ended its connection's work.</summary>
    public object[] NotSent { get; internal set; } = [];

    /// <summary>The errors that the command met besides, when this one ended it (-ErrorAction Stop).</summary>
    public NovaException[] Others { get; internal set; } = [];

    /// <summary>" (HTTP 409, req-...)", to end a message with; "" where no answer came.</summary>
    internal string Origin => StatusCode is null ? string.Empty : " (HTTP " + StatusCode + (RequestId is null ? ")" : ", " + RequestId + ")");

    /// <summary>The message with its origin, as a whole sentence: to end another message with.</summary>
    internal string Sentence => Message.TrimEnd('.') + Origin + ".";

    /// <summary>Whether it failed before anything was sent: the name is unknown, or nobody listens.</summary>
    internal bool WasNeverSent { get; set; }

    /// <summary>When the request was sent, by the clock that only runs forward.</summary>
    internal TimeSpan? SentAt { get; set; }

    /// <summary>
    /// Whether the cloud may have done all the same what was asked: no answer came, or one that a proxy, or Nova after a mishap,
    /// gives whatever became of the request.
    /// </summary>
    internal bool IsOutcomeUnknown => !WasNeverSent && (StatusCode is 500 or 502 or 503 or 504
        || ErrorId is NovaErrorId.NovaRequestTimeout or NovaErrorId.NovaConnectionFailed
        || (ErrorId == NovaErrorId.NovaProtocolError && StatusCode is null or (>= 200 and < 300)));

    /// <summary>The same error with another message: the sentence that says whom it hit.</summary>
    internal NovaException WithMessage(string message) => Copy(ErrorId, message);

    /// <summary>The same under another name.</summary>
    internal NovaException WithId(NovaErrorId id) => Copy(id, Message);

    private NovaException Copy(NovaErrorId id, string message) => new(id, message, InnerException)
    {
        StatusCode = StatusCode,
        FaultKind = FaultKind,
        FaultMessage = FaultMessage,
        RequestId = RequestId,
        Method = Method,
        Path = Path,
        Attempts = Attempts,
        VmState = VmState,
        TaskState = TaskState,
        ServerId = ServerId,
        Server = Server,
        NotSent = NotSent,
        Others = Others,
        WasNeverSent = WasNeverSent,
        SentAt = SentAt,
    };
}
