namespace NovaPS.Client;

/// <summary>Receives the verbose messages and traces of the client. It is called from any thread.</summary>
internal interface IClientLog
{
    /// <summary>Whether traces are shown. If not, they need not be composed.</summary>
    bool IsTraced { get; }

    /// <summary>Logs a decision, such as a renewal or a retry. The message must not contain secrets.</summary>
    void Verbose(string message);

    /// <summary>Logs one request: method, path and query, status, time, request id and sizes, and nothing else.</summary>
    void Trace(string message);
}

/// <summary>Discards all messages.</summary>
internal sealed class NoLog : IClientLog
{
    public static readonly NoLog Instance = new();

    public bool IsTraced => false;

    public void Verbose(string message)
    {
    }

    public void Trace(string message)
    {
    }
}
