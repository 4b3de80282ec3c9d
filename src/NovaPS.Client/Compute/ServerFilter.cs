using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace NovaPS.Client.Compute;

/// <summary>
/// The filter of a list of servers. Nova ignores filters that the user is not allowed to use, so each row is checked again here, and a row
/// that cannot be checked is an error.
/// </summary>
internal sealed class ServerFilter
{
    /// <summary>The statuses; empty for all.</summary>
    public IReadOnlyCollection<string> Statuses { get; set; } = [];

    /// <summary>The name or pattern; null for all. All possible matches are returned, and the caller selects from them.</summary>
    public NamePattern? Name { get; set; }

    /// <summary>
    /// Returns only servers changed since this time, on the cloud's clock, including deleted servers; null for all existing servers.
    /// </summary>
    public DateTimeOffset? ChangedSince { get; set; }

    /// <summary>Whether to list the servers of all projects, which only administrators can do.</summary>
    public bool AllProjects { get; set; }

    /// <summary>The maximum number of servers per page; null for the cloud's default.</summary>
    public int? Limit { get; set; }

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
        foreach (var status in Statuses)
            Add("status", status);
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
            throw Mismatch(server, "belongs to project " + owner + ", but the servers of " + projectId + " were requested");
        if (Statuses.Count > 0)
        {
            if (server.Status is null)
                throw Mismatch(server, "has no status, but -Status was specified");
            // Nova maps status=ACTIVE to the vm_state only, so the list also has rows in REBOOT or RESIZE.
            if (!Statuses.Contains(server.Status, StringComparer.OrdinalIgnoreCase))
                return false;
        }

        if (Name is null)
            return true;
        if (server.Name is null)
            throw Mismatch(server, "has no name, but a name was specified");
        return Name.Covers(server.Name);
    }

    private static NovaException Mismatch(NovaServer server, string problem) => new(NovaErrorId.NovaProtocolError,
        "the cloud did not filter as requested: server " + server + " " + problem
            + "; no servers are written, because an action could affect the wrong server");
}
