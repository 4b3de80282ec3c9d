using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Compute;
using NovaPS.Client.Errors;

namespace NovaPS.Client.Waiting;

/// <summary>
/// What became of an accepted action whose server rests where it should not. Polling the status cannot tell: a start that
/// failed on the host leaves the server SHUTOFF with no task and no fault. The action's record can.
/// </summary>
internal static class ActionVerdict
{
    /// <summary>Actions that leave a server where it is. Source: nova/compute/instance_actions.py.</summary>
    private static readonly HashSet<string> Harmless = new(StringComparer.Ordinal)
    {
        "lock", "unlock", "createImage", "createBackup", "changePassword", "attach_volume", "detach_volume", "swap_volume",
        "attach_interface", "detach_interface", "addFixedIp", "removeFixedIp", "trigger_crash_dump", "extend_volume",
    };

    /// <summary>The error that the action ended in; null: no verdict yet, look again.</summary>
    public static async Task<NovaException?> ReadAsync(
        ComputeClient client, WaitItem item, NovaServer server, IClientLog log, CancellationToken cancellation)
    {
        var action = item.Action!;
        try
        {
            if (action.RequestId is { Length: > 0 })
                return await ReadRecordAsync(client, item, server, log, cancellation).ConfigureAwait(false);
        }
        catch (NovaException e) when (e.StatusCode is 404 or 403 || (!e.ErrorId.IsConnectionFatal() && !e.ErrorId.IsTransient()))
        {
            log.Verbose("The cloud shows no record of " + action.Action + " " + item.Describe() + "; judging by its state.");
        }

        if (WaitGoal.IsStale(item, server))
        {
            item.LastSuspicion = null;
            return null;
        }

        // Without a record one look may be an old one, from a replica behind. Two that are equal are not.
        var now = server.Status + "|" + server.VmState + "|" + server.Updated?.Ticks;
        if (item.LastSuspicion != now)
        {
            item.LastSuspicion = now;
            return null;
        }

        return action.AlreadySatisfied ? NoLonger(item, server) : Failed(item, server, null);
    }

    /// <summary>The list of actions tells in one request whether ours failed, and whether somebody began something after it.</summary>
    private static async Task<NovaException?> ReadRecordAsync(
        ComputeClient client, WaitItem item, NovaServer server, IClientLog log, CancellationToken cancellation)
    {
        var requestId = item.Action!.RequestId!;
        var actions = (await ServerApi.ListActionsAsync(client, item.ServerId, string.Empty, log, cancellation).ConfigureAwait(false)).Rows;
        var ours = actions.FindIndex(a => a.RequestId == requestId);
        var record = ours >= 0 ? actions[ours] : await ServerApi.GetActionAsync(client, item.ServerId, requestId, log, cancellation).ConfigureAwait(false);
        if (record.Message == "Error")
            return Failed(item, server, ours >= 0 ? await WithEventsAsync(client, record, log, cancellation).ConfigureAwait(false) : record);
        var newer = actions.Take(Math.Max(ours, 0)).LastOrDefault(a => !Harmless.Contains(a.Action));
        return newer is null ? null : Superseded(item, server, newer);
    }

    /// <summary>The record with its events, which a list does not show.</summary>
    private static async Task<NovaServerAction> WithEventsAsync(ComputeClient client, NovaServerAction record, IClientLog log, CancellationToken cancellation)
    {
        try
        {
            return await ServerApi.GetActionAsync(client, record.ServerId, record.RequestId!, log, cancellation).ConfigureAwait(false);
        }
        catch (NovaException e) when (!e.ErrorId.IsConnectionFatal())
        {
            return record;
        }
    }

    private static NovaException Superseded(WaitItem item, NovaServer server, NovaServerAction newer) =>
        new(NovaErrorId.NovaServerActionSuperseded,
            "is " + server.Status + ": after our " + item.Action!.Action + " somebody began " + newer.Action
            + (newer.StartTime is { } time ? " at " + time.ToString("u", System.Globalization.CultureInfo.InvariantCulture) : string.Empty)
            + (newer.UserId is null ? string.Empty : " (user " + newer.UserId + ")"))
        {
            Target = "server " + item.Describe(),
            RequestId = newer.RequestId,
            ServerId = item.ServerId,
            Server = server,
            VmState = server.VmState,
        };

    private static NovaException NoLonger(WaitItem item, NovaServer server) => new(NovaErrorId.NovaServerActionSuperseded,
        "was " + ServerActionKind.TargetOf(item.Action!.Action) + " already when the " + item.Action.Action + " was asked for, and is " + server.Status + " now: somebody acted since")
    {
        Target = "server " + item.Describe(),
        ServerId = item.ServerId,
        Server = server,
        VmState = server.VmState,
    };

    private static NovaException Failed(WaitItem item, NovaServer server, NovaServerAction? record)
    {
        var part = record?.Events.LastOrDefault(e => e.Result == "Error");
        return new NovaException(NovaErrorId.NovaServerActionFailed,
            "did not " + item.Action!.Action + ": the cloud accepted it, and it failed"
            + (part is null ? string.Empty : " in " + part.Event)
            + (part?.HostName is null ? " on the host" : " on host " + part.HostName) + (part?.Details is null ? string.Empty : " (" + ErrorMessage.WithoutStop(part.Details) + ")"))
        {
            Target = "server " + item.Describe(),
            RequestId = item.Action.RequestId,
            ServerId = item.ServerId,
            Server = server,
            VmState = server.VmState,
            FaultMessage = record?.Message,
            Notes = ["The server is " + server.Status + "."],
        };
    }
}
