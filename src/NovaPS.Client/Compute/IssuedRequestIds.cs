using System.Collections.Generic;

namespace NovaPS.Client.Compute;

/// <summary>
/// The ids of requests that are known to have caused an action in this session. A record with such an id is not the record of a request
/// whose response was lost. The oldest ids are removed, because their records are excluded by their times.
/// </summary>
internal sealed class IssuedRequestIds
{
    private const int MaxKept = 10000;

    private readonly HashSet<string> _ids = [];
    private readonly Queue<string> _order = new();

    /// <param name="serverId">The server that the action is on: an id that several servers show says nothing of the others.</param>
    /// <param name="requestId">The id of the request; null if the cloud did not name it.</param>
    public void Add(string serverId, string? requestId)
    {
        lock (_ids)
        {
            if (requestId is null || !_ids.Add(Key(serverId, requestId)))
                return;
            _order.Enqueue(Key(serverId, requestId));
            if (_order.Count > MaxKept)
                _ids.Remove(_order.Dequeue());
        }
    }

    /// <summary>Removes all ids.</summary>
    public void Clear()
    {
        lock (_ids)
        {
            _ids.Clear();
            _order.Clear();
        }
    }

    public bool Contains(string serverId, string? requestId)
    {
        lock (_ids)
            return requestId is not null && _ids.Contains(Key(serverId, requestId));
    }

    private static string Key(string serverId, string requestId) => serverId.ToLowerInvariant() + " " + requestId;
}
