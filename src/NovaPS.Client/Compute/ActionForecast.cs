using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace NovaPS.Client.Compute;

/// <summary>
/// What would be sent, and what the cloud would answer, as far as a GET can tell. Whether the user may do it, it cannot: Nova asks
/// that before it looks at the state, and only when it is done. Source: nova/compute/api.py, check_instance_state and check_instance_lock.
/// </summary>
internal static class ActionForecast
{
    public static async Task<string> ReadAsync(
        ComputeClient client, ServerActionKind kind, string id, bool isIdempotent, IClientLog log, CancellationToken cancellation)
    {
        var request = "POST /servers/" + id + "/action {\"" + kind.Key + "\": null}";
        var server = await ServerApi.GetAsync(client, id, log, cancellation).ConfigureAwait(false);
        var state = "it is " + server.Status + (server.TaskState is null ? string.Empty : " (" + server.TaskState + ")")
            + (server.Locked == true ? ", locked" + (server.LockedReason is null ? string.Empty : " (" + server.LockedReason + ")") : string.Empty);
        return request + "; " + state + ": " + Judge(kind, server, isIdempotent) + ".";
    }

    private static string Judge(ServerActionKind kind, NovaServer server, bool isIdempotent)
    {
        if (isIdempotent && kind.IsBegunOn(server))
            return "nothing to do, which -Idempotent takes for a success";
        if (server.Locked == true)
            return "the cloud would refuse (409, locked), unless you are an administrator";
        if (server.TaskState is not null)
            return "the cloud would refuse (409, busy)";
        return kind.StartsFrom.Contains(server.Status, StringComparer.OrdinalIgnoreCase)
            ? "the cloud would accept it, if your role may do that"
            : "the cloud would refuse (409, wrong state)";
    }
}
