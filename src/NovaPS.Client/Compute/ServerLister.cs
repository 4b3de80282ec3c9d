using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace NovaPS.Client.Compute;

/// <summary>Reads all pages of a list of servers.</summary>
internal static class ServerLister
{
    /// <summary>
    /// Returns the matching servers page by page, before the next page is requested. All rows of a page are checked before the first one is
    /// returned.
    /// </summary>
    /// <param name="client">The connection.</param>
    /// <param name="filter">The filter.</param>
    /// <param name="take">Receives the servers of a page. The next page is requested when it has completed.</param>
    /// <param name="log">Receives verbose messages and traces.</param>
    /// <param name="cancellation">Cancels the requests.</param>
    /// <returns>The time of the first page on the cloud's clock; null if unknown. Later changes are not in the list.</returns>
    public static async Task<DateTimeOffset?> ReadAsync(
        ComputeClient client, ServerFilter filter, Func<List<NovaServer>, Task> take, IClientLog log, CancellationToken cancellation)
    {
        return await Pager.ReadAsync(filter.ToQuery(), async query =>
        {
            try
            {
                var page = await ServerApi.ListAsync(client, query, log, cancellation).ConfigureAwait(false);
                page.Next = filter.Complete(page.Next);
                return page;
            }
            catch (NovaException e) when (e.StatusCode == 403 && filter.AllProjects)
            {
                e.Remedy = "Clouds list the servers of all projects for administrators only. Connect as an administrator, or list the "
                    + "servers of one project.";
                throw;
            }
        }, s => s.Id, async rows =>
        {
            rows.RemoveAll(s => !filter.Verify(s, client.Connection?.ProjectId));
            var servers = Sort(rows).ToList();
            // Only commands that read list all projects. Others must not depend on Keystone.
            if (filter.AllProjects)
                await NameFiller.FillAsync(client, servers, log, cancellation).ConfigureAwait(false);
            await take(servers).ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    /// <summary>Returns all matching servers.</summary>
    public static async Task<List<NovaServer>> ReadAllAsync(
        ComputeClient client, ServerFilter filter, IClientLog log, CancellationToken cancellation)
    {
        var servers = new List<NovaServer>();
        await ReadAsync(client, filter, page =>
        {
            servers.AddRange(page);
            return Task.CompletedTask;
        }, log, cancellation).ConfigureAwait(false);
        return servers;
    }

    /// <summary>
    /// Sorts servers that were created in the same second by name. Nova lists the newest first, and these in the order of their random
    /// ids. Sorting a page costs no request and delays nothing, because all rows of a page are checked before the first one is returned;
    /// sort_key=display_name would replace the order of the cloud.
    /// </summary>
    private static IEnumerable<NovaServer> Sort(IEnumerable<NovaServer> page)
    {
        var (second, last) = (0, default(DateTimeOffset?));
        return page.Select(server =>
        {
            second += server.CreatedUtc == last ? 0 : 1;
            last = server.CreatedUtc;
            return (server, second);
        }).OrderBy(row => row.second).ThenBy(row => row.server.Name, StringComparer.OrdinalIgnoreCase).Select(row => row.server);
    }
}
