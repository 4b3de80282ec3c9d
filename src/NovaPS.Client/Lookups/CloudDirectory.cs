using NovaPS.Client.Compute;

namespace NovaPS.Client.Lookups;

/// <summary>What a connection knows of its cloud: flavors, images, availability zones, projects and compute hosts.</summary>
/// <param name="client">The connection.</param>
internal sealed class CloudDirectory(ComputeClient client)
{
    /// <summary>The flavors that the user can use; for an administrator, all of them.</summary>
    public CachedList<NovaFlavor> Flavors { get; } = new((log, c) => LookupApi.ListFlavorsAsync(client, log, c), client.Clock);

    /// <summary>The images that the user can see.</summary>
    public CachedList<CloudImage> Images { get; } = new((log, c) => ImageApi.ListAsync(client, null, log, c), client.Clock);

    /// <summary>The names of the availability zones.</summary>
    public CachedList<string> Zones { get; } = new((log, c) => LookupApi.ListZonesAsync(client, log, c), client.Clock);

    /// <summary>The names of the projects that the user can list.</summary>
    public CachedList<string> Projects { get; } = new((log, c) => ProjectLookup.ListNamesAsync(client, log, c), client.Clock);

    /// <summary>The names of the users, with "me" for the own one.</summary>
    public CachedList<string> Users { get; } = new((log, c) => client.Names.ListUsersAsync(log, c), client.Clock);

    /// <summary>The names of the compute hosts, which administrators can list.</summary>
    public CachedList<string> Hosts { get; } = new((log, c) => LookupApi.ListHostsAsync(client, log, c), client.Clock);
}
