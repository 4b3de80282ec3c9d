using NovaPS.Client;

namespace NovaPS;

/// <summary>
/// A console of a server that can be opened in a browser. Everyone who has its URL can use the console, so no property has it.
/// </summary>
public sealed class NovaServerConsole
{
    private readonly string _url;

    /// <summary>Creates a console.</summary>
    /// <param name="serverId">The id of the server, a UUID.</param>
    /// <param name="protocol">The protocol, such as vnc.</param>
    /// <param name="type">The type, such as novnc.</param>
    /// <param name="url">The URL, a secret.</param>
    public NovaServerConsole(string serverId, string protocol, string type, string url)
    {
        (ServerId, Protocol, Type) = (serverId, protocol, type);
        _url = url;
    }

    /// <summary>The name of the server; null if only its id is known.</summary>
    public string? ServerName { get; set; }

    /// <summary>The id of the server, a UUID.</summary>
    public string ServerId { get; }

    /// <summary>The protocol: vnc, spice, serial, mks or rdp.</summary>
    public string Protocol { get; }

    /// <summary>The type: novnc, spice-html5, serial, webmks or rdp-html5.</summary>
    public string Type { get; }

    /// <summary>The connection that the console was created through.</summary>
    public NovaConnection? Connection { get; set; }

    /// <summary>Returns the URL. It is a secret: it opens the console without a login, usually for ten minutes.</summary>
    public string GetUrl() => _url;

    /// <summary>The type and the server.</summary>
    public override string ToString() => DisplayText.Clean(Type + " " + (ServerName ?? ServerId));
}
