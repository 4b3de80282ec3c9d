using System;
using System.Linq;
using NovaPS.Client;
using NovaPS.Client.Errors;
using NovaPS.Client.Http;

namespace NovaPS;

/// <summary>An error as data. Its message is composed of operation, target, reason, origin and notes.</summary>
/// <remarks>
/// Text from outside reaches a person through here alone, so here it is redacted, cleaned and cut, wherever it comes from: each text
/// property is fit to be shown. What came from a server was redacted before, with all secrets of its connection (HttpTransport).
/// </remarks>
public sealed class NovaException : Exception
{
    private const int MaxText = 1000;
    private const int MaxName = 500;

    private string? _remedy;

    /// <summary>Creates an error.</summary>
    /// <param name="errorId">What went wrong.</param>
    /// <param name="reason">Why: one clause or sentence.</param>
    /// <param name="innerException">The cause, of which its type, its code and its stack trace are kept; null when there is none.</param>
    public NovaException(NovaErrorId errorId, string reason, Exception? innerException = null)
        : base(null, CauseException.Of(innerException))
    {
        ErrorId = errorId;
        Reason = reason;
    }

    /// <summary>What went wrong, as a stable name.</summary>
    public NovaErrorId ErrorId { get; internal set; }

    /// <summary>What was attempted, as an infinitive phrase such as "start" or "look up"; null when the reason says it all.</summary>
    public string? Operation
    {
        get;
        internal set => field = Show(value, MaxName);
    }

    /// <summary>What it was attempted on, such as "server 'web1' (id)" or "connection 'prod'"; null when the reason says it all.</summary>
    public string? Target
    {
        get;
        internal set => field = Show(value, MaxName);
    }

    /// <summary>Why it failed, in the cloud's words where it has any; without the full stop.</summary>
    public string Reason
    {
        get;
        internal set => field = ErrorMessage.WithoutStop(Show(value, MaxText)!);
    }

    /// <summary>What to do about it.</summary>
    public string Remedy
    {
        get => _remedy ?? Remedies.For(ErrorId);
        internal set => _remedy = Show(value, MaxText);
    }

    /// <summary>Whether the code that raised it knows what to do about it.</summary>
    internal bool HasRemedy => _remedy is not null;

    /// <summary>Further sentences of the message, such as "1 input was not sent.".</summary>
    public string[] Notes
    {
        get;
        internal set => field = value.Select(n => Show(n, MaxText)!).ToArray();
    } = [];

    /// <summary>The HTTP status code; null when there was no response.</summary>
    public int? StatusCode { get; internal set; }

    /// <summary>What the cloud calls the kind of fault, such as itemNotFound; null when it says nothing.</summary>
    public string? FaultKind
    {
        get;
        internal set => field = Show(value, MaxName);
    }

    /// <summary>What the cloud says, without secrets and control characters; null when it says nothing.</summary>
    public string? FaultMessage
    {
        get;
        internal set => field = Show(value, MaxText);
    }

    /// <summary>The cloud's id of the request (req-...), from either header.</summary>
    public string? RequestId
    {
        get;
        internal set => field = Show(value, MaxName);
    }

    /// <summary>The method of the request.</summary>
    public string? Method
    {
        get;
        internal set => field = Show(value, MaxName);
    }

    /// <summary>The path of the request, without host and query.</summary>
    public string? Path
    {
        get;
        internal set => field = Show(value, MaxText);
    }

    /// <summary>How often the request was sent; 0 when nothing was.</summary>
    public int Attempts { get; internal set; }

    /// <summary>The vm_state that stands in the way, where the cloud says.</summary>
    public string? VmState
    {
        get;
        internal set => field = Show(value, MaxName);
    }

    /// <summary>The task_state that stands in the way, where the cloud says.</summary>
    public string? TaskState
    {
        get;
        internal set => field = Show(value, MaxName);
    }

    /// <summary>The id of the server; null when it is not about one.</summary>
    public string? ServerId
    {
        get;
        internal set => field = Show(value, MaxName);
    }

    /// <summary>The server as it was last seen, for errors of waiting.</summary>
    public NovaServer? Server { get; internal set; }

