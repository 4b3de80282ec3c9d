namespace NovaPS.Internal;

/// <summary>One server that a command works on, and where.</summary>
/// <param name="connection">Where.</param>
/// <param name="id">The server's id.</param>
/// <param name="name">Its name; null when only the id is known.</param>
/// <param name="identity">What stood for it.</param>
/// <param name="input">What the user gave: the target of errors.</param>
internal sealed class ServerTarget(NovaConnection connection, string id, string? name, NovaServerIdentity identity, object? input = null)
{
    public NovaConnection Connection { get; } = connection;

    public string Id { get; } = id;

    public string? Name { get; } = name;

    public NovaServerIdentity Identity { get; } = identity;

    public object? Input { get; } = input ?? identity.Input;

    /// <summary>'web1' (id), or the id.</summary>
    public string Describe() => NovaServer.Describe(Id, Name);
}
