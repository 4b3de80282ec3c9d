namespace NovaPS.Client.Models;

/// <summary>What a connection says of itself.</summary>
internal sealed class ConnectionDescription
{
    public string? Name { get; set; }

    public string? UserName { get; set; }

    public string? ProjectId { get; set; }

    public string? ProjectName { get; set; }

    public string? Region { get; set; }
}
