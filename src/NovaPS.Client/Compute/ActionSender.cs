using System;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Errors;

namespace NovaPS.Client.Compute;

/// <summary>
/// Begins an action so that it happens once. An answer that does not come says nothing: the cloud may have begun it all the same.
/// So NovaPS looks before it repeats anything, and Nova itself refuses a second start of a server that is being started.
/// </summary>
/// <param name="client">Where.</param>
/// <param name="kind">What.</param>
/// <param name="id">The server's id.</param>
/// <param name="name">Its name; null when only the id is known.</param>
/// <param name="log">Hears of it.</param>
internal sealed class ActionSender(ComputeClient client, ServerActionKind kind, string id, string? name, IClientLog log)
{
    /// <summary>So many looks may fail before nothing can be found out.</summary>
    private const int MaxFailures = 2;

    /// <summary>The pause between looks: Nova saves the record before it answers, but a replica may lag. Tests inside the engine, which cannot inject a clock, set a shorter one.</summary>
    internal static TimeSpan Pause { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Sends it, and finds out what became of it where the answer does not tell.</summary>
    /// <exception cref="NovaException">The cloud refused, or did not answer and did not do it.</exception>
    public async Task<NovaServerAction> SendAsync(CancellationToken cancellation)
    {
        var began = client.Clock.Elapsed;
        NovaException lost;
        try
        {
            return Known(await ServerApi.ActAsync(client, kind, id, name, log, cancellation).ConfigureAwait(false));
        }
        catch (NovaException e) when (e.IsOutcomeUnknown)
        {
            lost = e;
        }
        catch (NovaException e) when (e.Attempts > 1 && e.StatusCode is 400 or 409)
        {
            // It was sent again after a refusal for load, by somebody who may have passed it on all the same.
            if (await LookAsync(began, e, cancellation).ConfigureAwait(false) is { } earlier)
                return earlier;
            throw;
        }

        var sent = lost.SentAt ?? client.Clock.Elapsed;
        log.Verbose(lost.Message + " Whether the cloud began the " + kind.Name + " of server " + Describe() + " is not known: looking.");
        if (await LookAsync(sent, lost, cancellation).ConfigureAwait(false) is { } begun)
            return begun;
        log.Verbose("The cloud did not begin the " + kind.Name + " of server " + Describe() + ": sending it once more.");
        try
        {
            return Known(await ServerApi.ActAsync(client, kind, id, name, log, cancellation).ConfigureAwait(false));
        }
        catch (NovaException e) when (e.IsOutcomeUnknown || e.StatusCode is 409 or 400)
        {
            // A refusal for the state (some providers answer 400) may mean that the first was only late.
            if (await LookAsync(sent, e, cancellation).ConfigureAwait(false) is { } late)
                return late;
            if (!e.IsOutcomeUnknown)
                throw;
            var attempts = lost.Attempts + e.Attempts;
            e.Attempts = attempts;
            e.Note("It was sent " + (attempts == 2 ? "twice" : attempts.ToString(CultureInfo.InvariantCulture) + " times") + ", and the cloud shows no " + kind.Name + " of it.");
            throw;
        }
    }

    /// <summary>The same, where a server that is there already, or on its way, is a success.</summary>
    public async Task<NovaServerAction> SendUnlessThereAsync(CancellationToken cancellation)
    {
        try
        {
            return await SendAsync(cancellation).ConfigureAwait(false);
        }
        catch (NovaException e) when (e.ErrorId is NovaErrorId.NovaServerInvalidState or NovaErrorId.NovaServerBusy or NovaErrorId.NovaServerLocked or NovaErrorId.NovaBadRequest)
        {
            // Some providers answer 400 for a busy server; a locked one may be where it is wanted.
            var server = await ServerApi.GetAsync(client, id, log, cancellation).ConfigureAwait(false);
            if (!kind.IsBegunOn(server))
                throw;
            log.Verbose("Server " + Describe() + " is " + (server.TaskState is null ? server.Status + " already" : "on its way already (" + server.TaskState + ")") + ".");
            var action = (server.TaskState is null ? null : await FindRunningAsync(cancellation).ConfigureAwait(false)) ?? new NovaServerAction(kind.Name, id);
            action.ServerName = server.Name;
            action.AlreadySatisfied = true;
            action.Connection = client.Connection;
            return action;
        }
    }

    private NovaServerAction Known(NovaServerAction action)
    {
        client.KnownActions.Add(action.RequestId);
        return action;
    }

    private string Describe() => NovaServer.Describe(id, name);

    /// <summary>Our action, where the cloud has begun it; null: it has not.</summary>
    /// <exception cref="NovaException">The one given: nothing could be found out.</exception>
    private async Task<NovaServerAction?> LookAsync(TimeSpan sent, NovaException lost, CancellationToken cancellation)
    {
        for (int absences = 0, failures = 0; ;)
        {
            try
            {
                if (await LookOnceAsync(sent, cancellation).ConfigureAwait(false) is { } found)
                {
                    log.Verbose("The cloud did begin the " + kind.Name + " of server " + Describe() + " (" + (found.RequestId ?? "by its state") + ").");
                    return Known(found);
                }

                // Twice not there is not there.
                if (++absences == 2)
                    return null;
            }
            catch (NovaException e) when (!e.ErrorId.IsConnectionFatal() && e.ErrorId != NovaErrorId.NovaServerNotFound)
            {
                log.Verbose("Looking failed: " + e.Message);
                if (++failures == MaxFailures)
                    throw lost.Note("Whether the " + kind.Name + " was begun is not known, since looking failed too.");
            }

            await client.Clock.DelayAsync(Pause, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Our action, where the cloud shows it; null: it does not.</summary>
    private async Task<NovaServerAction?> LookOnceAsync(TimeSpan sent, CancellationToken cancellation)
    {
        Page<NovaServerAction> page;
        try
        {
            page = await ServerApi.ListActionsAsync(client, id, string.Empty, log, cancellation).ConfigureAwait(false);
        }
        catch (NovaException e) when (e.StatusCode is 403 or 404)
        {
            // No records for us: the task tells, while it runs, and the status after it.
            var server = await ServerApi.GetAsync(client, id, log, cancellation).ConfigureAwait(false);
            return kind.IsBegunOn(server) ? new NovaServerAction(kind.Name, id) { ServerName = server.Name, Connection = client.Connection } : null;
        }

        // The earliest that we can have sent it, by the cloud's clock; two seconds for clocks of its hosts that disagree.
        var earliest = (page.Date ?? client.Clock.UtcNow) - (client.Clock.Elapsed - sent) - TimeSpan.FromSeconds(2);
        var user = client.Tokens.Current.UserId;
        var ours = page.Rows.Find(a => a.Action == kind.Name && a.StartTime >= earliest && !client.KnownActions.Contains(a.RequestId) && (user is null || a.UserId is null || a.UserId == user));
        if (ours is not null)
            ours.ServerName = name;
        return ours;
    }

    private async Task<NovaServerAction?> FindRunningAsync(CancellationToken cancellation)
    {
        try
        {
            var page = await ServerApi.ListActionsAsync(client, id, string.Empty, log, cancellation).ConfigureAwait(false);
            return page.Rows.FirstOrDefault(a => a.Action == kind.Name && a.Message is null);
        }
        catch (NovaException e) when (!e.ErrorId.IsConnectionFatal())
        {
            return null;
        }
    }
}
