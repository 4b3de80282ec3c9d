namespace NovaPS.Client.Models;

/// <summary>The properties of a connection to be opened.</summary>
internal sealed class ConnectionDescription
{
    public string? Name { get; set; }

    public string? UserName { get; set; }

    public string? ProjectId { get; set; }

    public string? ProjectName { get; set; }

    public string? Region { get; set; }

    /// <summary>The login method and the user; null if a token was passed.</summary>
    public string? Login { get; set; }
}
