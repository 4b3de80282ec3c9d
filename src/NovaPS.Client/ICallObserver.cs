namespace NovaPS.Client;

/// <summary>Hears what the client decides and sends. It is called from any thread.</summary>
internal interface ICallObserver
{
    /// <summary>A decision: renewed, retried, waited, looked up. No secret is ever in it.</summary>
    void Decided(string message);

    /// <summary>One request, from an allow-list: method, path and query, status, time, request id, sizes.</summary>
    void Sent(string message);
}

/// <summary>Nobody listens.</summary>
internal sealed class NoObserver : ICallObserver
{
    public static readonly NoObserver Instance = new();

    public void Decided(string message)
    {
    }

    public void Sent(string message)
    {
    }
}
