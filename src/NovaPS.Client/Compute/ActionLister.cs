using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace NovaPS.Client.Compute;

/// <summary>Reads all pages of a server's actions.</summary>
internal static class ActionLister
{
    /// <summary>The actions of a server, the newest first.</summary>
    public static async Task<List<NovaServerAction>> ReadAllAsync(ComputeClient client, string id, IClientLog log, CancellationToken cancellation)
    {
        var actions = new List<NovaServerAction>();
        var asked = new HashSet<string>(StringComparer.Ordinal);
        for (string? query = string.Empty; query is not null;)
        {
            if (!asked.Add(query))
                throw new NovaException(NovaErrorId.NovaProtocolError, "The list of actions goes round in a circle: a page names one before it as the next");
            var page = await ServerApi.ListActionsAsync(client, id, query, log, cancellation).ConfigureAwait(false);
            actions.AddRange(page.Actions);
            query = page.Next;
        }

        return actions;
    }
}
