using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace NovaPS.Client.Compute;

/// <summary>Sets the names of users and projects in what was read. Only commands that read look up names.</summary>
internal static class NameFiller
{
    /// <summary>Looks up the names that are not known yet, and sets them.</summary>
    public static async Task FillAsync(ComputeClient client, IReadOnlyCollection<IOwned> rows, IClientLog log,
        CancellationToken cancellation)
    {
        await client.Names.LookUpAsync(rows.Select(r => r.UserId), rows.Select(r => r.ProjectId), log, cancellation).ConfigureAwait(false);
        foreach (var row in rows)
            Fill(client, row);
    }

    /// <summary>Sets the names that are known, such as those of the connection's own user and project.</summary>
    public static void Fill(ComputeClient client, IOwned row)
    {
        if (client.Names.User(row.UserId) is { } user)
            row.User = user;
        if (client.Names.Project(row.ProjectId) is { } project)
            row.Project = project;
    }
}
