using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using NovaPS.Client.Filtering;

namespace NovaPS.Client.Compute;

/// <summary>
/// The filter of a list of servers. Nova ignores filters that the user is not allowed to use, so each row is checked again here, and a row
/// that cannot be checked is an error.
/// </summary>
internal sealed record ServerFilter
{
    /// <summary>The conditions. A server must meet all of them.</summary>
    public IReadOnlyList<ServerCriterion> Criteria { get; init; } = [];

    /// <summary>The name or pattern; null for all. All possible matches are returned, and the caller selects from them.</summary>
    public NamePattern? Name { get; init; }

    /// <summary>
    /// Returns only servers changed since this time, on the cloud's clock, including deleted servers; null for all existing servers.
    /// </summary>
    public DateTimeOffset? ChangedSince { get; init; }

    /// <summary>
    /// Whether to list the servers of all projects, which only administrators can do. The names of their users and projects are looked up.
    /// </summary>
    public bool AllProjects { get; init; }

    /// <summary>The maximum number of servers per page; null for the cloud's default.</summary>
    public int? Limit { get; init; }

    /// <summary>Returns the filter without the conditions that only reduce the list.</summary>
    public ServerFilter ToScope() => this with { Criteria = [.. Criteria.Where(c => c.IsScope)] };

    /// <summary>Returns the query with its question mark, or "".</summary>
    public string ToQuery()
    {
        var query = new StringBuilder();
        void Add(string name, string value) =>
            query.Append(query.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        if (AllProjects)
            Add("all_tenants", "1");
        if (Name is not null)
            Add("name", Name.ToQuery());
        foreach (var pair in Criteria.SelectMany(c => c.Query))
            Add(pair.Key, pair.Value);
        if (ChangedSince is { } since)
            Add("changes-since", since.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        if (Limit is { } limit)
            Add("limit", limit.ToString(CultureInfo.InvariantCulture));
        return query.ToString();
    }

    /// <summary>Whether a row matches the filter.</summary>
    /// <exception cref="NovaException">NovaProtocolError: the row cannot be checked, so none of the rows can be used.</exception>
    public bool Verify(NovaServer server, string? projectId)
    {
        if (!AllProjects && projectId is not null && server.ProjectId is { } owner && owner != projectId)
            throw ServerCriterion.Mismatch(server, "belongs to project " + owner + ", but the servers of " + projectId + " were requested");
        // Each condition is checked, so that a row that cannot be checked is an error whatever the others are.
        var isWanted = true;
        foreach (var criterion in Criteria)
            isWanted &= criterion.Matches(server);
        if (Name is null)
            return isWanted;
        if (server.Name is null)
            throw ServerCriterion.Mismatch(server, "shows no name, but a name was specified");
        return isWanted && Name.Covers(server.Name);
    }

    /// <summary>
    /// Completes the query of a link to the next page. Nova's links keep only the last of several parameters with the same name, such as
    /// status. Source: nova/api/openstack/common.py, ViewBuilder._get_next_link.
    /// </summary>
    /// <param name="next">The query of the link, with its question mark; null for the last page.</param>
    public string? Complete(string? next)
    {
        var repeated = Criteria.SelectMany(c => c.Query).GroupBy(pair => pair.Key).Where(g => g.Count() > 1).ToList();
        if (next is null || repeated.Count == 0)
            return next;
        var kept = next.Substring(1).Split('&').Where(p => !repeated.Exists(g => p.StartsWith(g.Key + "=", StringComparison.Ordinal)));
        return "?" + string.Join("&", kept.Concat(repeated.SelectMany(g => g.Select(p => p.Key + "=" + Uri.EscapeDataString(p.Value)))));
    }
}
