using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Compute;

namespace NovaPS.Client.Operations;

/// <summary>Determines the image of a rebuild, which Nova requires in the request.</summary>
internal static class RebuildImage
{
    /// <summary>The argument of the action.</summary>
    public const string Argument = "imageRef";

    /// <summary>
    /// Reads the server, and adds its current image to the arguments if they have none. An object of the caller may be older than the last
    /// rebuild, so its image is not used.
    /// </summary>
    /// <exception cref="NovaException">
    /// The server boots from a volume, and has no image (NovaBadRequest), or the connection cannot replace its volume (NovaRequestRefused).
    /// </exception>
    public static async Task<Operation> AddAsync(ComputeClient client, TrackedOperation tracked, IClientLog log,
        CancellationToken cancellation)
    {
        var server = await ServerApi.GetAsync(client, tracked.ServerId, log, cancellation).ConfigureAwait(false);
        var operation = tracked.State with { Prior = ServerRow.Of(server) };
        var isGiven = operation.Arguments.Contains(Argument);
        if (server.ImageId is { } current)
            return isGiven ? operation : operation with { Arguments = operation.Arguments.With(Argument, current) };
        if (!isGiven)
        {
            throw new NovaException(NovaErrorId.NovaBadRequest, "it boots from a volume, so it has no image to rebuild from")
            {
                Remedy = "Specify the image with -Image.",
            };
        }

        // Before, Nova accepts the request, and keeps the data of the volume.
        await client.Versions.RequireAsync(ServerAction.Rebuild.Preferred!, log, cancellation).ConfigureAwait(false);
        return operation;
    }
}
