using System;
using System.Collections.Generic;
using NovaPS.Client.Operations;

namespace NovaPS.Client.Identity;

/// <summary>A token, and what Keystone says of it.</summary>
internal sealed class KeystoneToken
{
    /// <summary>The secret itself.</summary>
    public string Value { get; set; } = string.Empty;

    /// <summary>When it expires (UTC); null when that is not known.</summary>
    public DateTime? Expires { get; set; }

    /// <summary>When Keystone issued it, by its own clock (UTC); null when it does not say.</summary>
    public DateTimeOffset? IssuedAt { get; set; }

    /// <summary>When the login was sent, by the clock that only runs forward.</summary>
    public TimeSpan SentAt { get; set; }

    /// <summary>When its response was there, by the same clock.</summary>
    public TimeSpan ReceivedAt { get; set; }

    /// <summary>How long it holds from when it was issued, by Keystone's own clock; null when that is not known.</summary>
    public TimeSpan? Lifetime => UtcTime.Of(Expires) - IssuedAt;

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
    /// <summary>The type of its service, such as compute.</summary>
    public string? ServiceType { get; set; }

    /// <summary>The name of its service, such as nova.</summary>
    public string? ServiceName { get; set; }

    public string? Interface { get; set; }

    public string? Region { get; set; }

    public string? Url { get; set; }
}
