using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NovaPS.Client.Errors;
using NovaPS.Client.Identity;
using NovaPS.Client.Waiting;

namespace NovaPS.Client.Operations;

/// <summary>An operation in progress: its value in the state machine, and the data of the driver and the command.</summary>
/// <param name="serverId">The id of the server.</param>
/// <param name="operation">The operation before its first step.</param>
/// <param name="input">The input of the user, which is the target of errors.</param>
internal sealed class TrackedOperation(string serverId, Operation operation, object? input = null)
{
    private string? _name;

    public string ServerId { get; } = serverId;

    public object? Input { get; } = input;

    /// <summary>The connection. The objects that are written refer to it.</summary>
    public NovaConnection? Connection { get; init; }

    public Operation State { get; set; } = operation;

    /// <summary>The next step to execute; null before the first one, and while a step is executed.</summary>
    public Step? Pending { get; set; }

    /// <summary>The name as last read; before that, the name that the caller set.</summary>
    public string? ServerName
    {
        get => Last?.Name ?? _name;
        init => _name = value;
    }

    /// <summary>The server as last read; null if it was never read.</summary>
    public NovaServer? Last => (State.Row ?? State.Prior)?.Server;

    /// <summary>The conditions that must be met besides the status (-For).</summary>
    public IReadOnlyList<WaitCondition> Conditions { get; private set; } = [];

    /// <summary>The current or last check of the conditions; null if the status was never reached.</summary>
    public ConditionCheck? Check { get; set; }

    /// <summary>What the action is waiting for according to its record; null if unknown.</summary>
    public string? WaitsFor { get; set; }

    /// <summary>Whether the driver lists its server at each poll, and observes nothing while the server does not change.</summary>
    public bool IsIdle => IdleFrom is not null;

    /// <summary>The number of lists that were requested before it became idle; null if it is not idle.</summary>
    public int? IdleFrom { get; set; }

    /// <summary>When the driver observes the next Tick; null for never.</summary>
    public TimeSpan? WakeAt { get; set; }

    /// <summary>The earliest time of the next poll, so that a slow cloud is polled less often.</summary>
    public TimeSpan NotBefore { get; set; }

    /// <summary>When the request that returned the first row was sent; null if none was read.</summary>
    public TimeSpan? RowSent { get; set; }

    /// <summary>The cloud's time at which the next changes-since list must start; null if no list has covered the server.</summary>
    public DateTimeOffset? ChangesSince { get; set; }

    /// <summary>Cancels the requests in flight once the operation has its outcome.</summary>
    public CancellationTokenSource Requests { get; } = new();

    /// <summary>Whether the machine has observed that its deadline has passed.</summary>
    public bool HasSeenDeadline { get; set; }

    /// <summary>Sets what the operation waits for besides its goal, and for how long.</summary>
    /// <param name="timeout">The timeout for messages; null for none.</param>
    /// <param name="deadline">The time of the client's clock at which it ends; null for none.</param>
    /// <param name="conditions">The conditions (-For).</param>
    public void SetWait(TimeSpan? timeout, TimeSpan? deadline, IReadOnlyList<WaitCondition> conditions)
    {
        Conditions = conditions;
        State = State with { Timeout = timeout, Deadline = deadline, HasProbes = conditions.Count > 0 };
    }

    /// <summary>The server in a message: 'web1' (id), or the id.</summary>
    public string Describe() => NovaServer.Describe(ServerId, ServerName);

    /// <summary>Describes the goal for messages.</summary>
    public string DescribeGoal() => (State.Goal switch
    {
        OperationGoal.Status => State.Status!.ToUpperInvariant(),
        OperationGoal.Gone => "DELETED",
        OperationGoal.Done when State.Action?.Targets.Count > 0 => NameList.Or(State.Action.Targets),
        OperationGoal.Done when State.Action is { } action => "the end of the " + action.RecordName,
        OperationGoal.Done => "the end of action " + State.RequestId,
        _ => "a state without a task",
    }) + (Conditions.Count == 0 ? string.Empty : " with " + string.Join(" and ", Conditions.Select(c => c.Name)));

    /// <summary>Creates the object that a command writes for the action.</summary>
    public NovaServerAction ToAction()
    {
        // If the next action is not accepted, the one before it is the last one of the cloud.
        var state = State.Sending != SendingState.Accepted && State.Previous is { } previous ? previous : State;
        var started = state.StartedBy(Connection?.Client?.CloudTime ?? CloudClock.Unknown);
        var own = state.IsAlreadySatisfied ? null : Connection?.Client?.Tokens.Current;
        return new(state.Action!.RecordName, ServerId, state.RequestId)
        {
            ServerName = ServerName,
            // The earliest time that is consistent with the response, so that it is never later than that of the record.
            StartTimeUtc = started is { Earliest: var ticks }
                ? new DateTimeOffset(ticks - (ticks % TimeSpan.TicksPerSecond), TimeSpan.Zero) : null,
            LatestStart = started?.Latest,
            AlreadySatisfied = state.IsAlreadySatisfied,
            ImageId = state.ImageId,
            // If it was already in progress, another user may have requested it.
            UserId = own?.UserId,
            User = own?.UserId is null ? null : NameDirectory.Me,
            ProjectId = own?.ProjectId,
            Project = own?.ProjectName,
            Connection = Connection,
        };
    }

    /// <summary>Returns the object that a wait writes: the server as last read; for a deleted server, its last known state.</summary>
    public NovaServer ToServer(DoneStep done)
    {
        var server = done.Row?.Server ?? Last ?? new NovaServer(ServerId, ServerName) { Connection = Connection };
        if (!done.IsGone)
            return server;
        // The last known server may be the object that the user passed, which must not change.
        server = server.Copy();
        (server.Status, server.TaskState) = ("DELETED", null);
        return server;
    }
}
