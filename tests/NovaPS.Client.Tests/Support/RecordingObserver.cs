using System.Collections.Concurrent;

namespace NovaPS.Client.Tests;

internal sealed class RecordingObserver : ICallObserver
{
    public ConcurrentQueue<string> Decisions { get; } = new();

    public ConcurrentQueue<string> Traces { get; } = new();

    public void Decided(string message) => Decisions.Enqueue(message);

    public void Sent(string message) => Traces.Enqueue(message);
}
