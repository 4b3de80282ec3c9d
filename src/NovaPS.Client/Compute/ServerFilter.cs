using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace NovaPS.Client.Compute;

/// <summary>
/// Which servers are wanted. Nova ignores filters that the user may not use, so every row proves each filter again here,
/// and a row that cannot is an error.
/// </summary>
internal sealed class ServerFilter
{
    /// <summary>Statuses, any of which will do; empty: all.</summary>
    public IReadOnlyCollection<string> Statuses { get; set; } = [];

    /// <summary>The name or pattern; null: all names. Rows that it covers are kept: which of them are meant is chosen from all.</summary>
    public NamePattern? Name { get; set; }

    /// <summary>Only what changed since then (UTC, the cloud's clock), deleted servers too; null: all that there are.</summary>
    public DateTime? ChangedSince { get; set; }

    /// <summary>Every project's servers: for administrators.</summary>
    public bool AllProjects { get; set; }

    /// <summary>How many servers a page may have; null: as many as the cloud likes.</summary>
    public int? Limit { get; set; }

    /// <summary>The query with its question mark, or "".</summary>
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
            Add("changes-since", since.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        if (Limit is { } limit)
            Add("limit", limit.ToString(CultureInfo.InvariantCulture));
        return query.ToString();
    }

    /// <summary>Whether the row is wanted.</summary>
    /// <exception cref="NovaException">NovaProtocolError: the row does not say, so nothing may be done with any of them.</exception>
    public bool Verify(NovaServer server, string? projectId)
    {
        if (!AllProjects && projectId is not null && server.ProjectId is { } owner && owner != projectId)
            throw Mismatch(server, "belongs to project " + owner + ", and those of " + projectId + " were asked for");
        if (Statuses.Count > 0)
        {
            if (server.Status is null)
                throw Mismatch(server, "has no status, and -Status was given");
            // status=ACTIVE looks at vm_state only: rows in REBOOT or RESIZE come too.
            if (!Statuses.Contains(server.Status, StringComparer.OrdinalIgnoreCase))
                return false;
        }

        if (Name is null)
            return true;
        if (server.Name is null)
            throw Mismatch(server, "has no name, and a name was given");
        return Name.Covers(server.Name);
    }

    private static NovaException Mismatch(NovaServer server, string how) => new(NovaErrorId.NovaProtocolError,
        "the cloud did not filter as requested: server " + server + " " + how
            + "; nothing was written, so that nothing is done to the wrong server");
}
