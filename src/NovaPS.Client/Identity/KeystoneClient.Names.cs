using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Newtonsoft.Json;
using NovaPS.Client.Http;
using NovaPS.Client.Json;
using NovaPS.Client.Lookups;

namespace NovaPS.Client.Identity;

/// <summary>The requests for names of users and projects. Source: Identity API v3, "Users" and "Projects".</summary>
internal sealed partial class KeystoneClient
{
    /// <summary>GET /v3/users/{id} or /v3/projects/{id}: the name of one user or project.</summary>
    /// <exception cref="NovaException">The user may not read it (403), or it does not exist (404).</exception>
    public Task<string> ReadNameAsync(IdentityKind kind, string id, string token, IClientLog log, CancellationToken cancellation) =>
        transport.SendAsync(new ApiRequest(HttpMethod.Get, At("/" + kind.Plural + "/" + id)) { Token = token },
            response =>
        {
            var found = default(KeyValuePair<string, string>?);
            JsonReading.ReadBody(response.Body, (reader, name) =>
            {
                if (name == kind.Member)
                    found = ReadName(reader);
            });
            return found?.Key == id ? found.Value.Value : throw new JsonReaderException("it is about another " + kind.Member);
        }, log, cancellation);

    /// <summary>
    /// GET /v3/users or /v3/projects: names by ids. Keystone may leave out some of them: those of other domains, and of a large directory.
    /// </summary>
    /// <param name="kind">Users or projects.</param>
    /// <param name="named">The name of those to list; null for all.</param>
    /// <param name="token">The token.</param>
    /// <param name="log">Receives verbose messages and traces.</param>
    /// <param name="cancellation">Cancels the request.</param>
    /// <exception cref="NovaException">The user may not list them (403).</exception>
    public Task<Dictionary<string, string>> ListNamesAsync(IdentityKind kind, string? named, string token, IClientLog log,
        CancellationToken cancellation) =>
        transport.SendAsync(new ApiRequest(HttpMethod.Get,
            At("/" + kind.Plural + (named is null ? string.Empty : "?name=" + Uri.EscapeDataString(named))))
        {
            Token = token,
            Limits = ResponseLimits.Catalog,
        }, response =>
        {
            var names = new Dictionary<string, string>(StringComparer.Ordinal);
            JsonReading.ReadBody(response.Body, (reader, name) =>
            {
                if (name == kind.Plural)
                    reader.ReadElements(e =>
                    {
                        var one = ReadName(e);
                        names[one.Key] = one.Value;
                    });
            });
            return names;
        }, log, cancellation).OrMissingAsync("list of " + kind.Plural, "Specify the id of the " + kind.Member + ".");

    /// <summary>Reads the id and the name of a user or a project. Its other members, such as an e-mail address, are skipped.</summary>
    private static KeyValuePair<string, string> ReadName(JsonReader reader)
    {
        var (id, text) = (string.Empty, string.Empty);
        reader.ReadMembers((r, name) =>
        {
            if (name == "id")
                id = r.Text() ?? string.Empty;
            else if (name == "name")
                text = r.Text() ?? string.Empty;
        });
        return new KeyValuePair<string, string>(id, text);
    }
}
