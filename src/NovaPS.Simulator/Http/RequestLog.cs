using System.Collections.Generic;

namespace NovaPS.Simulator.Http;

/// <summary>The requests that were received, in their order. The oldest ones go when it holds more than <see cref="MaxSize"/>.</summary>
internal sealed class RequestLog
{
    /// <summary>In bytes: some 100,000 requests of NovaPS.</summary>
    public const long MaxSize = 128 * 1024 * 1024;

    private readonly Queue<NovaSimulatorRequest> _requests = new();
    private long _size;

    public void Add(NovaSimulatorRequest request)
    {
        lock (_requests)
        {
            _requests.Enqueue(request);
            for (_size += request.Size; _size > MaxSize; _size -= _requests.Dequeue().Size)
            {
            }
        }
    }

    public NovaSimulatorRequest[] ToArray()
    {
        lock (_requests)
            return _requests.ToArray();
    }

    public void Clear()
    {
        lock (_requests)
        {
            _requests.Clear();
            _size = 0;
        }
    }
}
