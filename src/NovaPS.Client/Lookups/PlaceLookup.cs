using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Compute;

namespace NovaPS.Client.Lookups;

/// <summary>Finds availability zones and compute hosts by name.</summary>
internal static class PlaceLookup
{
    private static readonly NameChoice<string> Zone = new("availability zone", "-AvailabilityZone", z => z, z => z,
        "Press Tab after -AvailabilityZone to complete the names of the zones.");
    private static readonly NameChoice<string> Host = new("compute host", "-ComputeHost", h => h, h => h,
        "Press Tab after -ComputeHost to complete the names of the hosts.");

    /// <summary>
    /// Finds zones by a name that can have wildcards: at least one. If the user may not list zones, the name is not checked.
    /// </summary>
    /// <exception cref="NovaException">NovaResourceNotFound, with the nearest name.</exception>
    public static async Task<List<string>> SelectZonesAsync(ComputeClient client, string given, IClientLog log,
        CancellationToken cancellation)
    {
        try
        {
            return await Zone.SelectAsync(client.Directory.Zones, given, log, cancellation).ConfigureAwait(false);
        }
        catch (NovaException e) when (e.StatusCode is 403 or 404)
        {
            log.Verbose("The zone '" + given + "' cannot be checked: " + e.Message);
            return [given];
        }
    }

    /// <summary>Finds compute hosts by a name that can have wildcards: at least one.</summary>
    /// <exception cref="NovaException">NovaResourceNotFound, with the nearest name; or NovaForbidden for others than administrators.
    /// </exception>
    public static async Task<List<string>> SelectHostsAsync(ComputeClient client, string given, IClientLog log,
        CancellationToken cancellation)
    {
        try
        {
            return await Host.SelectAsync(client.Directory.Hosts, given, log, cancellation).ConfigureAwait(false);
        }
        catch (NovaException e) when (e.StatusCode == 403)
        {
            e.Remedy = "Clouds show compute hosts to administrators only. Omit -ComputeHost, or connect as an administrator.";
            throw e.For("filter by", "-ComputeHost");
        }
    }
}
