using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Newtonsoft.Json;
using NovaPS.Client.Compute;
using NovaPS.Client.Http;
using NovaPS.Client.Json;

namespace NovaPS.Client.Consoles;

/// <summary>POST /servers/{id}/remote-consoles, which creates a URL for a console.</summary>
/// <remarks>Source: api-ref "Create Console", from microversion 2.6 on; the type webmks from 2.8 on.</remarks>
internal static class ConsoleUrlApi
{
    private static readonly Microversion First = new(2, 6);
    private static readonly Microversion WithMks = new(2, 8);

    /// <summary>The types of consoles and their protocols, in the order in which they are tried.</summary>
    private static readonly IReadOnlyList<KeyValuePair<string, string>> Protocols =
    [
        new("novnc", "vnc"), new("spice-html5", "spice"), new("serial", "serial"), new("webmks", "mks"), new("rdp-html5", "rdp"),
    ];

    /// <summary>A parameter that has the secret, in Nova: "?path=%3Ftoken%3D5a36a77a-..." and "?token=5a36a77a-...".</summary>
    private static readonly Regex Secret = new(@"[\w.-]*(?:token|ticket|secret|key|passw|auth|session)[\w.-]*=([^&;#]+)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    /// <summary>Creates a URL of a console.</summary>
    /// <param name="client">The connection.</param>
    /// <param name="id">The id of the server.</param>
    /// <param name="type">The type; null for the first that the cloud offers.</param>
    /// <param name="log">Receives verbose messages and traces.</param>
    /// <param name="cancellation">Cancels the request.</param>
    /// <exception cref="NovaException">NovaBadRequest: the cloud does not offer the type, or none.</exception>
    public static async Task<NovaServerConsole> CreateAsync(ComputeClient client, string id, string? type, IClientLog log,
        CancellationToken cancellation)
    {
        var tried = Protocols.Where(p => type is null || p.Key == type).ToList();
        for (var i = 0; ; i++)
        {
            try
            {
                return await CreateOneAsync(client, id, tried[i], log, cancellation).ConfigureAwait(false);
            }
            catch (NovaException e) when (e.StatusCode == 400 || (i > 0 && e.ErrorId == NovaErrorId.NovaRequestRefused))
            {
                // Nova: 400 "Unavailable console type novnc." No request shows which types there are. One of them may require a later
                // microversion.
                if (i + 1 < tried.Count)
                    continue;
                e.Remedy = "Ask the cloud's operators which consoles the cloud offers, and specify one with -Type.";
                throw tried.Count == 1 ? e : e.Note("These types were tried: " + string.Join(", ", tried.Select(p => p.Key)) + ".");
            }
        }
    }

    private static async Task<NovaServerConsole> CreateOneAsync(ComputeClient client, string id, KeyValuePair<string, string> type,
        IClientLog log, CancellationToken cancellation)
    {
        var version = await client.Versions.RequireAsync(type.Value == "mks" ? WithMks : First, log, cancellation).ConfigureAwait(false);
        var body = "{\"remote_console\": {\"protocol\": \"" + type.Value + "\", \"type\": \"" + type.Key + "\"}}";
        var request = new ApiRequest(HttpMethod.Post, client.At(ApiPath.Server(id) + "/remote-consoles"))
        {
            Body = Encoding.ASCII.GetBytes(body),
            Microversion = version,
        };
        var url = await client.SendAsync(request, response =>
        {
            string? found = null;
            JsonReading.ReadBody(response.Body, (r, name) =>
            {
                if (name == "remote_console")
                {
                    r.ReadMembers((m, member) =>
                    {
                        if (member == "url")
                            found = m.Text();
                    });
                }
            });
            return found is null ? throw new JsonReaderException("no URL")
                : CanBeOpened(found) ? found : throw new JsonReaderException("the URL is not that of a console");
        }, log, cancellation).ConfigureAwait(false);
        // The cloud can quote the token without the URL. A URL without a known parameter is a secret as a whole.
        foreach (var secret in Secret.Matches(Uri.UnescapeDataString(url)).Cast<Match>().Select(m => m.Groups[1].Value).DefaultIfEmpty(url))
            client.Redactor.AddToken(secret);
        return new NovaServerConsole(id, type.Value, type.Key, url) { Connection = client.Connection };
    }

    /// <summary>Whether a text can be passed to Start-Process, which would also run a program.</summary>
    private static bool CanBeOpened(string url) => url.Length <= ResponseLimits.MaxLink && url.All(c => c is > ' ' and < '\x7f' and not '"')
        && Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" or "ws" or "wss";
}
