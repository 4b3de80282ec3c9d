using System;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Compute;

namespace NovaPS.Client.Filtering;

/// <summary>Checks that the user may list deleted servers, before a list is requested.</summary>
internal static class DeletedServers
{
    /// <summary>
    /// For others than administrators, Nova ignores deleted=true, but refuses status=DELETED. Source:
    /// nova/api/openstack/compute/servers.py, _get_servers.
    /// </summary>
    /// <exception cref="NovaException">NovaForbidden: only administrators can list them.</exception>
    public static async Task RequireAsync(ComputeClient client, string parameter, bool allProjects, IClientLog log,
        CancellationToken cancellation)
    {
        try
        {
            await ServerApi.ListAsync(client, "?status=DELETED" + (allProjects ? "&all_tenants=1" : string.Empty) + "&limit=1", log,
                cancellation).ConfigureAwait(false);
        }
        catch (NovaException e) when (e.StatusCode == 403 && e.FaultMessage?.IndexOf("deleted", StringComparison.OrdinalIgnoreCase) >= 0)
        {
            e.Remedy = "Add -ChangedSince. With it, Nova shows deleted servers to all users, for as long as the cloud keeps them.";
            throw e.For("filter by", parameter);
        }
    }
}
