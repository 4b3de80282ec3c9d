namespace NovaPS.Internal;

/// <summary>A server that a command acts on.</summary>
/// <param name="connection">Its connection.</param>
/// <param name="id">The server's id.</param>
/// <param name="name">Its name; null if only the id is known.</param>
/// <param name="identity">The value of -Server.</param>
/// <param name="input">What the user passed, which is the target of errors; null for that of the identity.</param>
internal sealed class ServerTarget(NovaConnection connection, string id, string? name, NovaServerIdentity identity, object? input = null)
{
    public NovaConnection Connection { get; } = connection;

    public string Id { get; } = id;

    public string? Name { get; } = name;

    public NovaServerIdentity Identity { get; } = identity;

    public object? Input { get; } = input ?? identity.Input;

    /// <summary>Sets the server that an error is about.</summary>
    public NovaException Identify(NovaException error) => error.OnServer(Id, Name, Identity.Server, Connection.Name);

    /// <summary>'web1' (id), or the id.</summary>
    public string Describe() => NovaServer.Describe(Id, Name);
}
