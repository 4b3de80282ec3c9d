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
        if (read.Count == 0)
            return [];
        var clock = client.CloudTime;
        var uncovered = read.Where(t => Next(t, clock) is null).ToList();
        return [.. read.Where(IsInOtherProject).Union(uncovered.Count <= MaxSingleReads ? uncovered : [])];
    }

    /// <summary>Returns the time at which the next list must start; null to list the whole project.</summary>
    /// <param name="read">The operations, of which only those whose server is to be listed count.</param>
    /// <param name="isListed">Whether a server is to be listed.</param>
    public DateTimeOffset? Start(IReadOnlyList<TrackedOperation> read, Func<TrackedOperation, bool> isListed)
    {
        var (number, clock, oldest) = (_reads++, client.CloudTime, DateTimeOffset.MaxValue);
        var isFull = number % FullRefreshEvery == 0;
        foreach (var tracked in read)
        {
            if (!isListed(tracked))
                continue;
            // At least one server is not covered by any list yet.
            if ((isFull ? Oldest(tracked, clock) : Next(tracked, clock)) is not { } since)
                return null;
            if (since < oldest)
                oldest = since;
        }

        return isFull && number > 0 && oldest > DateTimeOffset.MinValue + FullRefreshMargin ? oldest - FullRefreshMargin : oldest;
    }

    /// <summary>Reads one list.</summary>
    /// <param name="since">From <see cref="Start"/>.</param>
    /// <param name="count">The number of servers that are polled.</param>
    /// <param name="isWanted">Whether a row is kept, by its id.</param>
    /// <param name="io">Creates the observations.</param>
    /// <param name="cancellation">Cancels the requests.</param>
    /// <exception cref="NovaException">The error ends all work of the connection.</exception>
    public async Task<ServerChanges> ReadAsync(DateTimeOffset? since, int count, Func<string, bool> isWanted, OperationIo io,
        CancellationToken cancellation)
    {
        var sent = client.Clock.Elapsed;
        var rows = new Dictionary<string, ServerSeen>(StringComparer.OrdinalIgnoreCase);
        Observation? failure = null;
        try
        {
            await ServerLister.ReadAsync(client, new ServerFilter { ChangedSince = since }, servers =>
            {
                foreach (var server in servers)
                {
                    if (isWanted(server.Id))
                        rows[server.Id] = io.Seen(server);
                }

                return Task.CompletedTask;
            }, log, cancellation).ConfigureAwait(false);
        }
        catch (NovaException e) when (e.ErrorId.IsTransient())
        {
            log.Verbose("Polling " + count + " servers failed and will be retried: " + e.Message);
            failure = new TransientFailure(client.Clock.Elapsed, e);
        }
        catch (NovaException e) when (!e.ErrorId.IsConnectionFatal())
        {
            failure = new Refused(client.Clock.Elapsed, e);
        }

        return new ServerChanges(sent, client.Clock.Elapsed, rows, failure);
    }

    /// <summary>An administrator may act on servers of other projects, but the list has only those of the token's project.</summary>
    public bool IsInOtherProject(TrackedOperation tracked) =>
        client.Connection?.ProjectId is { } project && tracked.Last?.ProjectId is { } owner && owner != project;

    private static DateTimeOffset? Next(TrackedOperation tracked, CloudClock clock) => tracked.ChangesSince
        ?? (tracked.RowSent is { } sent ? At(sent, clock) : null) ?? Oldest(tracked, clock);

    /// <summary>Changes before the action, or before the server was first read, are not needed.</summary>
    private static DateTimeOffset? Oldest(TrackedOperation tracked, CloudClock clock)
    {
        if (tracked.State.StartedBy(clock)?.Earliest is { } started)
            return Before(Math.Min(started, tracked.State.Row?.Updated?.UtcTicks ?? started));
        return tracked.RowSent is { } sent ? Before(clock.NotBefore(sent) ?? clock.At(sent)?.Earliest) : null;
    }

    /// <summary>When a list must start to include all changes after a request was sent.</summary>
    public static DateTimeOffset? At(TimeSpan sent, CloudClock clock) => Before(clock.At(sent)?.Earliest ?? clock.NotBefore(sent));

    private static DateTimeOffset? Before(long? ticks) =>
        ticks is { } t ? new DateTimeOffset(Math.Min(Math.Max(t - Overlap.Ticks, 0), DateTimeOffset.MaxValue.Ticks), TimeSpan.Zero) : null;
}
