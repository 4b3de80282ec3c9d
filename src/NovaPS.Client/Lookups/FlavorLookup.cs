using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Compute;

namespace NovaPS.Client.Lookups;

/// <summary>Finds flavors by id or name.</summary>
internal static class FlavorLookup
{
    private static readonly NameChoice<NovaFlavor> Choice = new("flavor", "-Flavor", f => f.Id, f => f.Name,
        "Get-NovaFlavor lists the flavors that the project can use.");

    /// <summary>Finds one flavor.</summary>
    /// <param name="client">The connection.</param>
    /// <param name="nameOrId">The id, or the name. The exact spelling of a name takes precedence.</param>
    /// <param name="log">Receives verbose messages and traces.</param>
    /// <param name="cancellation">Cancels the request.</param>
    /// <exception cref="NovaException">NovaResourceNotFound, with the nearest name; or NovaResourceNameAmbiguous.</exception>
    public static Task<NovaFlavor> FindAsync(ComputeClient client, string nameOrId, IClientLog log, CancellationToken cancellation) =>
        Choice.FindAsync(client.Directory.Flavors, nameOrId, log, cancellation);

    /// <summary>Finds the flavors that an id, a name or a name with wildcards selects: at least one.</summary>
    /// <exception cref="NovaException">NovaResourceNotFound, with the nearest name.</exception>
    public static Task<List<NovaFlavor>> SelectAsync(ComputeClient client, string given, IClientLog log,
        CancellationToken cancellation) => Choice.SelectAsync(client.Directory.Flavors, given, log, cancellation);

    /// <summary>
    /// Lists the flavors that an id, a name or a name with wildcards selects, in the order of their size. They are copies, because the
    /// caller may change them.
    /// </summary>
    /// <param name="client">The connection.</param>
    /// <param name="given">The id, or the name.</param>
    /// <param name="since">The earliest time at which the list may have been read, on the monotonic clock.</param>
    /// <param name="log">Receives verbose messages and traces.</param>
    /// <param name="cancellation">Cancels the request.</param>
    /// <exception cref="NovaException">NovaResourceNotFound, with the nearest name, unless it has wildcards.</exception>
    public static async Task<IReadOnlyList<NovaFlavor>> ListAsync(ComputeClient client, string given, TimeSpan since, IClientLog log,
        CancellationToken cancellation)
    {
        try
        {
            var found = await Choice.SelectAsync(client.Directory.Flavors, given, log, cancellation, since).ConfigureAwait(false);
            return [.. found.OrderBy(f => f.VCpus).ThenBy(f => f.RamMB).ThenBy(f => f.DiskGB).ThenBy(f => f.Name, StringComparer.Ordinal)
                .Select(f => f.Copy())];
        }
        catch (NovaException e) when (e.ErrorId == NovaErrorId.NovaResourceNotFound && new NamePattern(given).IsPattern)
        {
            log.Verbose("No flavor matches '" + given + "'.");
            return [];
        }
    }
}
