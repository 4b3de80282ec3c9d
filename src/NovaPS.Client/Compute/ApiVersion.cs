using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Newtonsoft.Json;
using NovaPS.Client.Http;
using NovaPS.Client.Json;

namespace NovaPS.Client.Compute;

/// <summary>One version of Nova's API.</summary>
internal sealed class ApiVersion
{
    /// <summary>v2.1, or v2.0, which is the same API without microversions.</summary>
    public string? Id { get; private set; }

    /// <summary>The lowest microversion; null for none.</summary>
    public Microversion? Minimum { get; private set; }

    /// <summary>The highest microversion; null for none.</summary>
    public Microversion? Maximum { get; private set; }

    /// <summary>
    /// Reads a version document: the list of versions at the root of the service, or the single version at /v2.1/.
    /// Source: api-ref "API Versions"; nova/api/openstack/compute/versions.py.
    /// </summary>
    /// <param name="transport">The transport to Nova.</param>
    /// <param name="uri">The URL of the document.</param>
    /// <param name="token">A token; null for none, which is usually sufficient.</param>
    /// <param name="log">Receives verbose messages and traces.</param>
    /// <param name="cancellation">Cancels the request.</param>
    public static Task<List<ApiVersion>> ReadAsync(HttpTransport transport, Uri uri, string? token, IClientLog log,
        CancellationToken cancellation) =>
        transport.SendAsync(new ApiRequest(HttpMethod.Get, uri) { Token = token }, response =>
        {
            var versions = new List<ApiVersion>();
            // A gateway may respond with an HTML page.
            if (response.IsHtml)
                return versions;
            JsonReading.ReadBody(response.Body, (r, name) =>
            {
                if (name == "versions")
                    r.ReadElements(e => versions.Add(Read(e)));
                else if (name == "version" && r.TokenType == JsonToken.StartObject)
                    versions.Add(Read(r));
            });
            return versions;
        }, log, cancellation);

    private static ApiVersion Read(JsonReader reader)
    {
        var version = new ApiVersion();
        reader.ReadMembers((r, name) =>
        {
            switch (name)
            {
                case "id":
                    version.Id = r.Text();
                    break;
                case "version":
                    version.Maximum = Microversion.Parse(r.Text());
                    break;
                case "min_version":
                    version.Minimum = Microversion.Parse(r.Text());
                    break;
            }
        });
        return version;
    }
}
