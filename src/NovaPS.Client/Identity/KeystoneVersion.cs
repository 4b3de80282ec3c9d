using System;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Newtonsoft.Json;
using NovaPS.Client.Http;
using NovaPS.Client.Json;

namespace NovaPS.Client.Identity;

/// <summary>What Keystone says of its v3 API.</summary>
internal sealed class KeystoneVersion
{
    /// <summary>Such as v3.14; null: the document names none.</summary>
    public string? Id { get; private set; }

    /// <summary>Such as stable.</summary>
    public string? Status { get; private set; }

    /// <summary>The time of the response, by the cloud's clock (UTC); null where it has none.</summary>
    public DateTime? Date { get; private set; }

    /// <summary>
    /// GET of the version document, which needs no token. Source: Identity API v3, "Show v3 API version details".
    /// </summary>
    /// <param name="transport">The way to it.</param>
    /// <param name="authUrl">The URL of the v3 API.</param>
    /// <param name="log">Takes decisions and traces.</param>
    /// <param name="cancellation">Ends it at once.</param>
    public static Task<KeystoneVersion> ReadAsync(HttpTransport transport, Uri authUrl, IClientLog log, CancellationToken cancellation) =>
        transport.SendAsync(new ApiRequest(HttpMethod.Get, new Uri(authUrl.AbsoluteUri.TrimEnd('/') + "/")), response =>
        {
            var version = new KeystoneVersion { Date = response.Date };
            JsonReading.ReadBody(response.Body, (reader, name) =>
            {
                if (name == "version" && reader.TokenType == JsonToken.StartObject)
                    reader.ReadMembers(version.Read);
                else
                    reader.Skip();
            });
            return version;
        }, log, cancellation);

    private void Read(JsonReader reader, string name)
    {
        if (name == "id")
            Id = reader.Text();
        else if (name == "status")
            Status = reader.Text();
        else
            reader.Skip();
    }
}
