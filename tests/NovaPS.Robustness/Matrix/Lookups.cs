using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client;
using NovaPS.Client.Compute;
using NovaPS.Client.Consoles;
using NovaPS.Client.Lookups;

namespace NovaPS.Robustness.Matrix;

/// <summary>The requests of filters, of names, and of consoles.</summary>
internal static class Lookups
{
    public const string Image = "image-of-the-matrix";

    /// <summary>Sends each of them. Their results are not used: a cloud can list anything.</summary>
    /// <returns>The errors.</returns>
    public static async Task<IReadOnlyList<Exception>> RunAsync(ComputeClient client, string id, IClientLog log)
    {
        var none = CancellationToken.None;
        var errors = new List<Exception>();
        foreach (var lookUp in new Func<Task>[]
        {
            () => FlavorLookup.SelectAsync(client, "m1.tiny", log, none), () => ImageLookup.FindAsync(client, Image, log, none),
            () => PlaceLookup.SelectZonesAsync(client, "nova", log, none), () => PlaceLookup.SelectHostsAsync(client, "h*", log, none),
            () => ProjectLookup.SelectAsync(client, "another", log, none), () => client.Names.FindUsersAsync("another", log, none),
            () => client.Names.LookUpAsync(Enumerable.Range(0, 12).Select(i => "user-" + i), ["project-1"], log, none),
            () => ConsoleUrlApi.CreateAsync(client, id, null, log, none),
            () => new ConsoleFollower(client, id, log).ReadAsync(null, none),
        })
        {
            try
            {
                await lookUp();
            }
            catch (Exception e)
            {
                errors.Add(e);
            }
        }

        return errors;
    }
}
