using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Compute;
using NovaPS.Client.Operations;

namespace NovaPS.Client.Filtering;

/// <summary>Checks statuses with the cloud before a list is requested.</summary>
internal static class StatusCheck
{
    /// <summary>
    /// Checks the statuses that NovaPS does not know. For a single unknown one, Nova responds with 400 (from 2.38 on); among several it
    /// ignores it, so that the servers of a mistyped status would be missing without an error.
    /// </summary>
    /// <exception cref="NovaException">NovaBadRequest: the cloud does not know a status.</exception>
    public static async Task RunAsync(ComputeClient client, IReadOnlyList<string> statuses, bool allProjects, IClientLog log,
        CancellationToken cancellation)
    {
        foreach (var status in statuses.Where(s => !ServerAction.IsKnownStatus(s)))
        {
            try
            {
                await ProbeAsync(client, status, allProjects, log, cancellation).ConfigureAwait(false);
            }
            catch (NovaException e) when (e.StatusCode == 400)
            {
                e.Reason = "the cloud does not know the status '" + status + "': " + e.Reason;
                e.Remedy = ServerAction.NearestStatus(status) is { } nearest ? "Specify -Status " + nearest + "."
                    : "Press Tab after -Status to complete the statuses that Nova is known to use.";
                throw;
            }
        }
    }

    /// <summary>
    /// Checks that the user may list deleted servers. For others than administrators, Nova ignores deleted=true, but refuses
    /// status=DELETED. Source: nova/api/openstack/compute/servers.py, _get_servers.
    /// </summary>
    /// <exception cref="NovaException">NovaForbidden: only administrators can list them.</exception>
    public static async Task RequireDeletedAsync(ComputeClient client, string parameter, bool allProjects, IClientLog log,
        CancellationToken cancellation)
    {
        try
        {
            await ProbeAsync(client, "DELETED", allProjects, log, cancellation).ConfigureAwait(false);
        }
        catch (NovaException e) when (e.StatusCode == 403 && e.FaultMessage?.IndexOf("deleted", StringComparison.OrdinalIgnoreCase) >= 0)
        {
            e.Remedy = "Add -ChangedSince. With it, Nova shows deleted servers to all users, for as long as the cloud keeps them.";
            throw e.For("filter by", parameter);
        }
    }

    private static Task<Page<NovaServer>> ProbeAsync(ComputeClient client, string status, bool allProjects, IClientLog log,
        CancellationToken cancellation) =>
        ServerApi.ListAsync(client, "?status=" + Uri.EscapeDataString(status) + (allProjects ? "&all_tenants=1" : string.Empty)
            + "&limit=1", log, cancellation);
}
