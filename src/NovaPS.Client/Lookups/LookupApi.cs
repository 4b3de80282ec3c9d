using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Newtonsoft.Json;
using NovaPS.Client.Compute;
using NovaPS.Client.Http;
using NovaPS.Client.Json;

namespace NovaPS.Client.Lookups;

/// <summary>The lists of Nova in which names are looked up.</summary>
internal static class LookupApi
{
    /// <summary>
    /// GET /flavors/detail, all pages. With is_public=None an administrator sees the flavors of all projects; for others it is ignored.
    /// Source: nova/api/openstack/compute/flavors.py, _get_flavors.
    /// </summary>
    public static Task<List<NovaFlavor>> ListFlavorsAsync(ComputeClient client, IClientLog log, CancellationToken cancellation) =>
        Pager.ReadAllAsync("?is_public=None", query => ServerApi.ReadPageAsync(client, "/flavors/detail" + query, "flavors",
            "flavors_links", r => FlavorReader.Read(r, client.Connection), log, cancellation), f => f.Id)
        .OrMissingAsync("list of flavors", "Run Test-NovaConnection, which checks the URL of Nova.");

    /// <summary>GET /os-availability-zone: the names of the zones.</summary>
    public static Task<List<string>> ListZonesAsync(ComputeClient client, IClientLog log, CancellationToken cancellation) =>
        ReadNamesAsync(client, "/os-availability-zone", "availabilityZoneInfo", "zoneName", log, cancellation);

    /// <summary>GET /os-services?binary=nova-compute: the names of the compute hosts. Others than administrators get 403.</summary>
    public static Task<List<string>> ListHostsAsync(ComputeClient client, IClientLog log, CancellationToken cancellation) =>
        ReadNamesAsync(client, "/os-services?binary=nova-compute", "services", "host", log, cancellation);

    private static Task<List<string>> ReadNamesAsync(ComputeClient client, string path, string rows, string member, IClientLog log,
        CancellationToken cancellation) =>
        client.GetAsync(path, ResponseLimits.Page, response =>
        {
            List<string>? names = null;
            JsonReading.ReadBody(response.Body, (reader, name) =>
            {
                if (name != rows || reader.TokenType != JsonToken.StartArray)
                    return;
                names = [];
                reader.ReadTextOfEach(member, names.Add);
            });
            return names ?? throw new JsonReaderException("no " + rows);
        }, log, cancellation).OrMissingAsync("list at " + path, "Omit the filter.");
}
