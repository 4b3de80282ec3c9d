using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Compute;
using NovaPS.Client.Operations;
using NovaPS.Client.Waiting;

namespace NovaPS.Client.Tests.Support;

/// <summary>Runs a driver on a client and collects the outcomes of its operations.</summary>
internal sealed class DriverRun : IDisposable
{
    private readonly List<(string Id, NovaServer? Server, NovaException? Error)> _settled = [];
    private readonly ScriptedNova _nova;
    private readonly WaitCondition[] _conditions;

    public DriverRun(ScriptedNova nova, IClock clock, TimeSpan? interval = null, params WaitCondition[] conditions)
    {
        _nova = nova;
        _conditions = conditions;
        Client = nova.Connect(clock);
        Driver = new OperationDriver(Client, new OperationIo(Client, Log), new PollBackoff(Client.Clock, interval),
            Settle, Log);
        if (clock is TestClock test)
            test.IsBusy = () => Driver.Unobserved > Hanging();
    }

    public ComputeClient Client { get; }

    public OperationDriver Driver { get; }

    public RecordingLog Log { get; } = new();

    /// <summary>The number of requests and probes that never complete. The clock advances nevertheless.</summary>
    public Func<int> Hanging { get; set; } = () => 0;

    public IReadOnlyList<(string Id, NovaServer? Server, NovaException? Error)> Outcomes
    {
        get
        {
            lock (_settled)
                return [.. _settled];
        }
    }

    public void Dispose() => Client.Dispose();

    public void Add(TrackedOperation tracked, double? seconds = 300)
    {
        var timeout = seconds is { } s ? TimeSpan.FromSeconds(s) : default(TimeSpan?);
        tracked.SetWait(timeout, Client.Clock.Elapsed + timeout, _conditions);
        Driver.Add(tracked);
    }

    /// <summary>Adds a wait for a server without an action.</summary>
    public static TrackedOperation Wait(string id) => new(id, Operation.WaitForRest());

    /// <summary>Adds a start that the cloud accepted some seconds ago, in the state in which OperationSender leaves it.</summary>
    public TrackedOperation Start(string id, double secondsAgo = 10)
    {
        var operation = Operation.Follow(ServerAction.Start, "req-1", new DateTimeOffset(_nova.Now).AddSeconds(-secondsAgo));
        var (state, step) = OperationMachine.Next(operation, new Tick(Client.Clock.Elapsed));
        return new TrackedOperation(id, state) { Pending = step };
    }

    /// <summary>Tracks these operations and no others.</summary>
    public async Task RunAsync(double? seconds, params TrackedOperation[] operations)
    {
        foreach (var tracked in operations)
            Add(tracked, seconds);
        Driver.Complete();
        await Driver.RunAsync(CancellationToken.None).WaitAsync(TestWait.Bound);
    }

    private void Settle(TrackedOperation tracked, Step outcome)
    {
        lock (_settled)
            _settled.Add((tracked.ServerId, outcome is DoneStep done ? tracked.ToServer(done) : null, outcome is FailedStep failed
                ? OperationErrors.Of(tracked, failed) : null));
    }
}
