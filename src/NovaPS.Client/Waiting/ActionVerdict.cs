using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace NovaPS.Client;

/// <summary>
/// What became of an accepted action whose server rests where it should not. Polling the status cannot tell: a start that
/// failed on the host leaves the server SHUTOFF with no task and no fault. The action's record can.
/// </summary>
internal static class ActionVerdict
{
    /// <summary>The error that the action ended in; null: no verdict yet, look again.</summary>
    public static async Task<NovaException?> ReadAsync(
        ComputeClient client, WaitItem item, NovaServer server, ICallObserver observer, CancellationToken cancellation)
    {
        var action = item.Action!;
        try
        {
            if (action.RequestId is { Length: > 0 } requestId)
            {
                var record = await ServerApi.GetActionAsync(client, item.ServerId, requestId, observer, cancellation).ConfigureAwait(false);
                if (record.Message == "Error" || record.Events.Any(e => e.Result == "Error"))
                    return Failed(item, server, record);
                return await FindNewerAsync(client, item, server, observer, cancellation).ConfigureAwait(false);
            }
        }
        catch (NovaException e) when (e.StatusCode is 404 or 403)
        {
            observer.Decided("The cloud shows no record of " + action.Action + " " + item.Describe() + "; judging by its state.");
        }

        // Without a record one look may be an old one, from a replica behind. Two that are equal are not.
        var now = server.Status + "|" + server.VmState + "|" + server.Updated?.Ticks;
        if (item.LastSuspicion != now)
        {
            item.LastSuspicion = now;
            return null;
        }

        return Failed(item, server, null);
    }

    /// <summary>Whether somebody began something else after us that moves the server.</summary>
    private static async Task<NovaException?> FindNewerAsync(
        ComputeClient client, WaitItem item, NovaServer server, ICallObserver observer, CancellationToken cancellation)
    {
        var actions = await ServerApi.ListActionsAsync(client, item.ServerId, observer, cancellation).ConfigureAwait(false);
        var ours = actions.FindIndex(a => a.RequestId == item.Action!.RequestId);
        var newer = ours <= 0 ? null : actions.Take(ours).LastOrDefault(a => ServerActionKind.TargetOf(a.Action) is not null);
        if (newer is null)
            return null;
        return new NovaException(NovaErrorId.NovaServerActionSuperseded,
            "Server " + item.Describe() + " is " + server.Status + ": after our " + item.Action!.Action + " somebody began " + newer.Action
            + (newer.StartTime is { } time ? " at " + time.ToString("u", System.Globalization.CultureInfo.InvariantCulture) : string.Empty)
            + (newer.UserId is null ? string.Empty : " (user " + newer.UserId + ")") + ".")
        {
            RequestId = newer.RequestId,
            ServerId = item.ServerId,
            Server = server,
            VmState = server.VmState,
        };
    }

    private static NovaException Failed(WaitItem item, NovaServer server, NovaServerAction? record)
    {
        var part = record?.Events.LastOrDefault(e => e.Result == "Error");
        return new NovaException(NovaErrorId.NovaServerActionFailed,
            "Server " + item.Describe() + " did not " + item.Action!.Action + ": the cloud accepted it, and it failed"
            + (part is null ? string.Empty : " in " + part.Event)
            + (part?.HostName is null ? " on the host" : " on host " + part.HostName) + ". The server is " + server.Status + ".")
        {
            RequestId = item.Action.RequestId,
            ServerId = item.ServerId,
            Server = server,
            VmState = server.VmState,
            FaultMessage = record?.Message,
        };
    }
}
