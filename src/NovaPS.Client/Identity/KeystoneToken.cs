using System;
using System.Collections.Generic;

namespace NovaPS.Client.Identity;

/// <summary>A token, and what Keystone says of it.</summary>
internal sealed class KeystoneToken
{
    /// <summary>The secret itself.</summary>
    public string Value { get; set; } = string.Empty;

    /// <summary>When it expires (UTC); null when that is not known.</summary>
    public DateTime? Expires { get; set; }

    /// <summary>How long it holds from when it was given; null when that is not known.</summary>
    public TimeSpan? Lifetime { get; set; }

    public string? UserId { get; set; }

    public string? UserName { get; set; }

    public string? ProjectId { get; set; }

    public string? ProjectName { get; set; }

    /// <summary>The endpoints of the compute service.</summary>
    public List<CatalogEndpoint> Compute { get; } = [];
}

/// <summary>One endpoint of the catalog.</summary>
internal sealed class CatalogEndpoint
{
    public string? Interface { get; set; }

    public string? Region { get; set; }

    public string? Url { get; set; }
}
