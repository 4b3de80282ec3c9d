using System.Collections.Generic;

namespace NovaPS.Client.Compute;

/// <summary>
/// The request ids of actions that a connection has told of. Where an answer is lost, what is known already is not what was lost,
/// however short a time ago it began. The oldest are forgotten: by their times they are out of the question.
/// </summary>
internal sealed class KnownActions
{
    private const int MaxKept = 10000;

    private readonly HashSet<string> _ids = [];
    private readonly Queue<string> _order = new();

    public void Add(string? requestId)
    {
        lock (_ids)
        {
            if (requestId is null || !_ids.Add(requestId))
                return;
            _order.Enqueue(requestId);
            if (_order.Count > MaxKept)
                _ids.Remove(_order.Dequeue());
        }
    }

    public bool Contains(string? requestId)
    {
        lock (_ids)
            return requestId is not null && _ids.Contains(requestId);
    }
}
