using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Newtonsoft.Json;
using NovaPS.Client.Compute;
using NovaPS.Client.Http;
using NovaPS.Client.Json;

namespace NovaPS.Client.Lookups;

/// <summary>The list of images of Glance. Source: api-ref "Image Service API v2", List images.</summary>
internal static class ImageApi
{
    /// <summary>Glance has 25 images on a page unless the request has a limit, and at most 1,000 (api_limit_max).</summary>
    private const string Limit = "limit=1000";

    private const string NoServiceRemedy = "Specify the id of the image.";

    private static readonly Regex Version = new(@"/v\d+(\.\d+)?$", RegexOptions.CultureInvariant);

    /// <summary>GET /v2/images, all pages.</summary>
    /// <param name="client">The connection.</param>
    /// <param name="named">The name of the images; null for all.</param>
    /// <param name="log">Receives verbose messages and traces.</param>
    /// <param name="cancellation">Cancels the requests.</param>
    /// <exception cref="NovaException">NovaResourceNotFound: the cloud has no image service that the connection can use.</exception>
    public static async Task<List<CloudImage>> ListAsync(ComputeClient client, string? named, IClientLog log,
        CancellationToken cancellation)
    {
        var images = Find(client);
        // With in: Glance reads a list of names. Such a name is found in the whole list.
        var query = "?" + Limit + (named is null || named.StartsWith("in:", StringComparison.Ordinal) ? string.Empty
            : "&name=" + Uri.EscapeDataString(named));
        return await Pager.ReadAllAsync(query, q => client.SendAsync(
            new ApiRequest(HttpMethod.Get, new Uri(images.AbsoluteUri + q)) { Limits = ResponseLimits.Page, IsToNova = false },
            ReadPage, log, cancellation), i => i.Id).OrMissingAsync("image service at " + images.AbsoluteUri, NoServiceRemedy)
            .ConfigureAwait(false);
    }

    /// <summary>Returns the URL of the list: the endpoint in the catalog may end in the version or not.</summary>
    private static Uri Find(ComputeClient client)
    {
        if (client.Services?.Find(client.Tokens.Current, "image") is not { } endpoint)
        {
            throw new NovaException(NovaErrorId.NovaResourceNotFound, client.Services is null
                ? "names of images cannot be looked up, because a connection from a token has no service catalog"
                : "names of images cannot be looked up, because the service catalog has no image endpoint for this region and interface")
            {
                Remedy = NoServiceRemedy,
            };
        }

        return new Uri(Version.Replace(endpoint.TrimEnd('/'), string.Empty) + "/v2/images");
    }

    private static Page<CloudImage> ReadPage(ApiResponse response) =>
        PageReader.Read(response, "images", ReadImage, "next", r => PageLinks.ReadQuery(r.Text() ?? string.Empty));

    private static CloudImage ReadImage(JsonReader reader)
    {
        string? id = null, name = null, status = null;
        reader.ReadMembers((r, member) =>
        {
            switch (member)
            {
                case "id":
                    id = r.Text();
                    break;
                case "name":
                    name = r.Text();
                    break;
                case "status":
                    status = r.Text();
                    break;
            }
        });
        return ApiPath.IsId(id) ? new CloudImage(id!, name, status) : throw new JsonReaderException("an image without a valid id");
    }
}
