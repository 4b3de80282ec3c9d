using System;
using System.Collections.Generic;
using System.Linq;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using NovaPS.Simulator.Http;
using NovaPS.Simulator.Nova.Actions;

namespace NovaPS.Simulator.Nova;

/// <summary>POST /servers/{id}/action: the actions of the table, lock, unlock and the console.</summary>
internal sealed class ServerActionsApi
{
    private readonly Compute _compute;
    private readonly NovaSimulatorOptions _options;
    private readonly Dictionary<string, Func<NovaContext, string, JToken, HttpResponse>> _others;

    public ServerActionsApi(Compute compute, NovaSimulatorOptions options)
    {
        _compute = compute;
        _options = options;
        _others = new Dictionary<string, Func<NovaContext, string, JToken, HttpResponse>>(StringComparer.Ordinal)
        {
            ["lock"] = Lock,
            ["unlock"] = Unlock,
            ["os-getConsoleOutput"] = new ConsoleOutputApi(compute).Show,
        };
    }

    /// <summary>Returns the action in a body; null if it does not contain exactly one.</summary>
    public static string? ActionName(string body) => Parse(body)?.Name;

    /// <summary>Finds the action first, because Nova refuses an unknown action before a wrong project.</summary>
    public Func<string, HttpResponse> Choose(NovaContext context)
    {
        // A chunked body has no Content-Length, so Nova reads it as empty.
        var member = context.Request.IsChunked ? null : Parse(context.Request.WireBody);
        if (member is null)
            throw ApiFault.BadRequest("Malformed request body");
        if (_others.TryGetValue(member.Name, out var other))
            return id => other(context, id, member.Value);
        var rows = ServerActionTable.Rows.Where(row => row.Key == member.Name).ToList();
        if (rows.Count == 0)
            throw ApiFault.BadRequest($"There is no such action: {member.Name}");
        if (!context.Version.AtLeast(rows[0].Since))
            throw new ApiFault(404, "The resource could not be found.");
        return id =>
        {
            rows[0].Body?.Check(context.Version, member.Name, member.Value);
            return Run(rows, new ActionCall(context, member.Value, _compute, _options), id);
        };
    }

    /// <summary>DELETE /servers/{id}.</summary>
    public HttpResponse Delete(NovaContext context, string id)
    {
        var call = new ActionCall(context, JValue.CreateNull(), _compute, _options);
        return Run(_options.SoftDeletes ? ServerActionTable.SoftDelete : ServerActionTable.Delete, call, id);
    }

    /// <summary>Applies the matching row, or refuses with the message of the first row.</summary>
    private HttpResponse Run(IReadOnlyList<ServerAction> rows, ActionCall call, string id)
    {
        var context = call.Context;
        if (rows[0].LooksUpCell && _compute.Find(id) is null)
            throw ApiFault.NotInAnyCell(id);
        ServersApi.Get(_compute, context, id);
        context.Require(rows[0].Policy, rows[0].IsForAdmins);
        var action = rows[0];
        var server = _compute.Change(id, server =>
        {
            var fitting = rows.Where(row => row.When is null || row.When(call, server)).ToList();
            action = fitting.Find(row => row.StartsFrom(server)) ?? fitting[0];
            action.Require(context, server);
            return action.ChangesNothing(server) ? server : ActionPlan.Begin(action, action.Accept?.Invoke(call, server) ?? server, call);
        });
        if (context.FailsOnHost && action.OnFailure is HostFailure.Refused)
            throw new ApiFault(409, $"Failed to set admin password on {id} because error setting admin password");
        return action.Respond?.Invoke(call, server) ?? NovaResponses.Success(context, action.Status, []);
    }

    private static JProperty? Parse(string body)
    {
        try
        {
            // Dates stay text, and text after the object is an error.
            return JToken.Parse(body) is JObject { Count: 1 } action ? action.First as JProperty : null;
        }
        catch (JsonReaderException)
        {
            return null;
        }
    }

    private HttpResponse Lock(NovaContext context, string id, JToken arguments)
    {
        ServersApi.Get(_compute, context, id);
        context.Require("os-lock-server:lock");
        var reason = context.Version.AtLeast(73) && arguments is JObject given ? (string?)given["locked_reason"] : null;
        _compute.Change(id, server =>
        {
            // If the owner locks a locked server, nothing changes, not even the reason.
            var isOwner = server.ProjectId == context.ProjectId;
            return server.Locked && isOwner
                ? server
                : Recorded(server, context, "lock").WithLock(isOwner ? "owner" : "admin", reason, _compute.Now);
        });
        return NovaResponses.Success(context, 202, []);
    }

    private HttpResponse Unlock(NovaContext context, string id, JToken arguments)
    {
        ServersApi.Get(_compute, context, id);
        context.Require("os-lock-server:unlock");
        _compute.Change(id, server =>
        {
            if (server.LockedBy == "admin" && !context.IsAdmin)
                throw ApiFault.Policy("os-lock-server:unlock:unlock_override");
            return Recorded(server, context, "unlock").WithLock(null, null, _compute.Now);
        });
        return NovaResponses.Success(context, 202, []);
    }

    private Instance Recorded(Instance server, NovaContext context, string action)
    {
        var now = _compute.Now;
        var record = new InstanceAction(action, context.RequestId, context.Token!.User.Id, context.ProjectId, now);
        return server.WithAction(record.WithFinished("api_" + action, now), now);
    }
}
