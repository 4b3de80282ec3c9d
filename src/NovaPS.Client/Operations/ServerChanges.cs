using System;
using System.Collections.Generic;

namespace NovaPS.Client.Operations;

/// <summary>The result of one list of changed servers.</summary>
/// <param name="Sent">When its first request was sent.</param>
/// <param name="Ended">
/// When it was complete. It is the time of the observation of all servers, so that they are polled together again.
/// </param>
/// <param name="Rows">The changed servers that operations follow, by id.</param>
/// <param name="Failure">The observation of all servers if the list failed; otherwise null.</param>
internal sealed record ServerChanges(
    TimeSpan Sent, TimeSpan Ended, IReadOnlyDictionary<string, ServerSeen> Rows, Observation? Failure)
{
    /// <summary>Returns the observation of a server.</summary>
    public Observation Of(string id) => (Failure ?? (Rows.TryGetValue(id, out var row) ? row : new Unchanged(Ended))) with
    {
        At = Ended,
        Sent = Sent,
    };
}
