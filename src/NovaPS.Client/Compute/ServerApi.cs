using System;
using System.Globalization;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Newtonsoft.Json;
using NovaPS.Client.Http;
using NovaPS.Client.Json;
using NovaPS.Client.Operations;

namespace NovaPS.Client.Compute;

/// <summary>The requests of Nova's server API, with one method for each.</summary>
internal static class ServerApi
{
    private const string Output = "output";

    /// <summary>GET /servers/{id}.</summary>
    public static Task<NovaServer> GetAsync(ComputeClient client, string id, IClientLog log, CancellationToken cancellation) =>
        client.GetAsync(ApiPath.Server(id), ResponseLimits.Document, response =>
        {
            NovaServer? server = null;
            JsonReading.ReadBody(response.Body, (r, name) =>
            {
                if (name == "server")
                    server = ReadServer(r, client);
            });
            // A response for another server must not be used for this one.
            return server is null ? throw new JsonReaderException("no server") : server.Id.Equals(id, StringComparison.OrdinalIgnoreCase)
                ? server : throw new JsonReaderException("it is about another server");
        }, log, cancellation);

    /// <summary>GET /servers/detail, one page.</summary>
    /// <param name="client">The connection.</param>
    /// <param name="query">"" or a query with its question mark.</param>
    /// <param name="log">Receives verbose messages and traces.</param>
    /// <param name="cancellation">Cancels the request.</param>
    public static async Task<Page<NovaServer>> ListAsync(ComputeClient client, string query, IClientLog log, CancellationToken cancellation)
    {
        try
        {
            return await ReadPageAsync(client, "/servers/detail" + query, "servers", "servers_links",
                r => ReadServer(r, client), log, cancellation).ConfigureAwait(false);
        }
        catch (NovaException e) when (e.ErrorId == NovaErrorId.NovaServerNotFound)
        {
            // A list has no server id, so a 404 means that the URL is wrong.
            e.ErrorId = NovaErrorId.NovaEndpointNotFound;
            throw;
        }
    }

    /// <summary>
    /// Sends an action, such as POST /servers/{id}/action with {"os-start": null}. The body of the response is not read, because without
    /// Content-Length it may end only with the connection. Source: the contract of "Start server"; api-ref "Servers - run an action".
    /// </summary>
    public static async Task<Accepted> ActAsync(
        ComputeClient client, ServerAction action, string id, ActionArguments? arguments, IClientLog log,
        CancellationToken cancellation)
    {
        var version = action.MinimumVersion(arguments) is { } needed
            ? await client.Versions.RequireAsync(needed, log, cancellation).ConfigureAwait(false)
            : action.Preferred is { } preferred
            ? await client.Versions.PreferAsync(preferred, log, cancellation).ConfigureAwait(false) : null;
        var request = new ApiRequest(new HttpMethod(action.Method), client.At(action.Path(id)))
        {
            Body = action.Body(arguments) is { } text ? Encoding.UTF8.GetBytes(text) : null,
            Expected = action.ExpectedCode,
            Limits = null,
            Microversion = version,
            IsRepeatable = action.IsRepeatable,
        };
        return await client.SendAsync(request, response => new Accepted(response.ReceivedAt, response.RequestId, response.Date)
        {
            Sent = response.SentAt,
            ImageId = action.CreatesImage ? ReadImageId(response) : null,
        }, log, cancellation).ConfigureAwait(false);
    }

    /// <summary>GET /servers/{id}/os-instance-actions, one page, newest first.</summary>
    /// <param name="client">The connection.</param>
    /// <param name="id">The id of the server.</param>
    /// <param name="query">"" or the query of a next page.</param>
    /// <param name="log">Receives verbose messages and traces.</param>
    /// <param name="cancellation">Cancels the request.</param>
    public static Task<Page<NovaServerAction>> ListActionsAsync(
        ComputeClient client, string id, string query, IClientLog log, CancellationToken cancellation) =>
        ReadPageAsync(client, ApiPath.Records(id) + query, "instanceActions", "links",
            r => ReadAction(r, client, id), log, cancellation);

