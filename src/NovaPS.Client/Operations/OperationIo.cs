using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Compute;
using NovaPS.Client.Errors;
using NovaPS.Client.Waiting;

namespace NovaPS.Client.Operations;

/// <summary>
/// Executes the steps of operations. Each step is one request, or one check of the conditions, and returns one observation.
/// </summary>
/// <param name="client">The connection.</param>
/// <param name="log">Receives verbose messages and traces.</param>
internal sealed class OperationIo(ComputeClient client, IClientLog log)
{
    /// <exception cref="NovaException">The error ends all work of the connection.</exception>
    public async Task<Observation> ExecuteAsync(TrackedOperation tracked, Step step, CancellationToken cancellation)
    {
        var sent = client.Clock.Elapsed;
        try
        {
            var seen = await (step switch
            {
                SendStep => SendAsync(tracked, cancellation),
                ReadRecordStep read => ReadRecordAsync(tracked, read.RequestId, cancellation),
                ReadRecordListStep => ReadRecordListAsync(tracked, cancellation),
                ReadServerStep => ReadServerAsync(tracked, cancellation),
                ProbeStep probe => ProbeAsync(tracked, probe.IsFirst, cancellation),
                _ => throw new InvalidOperationException("There is no request for a " + step.GetType().Name + "."),
            }).ConfigureAwait(false);
            return seen is Accepted ? seen : seen with { Sent = sent };
        }
        catch (NovaException e)
        {
            return Failed(tracked, step, e) with { Sent = e.SentAt ?? sent };
        }
    }

    /// <summary>Makes the transition of an operation, and returns its next step.</summary>
    public Step Advance(TrackedOperation tracked, Observation seen)
    {
        var before = tracked.State;
        (var after, var step) = OperationMachine.Next(before, seen with { Clock = client.CloudTime });
        tracked.State = after;
        if (before.Sending == SendingState.Unknown && after.Sending == SendingState.Accepted)
        {
            client.IssuedRequestIds.Add(tracked.ServerId, after.RequestId);
            log.Verbose("The cloud accepted the request to " + after.Action!.Verb + " server " + tracked.Describe() + " ("
                + (after.RequestId ?? "inferred from its state") + ").");
        }

        if (step is SendStep && after.Action != before.Action)
            log.Verbose("Server " + tracked.Describe() + " is " + (after.Row ?? after.Prior)!.Status + ". Sending " + after.Action!.Key
                + ".");
        return step;
    }

    /// <summary>Creates the observation of a server that was read, and records its time.</summary>
    public ServerSeen Seen(NovaServer server)
    {
        var row = ServerRow.Of(server);
        client.ObserveTime(row.Updated);
        return new ServerSeen(client.Clock.Elapsed, row);
    }

    private Observation Failed(TrackedOperation tracked, Step step, NovaException e)
    {
        var at = client.Clock.Elapsed;
        // While it is unknown whether a request was carried out, every error is one of that request. The next one meets it as well.
        var isFatal = e.ErrorId.IsConnectionFatal() && tracked.State.Sending != SendingState.Unknown;
        if (step is SendStep)
        {
            if (e.LeavesOutcomeUnknown)
                log.Verbose("It is unknown whether the cloud accepted the request to " + tracked.State.Action!.Verb + " server "
                    + tracked.Describe() + ": " + e.Reason + ". Checking.");
            else if (isFatal)
                throw e;
            return e.LeavesOutcomeUnknown ? new Lost(at, e) : new Refused(at, e, e.MayBeAccepted);
        }

        if (step is ReadRecordStep or ReadRecordListStep && e.StatusCode is 403 or 404)
            return new RecordHidden(at, e);
        if (isFatal)
            throw e;
        if (step is ReadServerStep && e.ErrorId == NovaErrorId.NovaServerNotFound)
            return new Gone(at, e);
        if (!e.ErrorId.IsTransient())
            return new Refused(at, e);
        log.Verbose("Polling server " + tracked.Describe() + " failed and will be retried: " + e.Message);
        return new TransientFailure(at, e);
    }

    private async Task<Observation> SendAsync(TrackedOperation tracked, CancellationToken cancellation)
    {
        if (tracked.State.Sends > 0)
            log.Verbose("There is no evidence that the cloud accepted the request to " + tracked.State.Action!.Verb + " server "
                + tracked.Describe() + ". Sending the request again.");
        var accepted = await ServerApi.ActAsync(client, tracked.State.Action!, tracked.ServerId, tracked.State.Arguments, log, cancellation)
            .ConfigureAwait(false);
        client.IssuedRequestIds.Add(tracked.ServerId, accepted.RequestId);
        return accepted;
    }

    private async Task<Observation> ReadServerAsync(TrackedOperation tracked, CancellationToken cancellation) =>
        Seen(await ServerApi.GetAsync(client, tracked.ServerId, log, cancellation).ConfigureAwait(false));

    private async Task<Observation> ReadRecordAsync(TrackedOperation tracked, string requestId, CancellationToken cancellation)
    {
        var record = await ServerApi.GetActionAsync(client, tracked.ServerId, requestId, log, cancellation).ConfigureAwait(false);
        return new RecordSeen(client.Clock.Elapsed, Read(record));
    }

    private async Task<Observation> ReadRecordListAsync(TrackedOperation tracked, CancellationToken cancellation)
    {
        var page = await ServerApi.ListActionsAsync(client, tracked.ServerId, string.Empty, log, cancellation).ConfigureAwait(false);
        var records = page.Rows.Select(Read).ToList();
        return new RecordsSeen(client.Clock.Elapsed, records);
    }

    private ActionRecord Read(NovaServerAction action)
    {
        var record = ActionRecord.Of(action, client.IssuedRequestIds.Contains(action.ServerId, action.RequestId));
        client.ObserveTime(record.StartTime);
        return record;
    }

    private async Task<Observation> ProbeAsync(TrackedOperation tracked, bool isFirst, CancellationToken cancellation)
    {
        if (isFirst || tracked.Check is null)
            tracked.Check = new ConditionCheck(client, tracked.Conditions, log);
        var isMet = await tracked.Check.RunAsync(tracked.Last!, cancellation).ConfigureAwait(false);
        return new Probed(client.Clock.Elapsed, isMet, isMet ? null : tracked.Check.Reason);
    }
}
