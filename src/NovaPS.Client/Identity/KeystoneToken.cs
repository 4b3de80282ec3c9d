using System;
using System.Collections.Generic;

namespace NovaPS.Client.Identity;

/// <summary>A token and its properties.</summary>
internal sealed class KeystoneToken
{
    /// <summary>The token, which is a secret.</summary>
    public string Value { get; set; } = string.Empty;

    /// <summary>When it expires; null if unknown.</summary>
    public DateTimeOffset? Expires { get; set; }

    /// <summary>When it was issued, on Keystone's clock; null if unknown.</summary>
    public DateTimeOffset? IssuedAt { get; set; }

    /// <summary>When the login request was sent, on the monotonic clock.</summary>
    public TimeSpan SentAt { get; set; }

    /// <summary>When the response was received, on the same clock.</summary>
    public TimeSpan ReceivedAt { get; set; }

    /// <summary>The lifetime from issue to expiry, both on Keystone's clock; null if unknown.</summary>
    public TimeSpan? Lifetime => Expires - IssuedAt;

    public string? UserId { get; set; }

    public string? UserName { get; set; }

    public string? ProjectId { get; set; }

    public string? ProjectName { get; set; }

    /// <summary>The names of the user's roles in the project.</summary>
    public List<string> Roles { get; } = [];

    /// <summary>The endpoints of all services.</summary>
    public List<CatalogEndpoint> Catalog { get; } = [];
}

/// <summary>One endpoint of the catalog.</summary>
internal sealed class CatalogEndpoint
{
    /// <summary>The type of the service, such as compute.</summary>
    public string? ServiceType { get; set; }

    /// <summary>The name of the service, such as nova.</summary>
    public string? ServiceName { get; set; }

    public string? Interface { get; set; }

    public string? Region { get; set; }

    public string? Url { get; set; }
}
