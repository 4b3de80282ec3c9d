using System;
using System.Collections.Generic;
using System.Globalization;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Newtonsoft.Json;
using NovaPS.Client.Json;
using NovaPS.Client.Operations;

namespace NovaPS.Client.Compute;

/// <summary>The calls of Nova's server API, one method for each.</summary>
internal static class ServerApi
{
    /// <summary>GET /servers/{id}.</summary>
    public static Task<NovaServer> GetAsync(ComputeClient client, string id, IClientLog log, CancellationToken cancellation) =>
        client.SendAsync(HttpMethod.Get, ServerPath(id), null, 200, response =>
        {
            NovaServer? server = null;
            JsonReading.ReadBody(response.Body, (r, name) =>
            {
                if (name == "server")
                    server = ServerReader.Read(r, client.Connection);
                else
                    r.Skip();
            });
            return server ?? throw new JsonReaderException("no server");
        }, log, cancellation);

    /// <summary>GET /servers/detail, one page.</summary>
    /// <param name="client">Whom to ask.</param>
    /// <param name="query">"" or a query with its question mark.</param>
    /// <param name="log">Takes decisions and traces.</param>
    /// <param name="cancellation">Ends it at once.</param>
    public static async Task<Page<NovaServer>> ListAsync(ComputeClient client, string query, IClientLog log, CancellationToken cancellation)
    {
        try
        {
            return await ReadPageAsync(client, "/servers/detail" + query, "servers", "servers_links",
                r => ServerReader.Read(r, client.Connection) ?? throw new JsonReaderException("a server without an id"), log,
                    cancellation).ConfigureAwait(false);
        }
        catch (NovaException e) when (e.ErrorId == NovaErrorId.NovaServerNotFound)
        {
            // A list is about no server: what is not there is the list itself.
            e.ErrorId = NovaErrorId.NovaEndpointNotFound;
            throw;
        }
    }

    /// <summary>
    /// Sends an action, such as POST /servers/{id}/action with {"os-start": null}. The body of the response is left alone: without
    /// Content-Length it may end only with the connection. Source: the contract of "Start server"; api-ref "Servers - run an action".
    /// </summary>
    public static async Task<Accepted> ActAsync(
        ComputeClient client, ServerAction action, string id, IReadOnlyDictionary<string, string>? arguments, IClientLog log,
            CancellationToken cancellation)
    {
        var body = action.Body(arguments) is { } text ? Encoding.UTF8.GetBytes(text) : null;
        var version = action.MinimumVersion(arguments) is { } needed
            ? await client.Versions.RequireAsync(needed, log, cancellation).ConfigureAwait(false) : default(Microversion?);
        return await client.SendAsync(new HttpMethod(action.Method), action.Path(id), body, action.ExpectedCodes[0],
            response => new Accepted(response.ReceivedAt, response.RequestId, UtcTime.Of(response.Date)) { Sent = response.SentAt },
            log, cancellation, version, action.IsRepeatable).ConfigureAwait(false);
    }

    /// <summary>GET /servers/{id}/os-instance-actions, one page: the newest first.</summary>
    /// <param name="client">Whom to ask.</param>
    /// <param name="id">The server's id.</param>
    /// <param name="query">"" or the query of a next page.</param>
    /// <param name="log">Takes decisions and traces.</param>
    /// <param name="cancellation">Ends it at once.</param>
    public static Task<Page<NovaServerAction>> ListActionsAsync(
        ComputeClient client, string id, string query, IClientLog log, CancellationToken cancellation) =>
        ReadPageAsync(client, ServerPath(id) + "/os-instance-actions" + query, "instanceActions", "links", r =>
            ActionReader.Read(r, client.Connection), log, cancellation);

    /// <summary>GET /servers/{id}/os-instance-actions/{request id}: works at 2.1 and on /v2.</summary>
    public static async Task<NovaServerAction> GetActionAsync(
        ComputeClient client, string id, string requestId, IClientLog log, CancellationToken cancellation)
    {
        try
        {
            return await client.SendAsync(HttpMethod.Get, ServerPath(id) + "/os-instance-actions/" + Uri.EscapeDataString(requestId), null,
                200, response =>
            {
                NovaServerAction? action = null;
                JsonReading.ReadBody(response.Body, (r, name) =>
                {
                    if (name == "instanceAction")
                        action = ActionReader.Read(r, client.Connection);
                    else
                        r.Skip();
                });
                return action ?? throw new JsonReaderException("no instanceAction");
            }, log, cancellation).ConfigureAwait(false);
        }
        catch (NovaException e) when (e.ErrorId == NovaErrorId.NovaServerNotFound)
        {
            e.Remedy = "Look at the actions that the server has with Get-NovaServerAction.";
            throw;
        }
    }

    /// <summary>
    /// POST /servers/{id}/action with {"os-getConsoleOutput": {"length": 1000}}: the last lines of the log. It only reads.
    /// Source: api-ref "Show Console Output (os-getConsoleOutput Action)".
    /// </summary>
    public static Task<string> GetConsoleOutputAsync(ComputeClient client, string id, int lines, IClientLog log,
        CancellationToken cancellation) =>
        client.SendAsync(HttpMethod.Post, ServerPath(id) + "/action",
            Encoding.ASCII.GetBytes("{\"os-getConsoleOutput\": {\"length\": " + lines.ToString(CultureInfo.InvariantCulture) + "}}"), 200,
            response =>
        {
            string? output = null;
            JsonReading.ReadBody(response.Body, (r, name) =>
            {
                if (name == "output")
                    output = r.TokenType == JsonToken.Null ? string.Empty : r.Text()
                        ?? throw new JsonReaderException("an output that is no text");
                else
                    r.Skip();
            });
            return output ?? throw new JsonReaderException("no output");
        }, log, cancellation);

    private static string ServerPath(string id) => "/servers/" + Uri.EscapeDataString(id);

    private static Task<Page<T>> ReadPageAsync<T>(
        ComputeClient client, string pathAndQuery, string rows, string links, Func<JsonReader, T> read, IClientLog log,
            CancellationToken cancellation) =>
        client.SendAsync(HttpMethod.Get, pathAndQuery, null, 200, response =>
        {
            Page<T>? page = null;
            string? next = null;
            JsonReading.ReadBody(response.Body, (r, name) =>
            {
                if (name == rows && r.TokenType == JsonToken.StartArray)
                {
                    page = new Page<T> { Date = response.Date };
                    r.ReadElements(e => page.Rows.Add(read(e)));
                }
                else if (name == links)
                {
                    r.ReadElements(e => next = ReadNext(e) ?? next);
                }
                else
                {
                    r.Skip();
                }
            });
            if (page is null)
                throw new JsonReaderException("no " + rows);
            page.Next = next;
            return page;
        }, log, cancellation);

    /// <summary>
    /// The query of a rel=next link. Only the query: behind a proxy the link may name a host that is not ours, where the token must not go.
    /// </summary>
    private static string? ReadNext(JsonReader reader)
    {
        string? rel = null, href = null;
        reader.ReadMembers((r, name) =>
        {
            if (name == "rel")
                rel = r.Text();
            else if (name == "href")
                href = r.Text();
            else
                r.Skip();
        });
        var mark = href?.IndexOf('?') ?? -1;
        return rel == "next" && mark >= 0 ? href!.Substring(mark) : null;
    }
}
