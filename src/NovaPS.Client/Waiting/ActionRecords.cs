using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Compute;
using NovaPS.Client.Errors;

namespace NovaPS.Client.Waiting;

/// <summary>What the records of actions tell about servers that are waited for, besides the verdict.</summary>
internal static class ActionRecords
{
    /// <summary>At the end of the time so many of those that are left are told about.</summary>
    private const int MaxTold = 10;

    /// <summary>Events are shown to ordinary users from here on.</summary>
    private static readonly Microversion WithEvents = new(2, 51);

    /// <summary>Finds out which action a request id stands for.</summary>
    /// <returns>null: it is known now; else why not.</returns>
    public static async Task<NovaException?> IdentifyAsync(ComputeClient client, WaitItem item, IClientLog log, CancellationToken cancellation)
    {
        try
        {
            var record = await ServerApi.GetActionAsync(client, item.ServerId, item.Action!.RequestId!, log, cancellation).ConfigureAwait(false);
            record.ServerName = item.ServerName;
            item.Action = record;
            return null;
        }
        catch (NovaException e) when (e.ErrorId == NovaErrorId.NovaServerNotFound)
        {
            e.ServerId = item.ServerId;
            return e.About("server " + item.Describe(), "has no action with the request id " + item.Action!.RequestId);
        }
    }

    /// <summary>Who deleted a server: its records can still be read from microversion 2.21 on. null: not known.</summary>
    public static async Task<NovaServerAction?> FindDeletionAsync(ComputeClient client, string id, IClientLog log, CancellationToken cancellation)
    {
        try
        {
            var page = await ServerApi.ListActionsAsync(client, id, string.Empty, log, cancellation).ConfigureAwait(false);
            return page.Rows.Find(a => a.Action is "delete" or "forceDelete");
        }
        catch (NovaException e) when (!e.ErrorId.IsConnectionFatal())
        {
            return null;
        }
    }

    /// <summary>Notes what actions that still run wait for: a host that has not begun, or a part that is not through.</summary>
    public static Task NoteAsync(ComputeClient client, IEnumerable<WaitItem> items, IClientLog log, CancellationToken cancellation)
    {
        if (!Microversion.TryParse(client.Versions.Current, out var version) || version.CompareTo(WithEvents) < 0)
            return Task.CompletedTask;
        return Task.WhenAll(items.Where(i => i.Action is { RequestId.Length: > 0 }).Take(MaxTold).Select(async item =>
        {
            try
            {
                var record = await ServerApi.GetActionAsync(client, item.ServerId, item.Action!.RequestId!, log, cancellation).ConfigureAwait(false);
                var part = record.Events.LastOrDefault(e => e.Result is null);
                item.WaitsFor = record.Events.Count == 0 ? "no host has begun the " + record.Action + " yet"
                    : part is null ? null
                    : part.Event + " runs" + (part.HostName is null ? string.Empty : " on " + part.HostName)
                        + (part.StartTime is { } time ? " since " + time.ToString("u", CultureInfo.InvariantCulture) : string.Empty);
            }
            catch (NovaException e)
            {
                log.Verbose("The record of " + item.Action + " cannot be read: " + e.Message);
            }
        }));
    }
}
