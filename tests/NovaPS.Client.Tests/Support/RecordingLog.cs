using System.Collections.Concurrent;

namespace NovaPS.Client.Tests.Support;

internal sealed class RecordingLog : IClientLog
{
    public ConcurrentQueue<string> Decisions { get; } = new();

    public ConcurrentQueue<string> Traces { get; } = new();

    public bool IsTraced => true;

    public void Verbose(string message) => Decisions.Enqueue(message);

    public void Trace(string message) => Traces.Enqueue(message);
}
