using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Compute;

namespace NovaPS.Client.Lookups;

/// <summary>Finds images by id or name.</summary>
internal static class ImageLookup
{
    private static readonly NameChoice<CloudImage> Choice = new("image", "-Image", i => i.Id, i => i.Name,
        "Press Tab after -Image to complete the names of the images.");

    /// <summary>Finds one image. An id is returned as it is, without a request: the server's image may have been deleted.</summary>
    /// <param name="client">The connection.</param>
    /// <param name="nameOrId">The id, or the name. The exact spelling of a name takes precedence.</param>
    /// <param name="log">Receives verbose messages and traces.</param>
    /// <param name="cancellation">Cancels the requests.</param>
    /// <exception cref="NovaException">
    /// NovaResourceNotFound, with the nearest name, or because there is no image service; or NovaResourceNameAmbiguous, with the ids.
    /// </exception>
    public static async Task<CloudImage> FindAsync(ComputeClient client, string nameOrId, IClientLog log, CancellationToken cancellation)
    {
        if (IsId(nameOrId))
            return new CloudImage(nameOrId.Trim());
        var exact = await FindExactAsync(client, nameOrId, log, cancellation).ConfigureAwait(false);
        return exact.Count > 0 ? Choice.Single(exact, exact, nameOrId)
            : await Choice.FindAsync(client.Directory.Images, nameOrId, log, cancellation).ConfigureAwait(false);
    }

    /// <summary>Finds the images that an id, a name or a name with wildcards selects: at least one, several if they share a name.</summary>
    /// <exception cref="NovaException">NovaResourceNotFound, with the nearest name, or because there is no image service.</exception>
    public static async Task<List<CloudImage>> SelectAsync(ComputeClient client, string given, IClientLog log,
        CancellationToken cancellation)
    {
        if (IsId(given))
            return [new CloudImage(given.Trim())];
        if (!new NamePattern(given).IsPattern
            && await FindExactAsync(client, given, log, cancellation).ConfigureAwait(false) is { Count: > 0 } exact)
            return exact;
        return await Choice.SelectAsync(client.Directory.Images, given, log, cancellation).ConfigureAwait(false);
    }

    /// <summary>
    /// Finds the images with the exact name. This is one query; the whole list is requested only if it finds nothing, because a public
    /// cloud can have thousands of images.
    /// </summary>
    private static async Task<List<CloudImage>> FindExactAsync(ComputeClient client, string name, IClientLog log,
        CancellationToken cancellation) =>
        (await ImageApi.ListAsync(client, name, log, cancellation).ConfigureAwait(false)).FindAll(i => i.Name == name);

    /// <summary>Whether the text is an id. Glance's ids are UUIDs.</summary>
    private static bool IsId(string text) => Guid.TryParseExact(text.Trim(), "D", out _);
}
