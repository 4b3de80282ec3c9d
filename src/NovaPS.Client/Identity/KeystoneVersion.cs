using System;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Newtonsoft.Json;
using NovaPS.Client.Http;
using NovaPS.Client.Json;

namespace NovaPS.Client.Identity;

/// <summary>The version document of Keystone's v3 API.</summary>
internal sealed class KeystoneVersion
{
    /// <summary>The version, such as v3.14; null if missing.</summary>
    public string? Id { get; private set; }

    /// <summary>The status, such as stable.</summary>
    public string? Status { get; private set; }

    /// <summary>The time of the response on the cloud's clock; null if it has no Date header.</summary>
    public DateTimeOffset? Date { get; private set; }

    /// <summary>
    /// Reads the version document, without a token. Source: Identity API v3, "Show v3 API version details".
    /// </summary>
    /// <param name="transport">The transport to Keystone.</param>
    /// <param name="authUrl">The URL of the v3 API.</param>
    /// <param name="log">Receives verbose messages and traces.</param>
    /// <param name="cancellation">Cancels the request.</param>
    public static Task<KeystoneVersion> ReadAsync(HttpTransport transport, Uri authUrl, IClientLog log, CancellationToken cancellation) =>
        transport.SendAsync(new ApiRequest(HttpMethod.Get, new Uri(authUrl.AbsoluteUri + "/")), response =>
        {
            var version = new KeystoneVersion { Date = response.Date };
            JsonReading.ReadBody(response.Body, (reader, name) =>
            {
                if (name == "version" && reader.TokenType == JsonToken.StartObject)
                    reader.ReadMembers(version.Read);
            });
            return version;
        }, log, cancellation);

    private void Read(JsonReader reader, string name)
    {
        if (name == "id")
            Id = reader.Text();
        else if (name == "status")
            Status = reader.Text();
    }
}
