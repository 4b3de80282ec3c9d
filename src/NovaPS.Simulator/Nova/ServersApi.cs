using System;
using System.Collections.Generic;
using System.Linq;
using NovaPS.Simulator.Http;

namespace NovaPS.Simulator.Nova;

/// <summary>GET /servers, /servers/detail and /servers/{id}.</summary>
internal sealed class ServersApi(Compute compute, int pageSize)
{
    public HttpResponse List(NovaContext context, bool isDetail)
    {
        var query = new ServerQuery(context, isDetail ? "servers:detail" : "servers:index");
        var page = query.IsEmpty ? [] : Page(context, query);

        var json = new PythonJson().Object().Name("servers").Array();
        foreach (var server in page)
        {
            if (isDetail)
                ServerView.Full(json, context, server, isSingle: false);
            else
                ServerView.Brief(json, context, server);
        }

        json.EndArray();
        PageQuery.NextLink(json, "servers_links", context, isDetail ? "servers/detail" : "servers", page,
            PageQuery.Limit(context.Query, pageSize), server => server.Id);
        return NovaResponses.Success(context, 200, json.EndObject().ToBytes());
    }

    public HttpResponse Show(NovaContext context, string id)
    {
        var server = Get(compute, context, id);
        var json = new PythonJson().Object().Name("server");
        ServerView.Full(json, context, server, isSingle: true);
        return NovaResponses.Success(context, 200, json.EndObject().ToBytes());
    }

    /// <summary>Returns the deleted server, with the record of the user.</summary>
    public static Instance Removed(Instance server, string requestId, string userId, DateTime now)
    {
        var action = new InstanceAction("delete", requestId, userId, server.ProjectId, now);
        return server.WithPending([]).WithAction(action.WithFinished("compute_terminate_instance", now), now).AsDeleted(now);
    }

    /// <summary>Returns a server that the token can see and that is not deleted.</summary>
    public static Instance Get(Compute compute, NovaContext context, string id)
    {
        if (context.Token?.Project is null)
            throw new ApiFault(403, "Forbidden");
        var server = compute.Find(id);
        return server is not null && !server.Deleted && IsVisible(context, server) ? server : throw ApiFault.NotFound(id);
    }

    public static bool IsVisible(NovaContext context, Instance server) =>
        context.IsAdmin || server.ProjectId == context.ProjectId;

    private List<Instance> Page(NovaContext context, ServerQuery query)
    {
        var limit = PageQuery.Limit(context.Query, pageSize);
        var all = ServerOrder.Sorted(compute.All(), context.Query);
        var start = 0;
        if (context.Query.Last("marker") is { Length: > 0 } marker)
        {
            // The server of the marker need not be in the list: it can be deleted or filtered out.
            start = all.FindIndex(server => server.Id == marker && IsVisible(context, server)) + 1;
            if (start == 0)
                throw ApiFault.BadRequest($"marker [{marker}] not found");
        }

        return all.Skip(start).Where(query.Fits).Take(limit).ToList();
    }
}
