using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace NovaPS.Client.Compute;

/// <summary>Sets the names of users and projects in what was read. Only commands that read look up names.</summary>
internal static class NameFiller
{
    /// <summary>Looks up the names that are not known yet, and sets them.</summary>
    public static async Task FillAsync(ComputeClient client, IReadOnlyCollection<NovaServerAction> actions, IClientLog log,
        CancellationToken cancellation)
    {
        await client.Names.LookUpAsync(actions.Select(a => a.UserId), actions.Select(a => a.ProjectId), log, cancellation)
            .ConfigureAwait(false);
        foreach (var action in actions)
            Fill(client, action);
    }

    /// <summary>Looks up the names that are not known yet, and sets them.</summary>
    public static async Task FillAsync(ComputeClient client, IReadOnlyCollection<NovaServer> servers, IClientLog log,
        CancellationToken cancellation)
    {
        await client.Names.LookUpAsync(servers.Select(s => s.UserId), servers.Select(s => s.ProjectId), log, cancellation)
            .ConfigureAwait(false);
        foreach (var server in servers)
            Fill(client, server);
    }

    /// <summary>Sets the names that are known, such as those of the connection's own user and project.</summary>
    public static void Fill(ComputeClient client, NovaServer server)
    {
        if (client.Names.User(server.UserId) is { } user)
            server.User = user;
        if (client.Names.Project(server.ProjectId) is { } project)
            server.Project = project;
    }

    /// <summary>Sets the names that are known, such as those of the connection's own user and project.</summary>
    public static void Fill(ComputeClient client, NovaServerAction action)
    {
        if (client.Names.User(action.UserId) is { } user)
            action.User = user;
        if (client.Names.Project(action.ProjectId) is { } project)
            action.Project = project;
    }
}
