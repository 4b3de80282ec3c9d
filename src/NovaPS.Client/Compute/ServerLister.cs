using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace NovaPS.Client.Compute;

/// <summary>Reads all pages of a list.</summary>
internal static class ServerLister
{
    /// <summary>
    /// Hands out the servers that fit, page by page: the first is out before the second page is asked for, and no row of a
    /// page is out before all of it is proved.
    /// </summary>
    /// <param name="client">Whom to ask.</param>
    /// <param name="filter">Which servers.</param>
    /// <param name="take">Takes a server; as long as it takes, nothing more is read.</param>
    /// <param name="log">Takes decisions and traces.</param>
    /// <param name="cancellation">Ends it at once.</param>
    /// <returns>The cloud's time of the first page (UTC): what changes later, changes after it. null: it does not say.</returns>
    public static async Task<DateTime?> ReadAsync(
        ComputeClient client, ServerFilter filter, Func<NovaServer, Task> take, IClientLog log, CancellationToken cancellation)
    {
        return await Pager.ReadAsync(filter.ToQuery(), query => ServerApi.ListAsync(client, query, log, cancellation), s => s.Id,
            async rows =>
        {
            foreach (var server in rows.Where(s => filter.Verify(s, client.Connection?.ProjectId)).ToList())
                await take(server).ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    /// <summary>The same, all at once.</summary>
    public static async Task<List<NovaServer>> ReadAllAsync(
        ComputeClient client, ServerFilter filter, IClientLog log, CancellationToken cancellation)
    {
        var servers = new List<NovaServer>();
        await ReadAsync(client, filter, server =>
        {
            servers.Add(server);
            return Task.CompletedTask;
        }, log, cancellation).ConfigureAwait(false);
        return servers;
    }
}
