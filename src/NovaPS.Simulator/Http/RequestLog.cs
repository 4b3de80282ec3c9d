using System.Collections.Generic;

namespace NovaPS.Simulator.Http;

/// <summary>The recorded requests, in their order. Above <see cref="MaxSize"/>, the oldest ones are removed.</summary>
internal sealed class RequestLog
{
    /// <summary>The limit in bytes, which is about 100,000 requests of NovaPS.</summary>
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
