using System;
using System.Collections.Generic;
using System.Linq;
using NovaPS.Simulator.Http;

namespace NovaPS.Simulator.Nova;

/// <summary>GET /servers/{id}/os-instance-actions and /{request_id}: the records of the actions on a server.</summary>
internal sealed class InstanceActionsApi(Compute compute, int pageSize)
{
    private static readonly string[] Parameters = ["limit", "marker", "changes-since", "changes-before"];

    public HttpResponse List(NovaContext context, string id)
    {
        var hasPages = context.Version.AtLeast(58);
        if (hasPages)
            Check(context);
        IReadOnlyList<InstanceAction> actions = Get(context, id).Actions;
        var limit = PageQuery.Limit(context.Query, pageSize);
        if (hasPages)
            actions = Page(context, actions, limit);

        var json = new PythonJson().Object().Name("instanceActions").Array();
        foreach (var action in actions)
        {
            Write(json, context, id, action);
            json.EndObject();
        }

        json.EndArray();
        if (hasPages)
            PageQuery.NextLink(json, "links", context, $"servers/{id}/os-instance-actions", actions, limit, action => action.RequestId);
        return NovaResponses.Success(context, 200, json.EndObject().ToBytes());
    }

    public HttpResponse Show(NovaContext context, string id, string requestId)
    {
        var server = Get(context, id);
        var action = server.Actions.FirstOrDefault(a => a.RequestId == requestId)
            ?? throw new ApiFault(404, $"Action {requestId} not found");
        var json = new PythonJson().Object().Name("instanceAction");
        Write(json, context, id, action);
        if (context.IsAdmin || context.Version.AtLeast(51))
            WriteEvents(json, context, server, action);
        return NovaResponses.Success(context, 200, json.EndObject().EndObject().ToBytes());
    }

    private static void Check(NovaContext context)
    {
        PageQuery.CheckLimit(context.Query);
        foreach (var name in new[] { "changes-since", "changes-before" })
        {
            if (context.Query.Last(name) is { } time)
                ServerQuery.Time(name, time);
        }

        var unknown = context.Query.Names.FirstOrDefault(name => Array.IndexOf(Parameters, name) < 0);
        if (unknown is not null)
            throw ApiFault.BadRequest($"Additional properties are not allowed ('{unknown}' was unexpected)");
    }

    private static List<InstanceAction> Page(NovaContext context, IReadOnlyList<InstanceAction> actions, int limit)
    {
        var query = context.Query;
        var start = 0;
        if (query.Last("marker") is { } marker)
        {
            start = actions.ToList().FindIndex(action => action.RequestId == marker) + 1;

            // Nova does not say which one.
            if (start == 0)
                throw ApiFault.BadRequest("Marker None could not be found.");
        }

        var since = query.Last("changes-since") is { } from ? ServerQuery.Time("changes-since", from) : DateTime.MinValue;
        var before = context.Version.AtLeast(66) && query.Last("changes-before") is { } until
            ? ServerQuery.Time("changes-before", until)
            : DateTime.MaxValue;
        return actions.Skip(start).Where(action => action.UpdatedAt >= since && action.UpdatedAt <= before).Take(limit).ToList();
    }

    /// <summary>Leaves the object open.</summary>
    private static void Write(PythonJson json, NovaContext context, string id, InstanceAction action)
    {
        json.Object().Member("action", action.Action).Member("instance_uuid", id).Member("request_id", action.RequestId)
            .Member("user_id", action.UserId).Member("project_id", action.ProjectId)
            .Member("start_time", Formats.Microseconds(action.StartTime)).Member("message", action.Message);
        if (context.Version.AtLeast(58))
            json.Member("updated_at", Formats.Microseconds(action.UpdatedAt));
    }

    private static void WriteEvents(PythonJson json, NovaContext context, Instance server, InstanceAction action)
    {
        json.Name("events").Array();
        foreach (var part in action.Events)
        {
            var failure = part.Result == "Error" ? "The simulator injected this failure." : null;
            json.Object().Member("event", part.Name).Member("start_time", Formats.Microseconds(part.StartTime))
                .Member("finish_time", Formats.Microseconds(part.FinishTime)).Member("result", part.Result);
            if (context.IsAdmin)
                json.Member("traceback", failure is null ? null : "Traceback (most recent call last):\n" + failure + "\n");
            if (context.IsAdmin && context.Version.AtLeast(62))
                json.Member("host", server.Host);
            if (context.Version.AtLeast(62))
                json.Member("hostId", ServerView.HostId(server));
            if (context.IsAdmin && context.Version.AtLeast(84))
                json.Member("details", failure);
            json.EndObject();
        }

        json.EndArray();
    }

    /// <summary>From microversion 2.21 on, the actions of a deleted server can be read.</summary>
    private Instance Get(NovaContext context, string id)
    {
        var server = compute.Find(id);
        var isThere = server is not null && (!server.Deleted || context.Version.AtLeast(21));
        return isThere && ServersApi.IsVisible(context, server!) ? server! : throw ApiFault.NotFound(id);
    }
}
