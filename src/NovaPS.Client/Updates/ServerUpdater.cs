using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Compute;
using NovaPS.Client.Http;

namespace NovaPS.Client.Updates;

/// <summary>Changes the properties of a server.</summary>
/// <param name="client">The connection.</param>
/// <param name="update">The wanted properties.</param>
/// <param name="log">Receives verbose messages and traces.</param>
internal sealed class ServerUpdater(ComputeClient client, ServerUpdate update, IClientLog log)
{
    /// <summary>Reads the server, and returns it with the requests that it needs.</summary>
    public async Task<(NovaServer Server, IReadOnlyList<ServerChange> Changes)> PlanAsync(string id, CancellationToken cancellation)
    {
        if (update.Since is { } needed)
            await client.Versions.RequireAsync(needed, log, cancellation).ConfigureAwait(false);
        var server = await ReadAsync(id, cancellation).ConfigureAwait(false);
        return (server, update.Plan(server));
    }

    /// <summary>Changes what differs, and returns the server as it is then.</summary>
    /// <exception cref="NovaException">A change failed; the message lists those before it, which were applied.</exception>
    public async Task<NovaServer> ApplyAsync(string id, CancellationToken cancellation)
    {
        var (server, changes) = await PlanAsync(id, cancellation).ConfigureAwait(false);
        if (changes.Count == 0)
        {
            log.Verbose("Server " + NovaServer.Describe(id, server.Name) + " needs no change.");
            return server;
        }

        for (var i = 0; i < changes.Count; i++)
        {
            try
            {
                await SendAsync(id, changes[i], cancellation).ConfigureAwait(false);
            }
            catch (NovaException e)
            {
                throw Describe(e, server, changes, i);
            }
        }

        try
        {
            return await ReadAsync(id, cancellation).ConfigureAwait(false);
        }
        catch (NovaException e)
        {
            throw e.For("read", "server " + NovaServer.Describe(id, server.Name)).Note("All changes were applied.");
        }
    }

    /// <summary>
    /// Sends a change. If its response was lost, or the entry to remove does not exist, the server shows whether it has the change; if not,
    /// a lost request is sent once more. A refusal of the second request does not show what became of the first one. A 404 can follow a
    /// removal that was carried out, because .NET repeats a DELETE on a kept connection that was closed.
    /// </summary>
    private async Task SendAsync(string id, ServerChange change, CancellationToken cancellation)
    {
        var isUnknown = false;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var request = new ApiRequest(new HttpMethod(change.Method), client.At(change.Path))
                {
                    Body = change.Body,
                    Expected = change.Expected,
                    Limits = null,
                    Microversion = change.Since,
                };
                // A response without a request id can be from a proxy, so it does not prove that the change was carried out.
                await client.SendAsync(request, response => response.RequestId ?? throw new NovaException(NovaErrorId.NovaProtocolError,
                    "the response is not one of Nova"), log, cancellation).ConfigureAwait(false);
                return;
            }
            catch (NovaException e) when (isUnknown || e.LeavesOutcomeUnknown || e.MayBeAccepted || e.StatusCode == 404)
            {
                isUnknown |= e.LeavesOutcomeUnknown || e.MayBeAccepted;
                var isApplied = await IsAppliedAsync(id, change, e, cancellation).ConfigureAwait(false);
                if (isApplied == true)
                    return;
                isUnknown |= isApplied is null;
                if (e.LeavesOutcomeUnknown && attempt == 1)
                    continue;
                e.IsOutcomeUnknown = isUnknown;
                throw;
            }
        }
    }

    /// <exception cref="NovaException">NovaProtocolError: the response does not show a property of the update.</exception>
    private async Task<NovaServer> ReadAsync(string id, CancellationToken cancellation)
    {
        var server = await ServerApi.GetAsync(client, id, log, cancellation).ConfigureAwait(false);
        // An endpoint that ignores microversions is detected with its first response, which does not show tags and descriptions.
        if (update.Since is { } needed)
            await client.Versions.RequireAsync(needed, log, cancellation).ConfigureAwait(false);
        return update.FindHidden(server) is not { } hidden ? server
            : throw new NovaException(NovaErrorId.NovaProtocolError, "the response does not show its " + hidden);
    }

    /// <summary>Returns whether the server has a change; null if it cannot be read.</summary>
    private async Task<bool?> IsAppliedAsync(string id, ServerChange change, NovaException cause, CancellationToken cancellation)
    {
        log.Verbose("Checking whether the " + change.Part + " of server " + id + " was changed: " + cause.Reason + ".");
        try
        {
            return change.IsAppliedTo(await ReadAsync(id, cancellation).ConfigureAwait(false));
        }
        catch (NovaException e)
        {
            log.Verbose("The server could not be read: " + e.Message);
            return e.ErrorId == NovaErrorId.NovaServerNotFound ? false : null;
        }
    }

    private static NovaException Describe(NovaException error, NovaServer server, IReadOnlyList<ServerChange> changes, int failed)
    {
        error.For("change the " + changes[failed].Part + " of", "server " + NovaServer.Describe(server.Id, server.Name))
            .OnServer(server.Id, server.Name, server);
        if (error.ErrorId == NovaErrorId.NovaServerLocked)
            error.NoteLock(server);
        if (error.IsOutcomeUnknown)
        {
            error.Note("It is unknown whether it was changed.");
            error.Recommend("Check the server.", new("Get-NovaServer"));
        }

        if (changes.Count > 1)
            error.Note("Applied: " + List(changes.Take(failed)) + ". Not attempted: " + List(changes.Skip(failed + 1)) + ".");
        return error;
    }

    private static string List(IEnumerable<ServerChange> changes) =>
        changes.Select(c => c.Part).ToList() is { Count: > 0 } parts ? DisplayText.List(parts) : "nothing";
}