    /// <summary>What was given to the command and not sent, because the error ended its connection's work.</summary>
    public object[] NotSent { get; internal set; } = [];

    /// <summary>The errors that the command met besides, when this one ended it (-ErrorAction Stop).</summary>
    public NovaException[] Others { get; internal set; } = [];

    /// <summary>The sentences that a person reads.</summary>
    public override string Message => ErrorMessage.Compose(this);

    /// <summary>Whether it is unknown if the cloud carried out the request: it may have, and there is no evidence.</summary>
    public bool IsOutcomeUnknown { get; internal set; }

    /// <summary>Whether it failed before anything was sent: the name is unknown, or nothing listens at the address.</summary>
    internal bool WasNeverSent { get; set; }

    /// <summary>Whether the same request was sent before, with a response that does not show whether the cloud carried it out.</summary>
    internal bool MayHaveBegun { get; set; }

    /// <summary>When the request was sent, by the clock that only runs forward.</summary>
    internal TimeSpan? SentAt { get; set; }

    /// <summary>
    /// Whether the response shows that the request was refused before anything was done: Nova's own refusal, or that of whoever checks
    /// first. See <see cref="ErrorClassifier.IsRefusal"/>.
    /// </summary>
    internal bool IsRefusal { get; set; }

    /// <summary>Whether the response, or its absence, does not show if the cloud carried out the request.</summary>
    internal bool LeavesOutcomeUnknown => !WasNeverSent && Attempts > 0 && !IsRefusal
        && ErrorId is not (NovaErrorId.NovaNotConnected or NovaErrorId.NovaRedirectRefused or NovaErrorId.NovaUnauthorized
            or NovaErrorId.NovaProxyRefused);

    /// <summary>A bug of ours, which has to surface as an error and not to vanish with its task.</summary>
    internal static NovaException Internal(Exception bug) => new(NovaErrorId.NovaInternalError,
        "unexpected " + bug.GetType().FullName + " in NovaPS: " + bug.Message, bug);

    /// <summary>Says what was attempted, on what, and on which server, where nobody closer to the failure has said it.</summary>
    internal NovaException For(string operation, string? target = null, string? serverId = null)
    {
        if (Operation is null && Target is null)
            (Operation, Target) = (operation, target);
        ServerId ??= serverId;
        return this;
    }

    /// <summary>Says why, about a subject: "Server 'web1' did not reach ACTIVE".</summary>
    internal NovaException About(string target, string reason)
    {
        (Operation, Target, Reason) = (null, target, reason);
        return this;
    }

    /// <summary>Adds a whole sentence to the message.</summary>
    internal NovaException Note(string sentence)
    {
        Notes = [.. Notes, sentence];
        return this;
    }

    /// <summary>Takes the secrets of a connection out of all texts.</summary>
    internal NovaException Redact(SecretRedactor redactor)
    {
        string? Hide(string? text) => text is null ? null : redactor.RedactSentence(text);
        // An id or a kind with a secret in it is none.
        string? Drop(string? text) => text is null || redactor.Redact(text) == text ? text : null;
        (Operation, Target, Reason, Path) = (Hide(Operation), Hide(Target), Hide(Reason)!, Hide(Path));
        (_remedy, Notes, FaultMessage) = (Hide(_remedy), Notes.Select(n => Hide(n)!).ToArray(), FaultMessage is null ? null
            : redactor.Redact(FaultMessage));
        (FaultKind, RequestId, VmState, TaskState) = (Drop(FaultKind), Drop(RequestId), Drop(VmState), Drop(TaskState));
        return this;
    }

    /// <summary>The same error for another waiter: each completes its own.</summary>
    internal NovaException Copy() => new(ErrorId, Reason, InnerException)
    {
        Operation = Operation,
        Target = Target,
        _remedy = _remedy,
        Notes = Notes,
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
        IsOutcomeUnknown = IsOutcomeUnknown,
        WasNeverSent = WasNeverSent,
        IsRefusal = IsRefusal,
        MayHaveBegun = MayHaveBegun,
        SentAt = SentAt,
    };

    private static string? Show(string? text, int max) => text is null ? null : DisplayText.Show(text, max);
}