    /// <summary>GET /servers/{id}/os-instance-actions/{request id}. It is available in 2.1 and /v2.</summary>
    public static async Task<NovaServerAction> GetActionAsync(
        ComputeClient client, string id, string requestId, IClientLog log, CancellationToken cancellation)
    {
        try
        {
            return await client.GetAsync(ApiPath.Record(id, requestId), ResponseLimits.Document, response =>
            {
                NovaServerAction? action = null;
                JsonReading.ReadBody(response.Body, (r, name) =>
                {
                    if (name == "instanceAction")
                        action = ReadAction(r, client, id);
                });
                return action is null ? throw new JsonReaderException("no instanceAction") : action.RequestId == requestId ? action
                    : throw new JsonReaderException("it is about another request");
            }, log, cancellation).ConfigureAwait(false);
        }
        catch (NovaException e) when (e.ErrorId == NovaErrorId.NovaServerNotFound)
        {
            e.Recommend("List the server's actions.", new("Get-NovaServerAction"));
            throw;
        }
    }

    /// <summary>
    /// POST /servers/{id}/action with {"os-getConsoleOutput": {"length": 1000}}, which returns the last lines of the console log.
    /// Source: api-ref "Show Console Output (os-getConsoleOutput Action)".
    /// </summary>
    /// <param name="client">The connection.</param>
    /// <param name="id">The id of the server.</param>
    /// <param name="lines">The number of lines; null for the whole log.</param>
    /// <param name="take">Receives the log in parts, which never split a character. May be called on another thread.</param>
    /// <param name="log">Receives verbose messages and traces.</param>
    /// <param name="cancellation">Cancels the request.</param>
    public static Task<bool> ReadConsoleOutputAsync(ComputeClient client, string id, int? lines, Action<string> take, IClientLog log,
        CancellationToken cancellation) =>
        client.SendAsync(new ApiRequest(HttpMethod.Post, client.At(ApiPath.Action(id)))
        {
            Body = Encoding.ASCII.GetBytes("{\"os-getConsoleOutput\": {" + (lines is { } count
                ? "\"length\": " + count.ToString(CultureInfo.InvariantCulture) : string.Empty) + "}}"),
            Limits = ResponseLimits.Document,
        }, response =>
        {
            var hasOutput = false;
            JsonReading.ReadBody(response.Body, (r, name) =>
            {
                if (name != Output)
                    return;
                hasOutput = true;
                if (r.TokenType == JsonToken.String)
                    take((string)r.Value!);
                else if (r.TokenType != JsonToken.Null)
                    throw new JsonReaderException("the output is not text");
            }, Output);
            return hasOutput ? hasOutput : throw new JsonReaderException("no output");
        }, log, cancellation);

    /// <summary>
    /// Returns the id of a new image, from the end of its URL. Up to microversion 2.44, Nova sends it in the Location header, so the body
    /// of the response need not be read. Source: api-ref "Create Image (createImage Action)".
    /// </summary>
    private static string? ReadImageId(ApiResponse response) =>
        response.Header("Location")?.TrimEnd('/').Split('/').Last() is { } id && Guid.TryParse(id, out _) ? id : null;

    /// <summary>Reads one page of a list.</summary>
    /// <param name="client">The connection.</param>
    /// <param name="pathAndQuery">The path and query of the page.</param>
    /// <param name="rows">The member with the rows.</param>
    /// <param name="links">The member with the link to the next page.</param>
    /// <param name="read">Reads a row.</param>
    /// <param name="log">Receives verbose messages and traces.</param>
    /// <param name="cancellation">Cancels the request.</param>
    internal static Task<Page<T>> ReadPageAsync<T>(
        ComputeClient client, string pathAndQuery, string rows, string links, Func<JsonReader, T> read, IClientLog log,
            CancellationToken cancellation) =>
        client.GetAsync(pathAndQuery, ResponseLimits.Page,
            response => PageReader.Read(response, rows, read, links, PageLinks.ReadNext), log, cancellation);

    /// <summary>Reads a server. The cause of a failure can quote a request, so it is redacted.</summary>
    private static NovaServer ReadServer(JsonReader reader, ComputeClient client)
    {
        var server = ServerReader.Read(reader, client.Connection);
        if (server.Fault is { Message: { } message } fault)
            fault.Message = client.Redactor.Redact(message);
        NameFiller.Fill(client, server);
        return server;
    }

    private static NovaServerAction ReadAction(JsonReader reader, ComputeClient client, string serverId)
    {
        var action = ActionReader.Read(reader, client.Connection, serverId);
        if (action.Message is { } message)
            action.Message = client.Redactor.Redact(message);
        foreach (var part in action.Events.Where(e => e.Details is not null))
            part.Details = client.Redactor.Redact(part.Details!);
        NameFiller.Fill(client, action);
        return action;
    }
}
