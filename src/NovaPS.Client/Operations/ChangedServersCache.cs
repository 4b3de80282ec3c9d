using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Compute;
using NovaPS.Client.Errors;

namespace NovaPS.Client.Operations;

/// <summary>
/// Reads many servers with changes-since lists on the cloud's own clock: from the oldest action on, then from the last list on. The
/// project is listed only for many servers without a known action. Source: api-guide "Efficient polling with changes-since"; such a list
/// includes deleted servers.
/// </summary>
internal sealed class ChangedServersCache(ComputeClient client, IClientLog log)
{
    /// <summary>A replica may be behind, and changes saved while the last response was created may be dated before it.</summary>
    private static readonly TimeSpan Overlap = OperationMachine.ReplicaLag;

    /// <summary>Up to this number of servers without a known action, a GET of each is cheaper than a list of the project.</summary>
    private const int MaxSingleReads = 32;

    /// <summary>
    /// After this number of polls, the list starts at the oldest action again, so that neither a replica that is behind by more than the
    /// overlap nor a Date that is ahead can hide a change permanently.
    /// </summary>
    private const int FullRefreshEvery = 12;

    /// <summary>
    /// The full refresh starts this much earlier, because a host whose clock is behind may date the end of an action before its start.
    /// </summary>
    private static readonly TimeSpan FullRefreshMargin = TimeSpan.FromMinutes(5);

    private int _reads;

    /// <summary>Returns the servers that are cheaper to read by a GET each than by a list.</summary>
    public IReadOnlyList<TrackedOperation> TakeSingles(IReadOnlyList<TrackedOperation> read)
    {
        var uncovered = read.Where(t => Next(t) is null).ToList();
        return [.. read.Where(IsInOtherProject).Union(uncovered.Count <= MaxSingleReads ? uncovered : [])];
    }

    /// <summary>Reads one list, and returns one observation for each operation.</summary>
    /// <exception cref="NovaException">The error ends all work of the connection.</exception>
    public async Task<IReadOnlyList<(TrackedOperation Tracked, Observation Seen)>> ReadAsync(
        IReadOnlyList<TrackedOperation> read, OperationIo io, CancellationToken cancellation)
    {
        var sent = client.Clock.Elapsed;
        var wanted = read.ToLookup(t => t.ServerId, StringComparer.OrdinalIgnoreCase);
        var seen = new Dictionary<TrackedOperation, Observation>();
        Observation? failure = null;
        try
        {
            await ServerLister.ReadAsync(client, new ServerFilter { ChangedSince = Since(read) }, server =>
            {
                foreach (var tracked in wanted[server.Id])
                    seen[tracked] = io.Seen(server);
                return Task.CompletedTask;
            }, log, cancellation).ConfigureAwait(false);
            // Not advanced for a server whose row was never read: the next list must start as early for it.
            foreach (var tracked in read.Where(t => t.RowSent is not null || seen.ContainsKey(t)))
                tracked.ChangesSince = At(sent) ?? tracked.ChangesSince;
        }
        catch (NovaException e) when (e.ErrorId.IsTransient())
        {
            log.Verbose("Polling " + read.Count + " servers failed and is retried: " + e.Message);
            failure = new TransientFailure(client.Clock.Elapsed, e);
        }
        catch (NovaException e) when (!e.ErrorId.IsConnectionFatal())
        {
            failure = new Refused(client.Clock.Elapsed, e);
        }

        // The same time for all, so that they are polled together again.
        var ended = client.Clock.Elapsed;
        return [.. read.Select(t =>
            (t, (failure ?? (seen.TryGetValue(t, out var row) ? row : new Unchanged(ended))) with { At = ended, Sent = sent }))];
    }

    /// <summary>An administrator may act on servers of other projects, but the list has only those of the token's project.</summary>
    private bool IsInOtherProject(TrackedOperation tracked) =>
        client.Connection?.ProjectId is { } project && tracked.Last?.ProjectId is { } owner && owner != project;

    private DateTimeOffset? Since(IReadOnlyList<TrackedOperation> read)
    {
        var number = _reads++;
        var isFull = number % FullRefreshEvery == 0;
        var since = read.Select(t => isFull ? Oldest(t) : Next(t)).ToList();
        // At least one server is not covered by any list yet.
        if (since.Contains(null))
            return null;
        var oldest = since.Min();
        return isFull && number > 0 && oldest > DateTimeOffset.MinValue + FullRefreshMargin ? oldest - FullRefreshMargin : oldest;
    }

    private DateTimeOffset? Next(TrackedOperation tracked) => tracked.ChangesSince ?? (tracked.RowSent is { } sent ? At(sent) : null)
        ?? Oldest(tracked);

    /// <summary>Changes before the action, or before the server was first read, are not needed.</summary>
    private DateTimeOffset? Oldest(TrackedOperation tracked)
    {
        if (tracked.State.StartedBy(client.CloudTime)?.Earliest is { } started)
            return Before(Math.Min(started, tracked.State.Row?.Updated?.UtcTicks ?? started));
        return tracked.RowSent is { } sent ? Before(client.CloudTime.NotBefore(sent) ?? client.CloudTime.At(sent)?.Earliest) : null;
    }

    /// <summary>When a list must start to include all changes after a request was sent.</summary>
    private DateTimeOffset? At(TimeSpan sent) => Before(client.CloudTime.At(sent)?.Earliest ?? client.CloudTime.NotBefore(sent));

    private static DateTimeOffset? Before(long? ticks) =>
        ticks is { } t ? new DateTimeOffset(Math.Min(Math.Max(t - Overlap.Ticks, 0), DateTimeOffset.MaxValue.Ticks), TimeSpan.Zero) : null;
}
