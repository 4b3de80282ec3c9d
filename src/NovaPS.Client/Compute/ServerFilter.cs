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

    /// <summary>The regular expression that Nova is asked for; null: all names.</summary>
    public string? NameQuery { get; set; }

    /// <summary>Whether a name is wanted; null: all are.</summary>
    public Func<string, bool>? MatchesName { get; set; }

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
        if (NameQuery is not null)
            Add("name", NameQuery);
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

        if (MatchesName is null)
            return true;
        if (server.Name is null)
            throw Mismatch(server, "has no name, and a name was given");
        return MatchesName(server.Name);
    }

    /// <summary>
    /// A regular expression for the names that a wildcard fits, or more: the client matches again.
    /// It is anchored and escaped for each of the databases' dialects (Nova passes it to REGEXP or ~).
    /// </summary>
    /// <param name="pattern">A name; with wildcards when <paramref name="wildcards"/> is set.</param>
    /// <param name="wildcards">Whether * ? and [] mean more than themselves; a backtick takes that meaning away.</param>
    public static string ToNameQuery(string pattern, bool wildcards)
    {
        var regex = new StringBuilder("^");
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = pattern[i];
            if (wildcards && c == '`' && i + 1 < pattern.Length)
            {
                AppendLiteral(regex, pattern[++i]);
            }
            else if (wildcards && c == '*')
            {
                regex.Append(".*");
            }
            else if (wildcards && c == '?')
            {
                regex.Append('.');
            }
            else if (wildcards && c == '[' && EndOfSet(pattern, i) is > 0 and var end)
            {
                regex.Append('.');
                i = end;
            }
            else
            {
                AppendLiteral(regex, c);
            }
        }

        return regex.Append('$').ToString();
    }

    /// <summary>Where the set that begins there ends: a bracket that is escaped, or comes first, belongs to it.</summary>
    private static int EndOfSet(string pattern, int start)
    {
        for (var i = start + 1; i < pattern.Length; i++)
        {
            if (pattern[i] == '`')
                i++;
            else if (pattern[i] == ']' && i > start + 1)
                return i;
        }

        return -1;
    }

    private static void AppendLiteral(StringBuilder regex, char c)
    {
        // A surrogate pair is one character to some databases and two or more to others: .+ fits both.
        if (char.IsSurrogate(c))
        {
            if (char.IsHighSurrogate(c))
                regex.Append(".+");
        }
        else
        {
            if (c < 128 && !char.IsLetterOrDigit(c) && c is not ('-' or '_' or ' '))
                regex.Append('\\');
            regex.Append(c);
        }
    }

    private static NovaException Mismatch(NovaServer server, string how) => new(NovaErrorId.NovaProtocolError,
        "the cloud did not filter as requested: server " + server + " " + how
            + "; nothing was written, so that nothing is done to the wrong server");
}
