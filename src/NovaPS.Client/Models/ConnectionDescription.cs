namespace NovaPS.Client.Models;

/// <summary>What a connection says of itself.</summary>
internal sealed class ConnectionDescription
{
    public string? Name { get; set; }

    public string? UserName { get; set; }

    public string? ProjectId { get; set; }

    public string? ProjectName { get; set; }

    public string? Region { get; set; }

    /// <summary>The user and the login method; null: a token that was passed in.</summary>
    public string? Login { get; set; }
}
