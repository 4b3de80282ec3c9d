namespace NovaPS.Client;

/// <summary>Hears what the client decides and sends. It is called from any thread.</summary>
internal interface IClientLog
{
    /// <summary>A decision: renewed, retried, waited, looked up. No secret is ever in it.</summary>
    void Verbose(string message);

    /// <summary>One request, from an allow-list: method, path and query, status, time, request id, sizes.</summary>
    void Trace(string message);
}

/// <summary>Nobody listens.</summary>
internal sealed class NoLog : IClientLog
{
    public static readonly NoLog Instance = new();

    public void Verbose(string message)
    {
    }

    public void Trace(string message)
    {
    }
}
