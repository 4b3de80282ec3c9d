using System;
using System.Collections.Generic;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using NovaPS.Simulator.Http;

namespace NovaPS.Simulator.Nova;

/// <summary>POST /servers/{id}/action: start, stop, lock, unlock and the console.</summary>
internal sealed class ServerActionsApi
{
    private readonly Compute _compute;
    private readonly Dictionary<string, Func<NovaContext, string, JToken, HttpResponse>> _actions;

    public ServerActionsApi(Compute compute, TimeSpan startDelay, TimeSpan stopDelay)
    {
        _compute = compute;
        var start = new PowerAction("start", "powering-on", "active", startDelay, "stopped");
        var stop = new PowerAction("stop", "powering-off", "stopped", stopDelay, "active", "error");
        _actions = new Dictionary<string, Func<NovaContext, string, JToken, HttpResponse>>(StringComparer.Ordinal)
        {
            ["os-start"] = (context, id, _) => Power(context, id, start),
            ["os-stop"] = (context, id, _) => Power(context, id, stop),
            ["lock"] = Lock,
            ["unlock"] = Unlock,
            ["os-getConsoleOutput"] = new ConsoleOutputApi(compute).Show,
        };
    }

    /// <summary>The action that a body names, null if it is not exactly one.</summary>
    public static string? ActionName(string body) => Parse(body)?.Name;

    /// <summary>Finds the action before anything else is looked at: Nova refuses an unknown one before a wrong project.</summary>
    public Func<string, HttpResponse> Choose(NovaContext context)
    {
        // Nova sees no length on a chunked body and takes it for empty.
        var member = context.Request.IsChunked ? null : Parse(context.Request.WireBody);
        if (member is null)
            throw ApiFault.BadRequest("Malformed request body");
        if (!_actions.TryGetValue(member.Name, out var action))
            throw ApiFault.BadRequest($"There is no such action: {member.Name}");
        return id => action(context, id, member.Value);
    }

    private static JProperty? Parse(string body)
    {
        try
        {
            // Dates stay text, and what stands behind the object is an error.
            return JToken.Parse(body) is JObject { Count: 1 } action ? action.First as JProperty : null;
        }
        catch (JsonReaderException)
        {
            return null;
        }
    }

    private HttpResponse Power(NovaContext context, string id, PowerAction power)
    {
        if (_compute.Find(id) is null)
            throw ApiFault.NotInAnyCell(id);
        ServersApi.Get(_compute, context, id);
        context.DemandMember("servers:" + power.Name);
        _compute.Change(id, server =>
        {
            if (server.Locked && !context.IsAdmin)
                throw ApiFault.Locked(id);
            power.Require(server);
            return power.Begin(server, context, _compute.Now);
        });
        return NovaResponses.Success(context, 202, []);
    }

    private HttpResponse Lock(NovaContext context, string id, JToken arguments)
    {
        ServersApi.Get(_compute, context, id);
        context.DemandMember("os-lock-server:lock");
        var reason = context.Version.AtLeast(73) && arguments is JObject given ? (string?)given["locked_reason"] : null;
        _compute.Change(id, server =>
        {
            // An owner who locks what is locked changes nothing, not even the reason.
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
        context.DemandMember("os-lock-server:unlock");
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
        var record = new InstanceAction(
            action, "api_" + action, context.RequestId, context.Token!.User.Id, context.ProjectId, now);
        return server.WithAction(record.Finished(now, failed: false), now);
    }
}
