using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Compute;

namespace NovaPS.Client.Operations;

/// <summary>Finds what an action in progress is waiting for, for the message of a timeout.</summary>
internal static class ActionNotes
{
    /// <summary>Limits the number of records read at once.</summary>
    private static readonly SemaphoreSlim Slots = new(10);

    /// <summary>The first microversion that shows events to users who are not administrators.</summary>
    private static readonly Microversion WithEvents = new(2, 51);

    /// <summary>Reads the record. If the limit is reached, or there is no response in time, there is no note.</summary>
    public static async Task ReadAsync(ComputeClient client, TrackedOperation tracked, IClientLog log, CancellationToken cancellation)
    {
        if (tracked.State is not { RequestId: { Length: > 0 } requestId, AreRecordsHidden: false } || tracked.WaitsFor is not null
            || !(client.Versions.Current >= WithEvents) || !Slots.Wait(0, CancellationToken.None))
            return;
        try
        {
            var record = await ServerApi.GetActionAsync(client, tracked.ServerId, requestId, log, cancellation).ConfigureAwait(false);
            var part = record.Events.LastOrDefault(e => e.Result is null);
            tracked.WaitsFor = record.Events.Count == 0 ? "no compute host has processed the " + record.Action + " yet"
                : part is null ? null
                : part.Event + " is in progress" + (part.ComputeHost is null ? string.Empty : " on " + part.ComputeHost)
                    + (part.StartTimeUtc is { } time ? " since " + LocalTime.Describe(time) : string.Empty);
        }
        catch (NovaException e)
        {
            log.Verbose("The record of action " + requestId + " could not be read: " + e.Message);
        }
        finally
        {
            Slots.Release();
        }
    }
}
