using System;
using System.Collections.Generic;
using System.Linq;
using NovaPS.Client.Operations;
using Xunit;

namespace NovaPS.Client.Tests.Operations;

/// <summary>Passes observations to an operation and records what it requests. Times are seconds after its start.</summary>
internal sealed class OperationScript
{
    private static readonly DateTimeOffset Zero = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private double _now;

    public OperationScript(Operation operation, bool hasClock = true)
    {
        Operation = operation;
        Clock = hasClock ? CloudClock.Unknown.WithLogin(Cloud(-30), At(-30), At(-30)) : CloudClock.Unknown;
        See(new Tick(At(0)));
    }

    public Operation Operation { get; private set; }

    public CloudClock Clock { get; set; }

    public Step Step { get; private set; } = null!;

    /// <summary>What the operation requested, in short: send, server, single, record, records, probe, wait, and outcomes.</summary>
    public List<string> Asked { get; } = [];

    public bool IsDone => Step is DoneStep;

    public FailedStep Failed => Assert.IsType<FailedStep>(Step);

    public string? DoneStatus => Assert.IsType<DoneStep>(Step).Row?.Status;

    public static DateTimeOffset Cloud(double seconds) => Zero.AddSeconds(seconds);

    public static TimeSpan At(double seconds) => TimeSpan.FromSeconds(5000 + seconds);

    /// <summary>Parses a row in the form SHUTOFF/powering-on, ACTIVE/- or, if the task is hidden, ACTIVE/?.</summary>
    public static ServerRow Row(string text, double? updated)
    {
        var parts = text.Split('/');
        return new ServerRow(parts[0], parts[1] is "-" or "?" ? null : parts[1], parts[1] != "?", updated is { } u ? Cloud(Math.Floor(u))
            : null);
    }

    public static ActionRecord Record(string action, double start, string events = "", string id = "req-1") =>
        new(id, action, Cloud(Math.Floor(start)))
    {
        Message = events.Contains("Error", StringComparison.Ordinal) ? "Error" : null,
        Events = events == "hidden" ? null : [.. events.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(e => e.Split(':'))
            .Select(e => new ActionRecordEvent(e[0], e.ElementAtOrDefault(1)))],
        UserId = "me",
    };

    public static NovaException Error(NovaErrorId id, int? status = null) => new(id, id.ToString()) { StatusCode = status };

    public OperationScript Accept(double at = 0.05, string? id = "req-1", DateTimeOffset? date = null) =>
        See(new Accepted(At(at), id, date) { Sent = At(0) });

    public OperationScript Lose(double at = 0.05) =>
        See(new Lost(At(at), Error(NovaErrorId.NovaServiceUnavailable, 504)) { Sent = At(Operation.Sends == 0 ? 0 : at) });

    public OperationScript Refuse(double at, NovaErrorId id = NovaErrorId.NovaServerInvalidState, string? vmState = null,
        string? task = null)
    {
        var error = Error(id, 409);
        (error.VmState, error.TaskState) = (vmState, task);
        return See(new Refused(At(at), error) { Sent = At(at - 0.05) });
    }

    public OperationScript See(double at, string row, double? updated = -100) =>
        See(new ServerSeen(At(at), Row(row, updated)) { Sent = At(at) });

    public OperationScript See(double at, ActionRecord record) => See(new RecordSeen(At(at), record) { Sent = At(at) });

    public OperationScript List(double at, params ActionRecord[] records) => See(new RecordsSeen(At(at), records) { Sent = At(at) });

    public OperationScript Hide(double at, int status = 403) =>
        See(new RecordHidden(At(at), Error(status == 403 ? NovaErrorId.NovaForbidden : NovaErrorId.NovaServerNotFound,
            status)) { Sent = At(at) });

    public OperationScript Lack(double at) => See(new Gone(At(at), Error(NovaErrorId.NovaServerNotFound, 404)) { Sent = At(at) });

    public OperationScript Tick(double at) => See(new Tick(At(at)));

    /// <summary>Passes one observation. A wait that precedes it has ended by then.</summary>
    public OperationScript See(Observation seen)
    {
        if (Step is WaitStep && seen is not NovaPS.Client.Operations.Tick)
            See(new Tick(seen.Sent));
        Assert.False(Step?.IsOutcome == true, "The operation has ended: " + Step);
        Clock = seen switch
        {
            ServerSeen s => Clock.WithSeen(s.Row.Updated, seen.At),
            RecordSeen r => Clock.WithSeen(r.Record.StartTime, seen.At),
            RecordsSeen r => r.Records.Aggregate(Clock, (c, x) => c.WithSeen(x.StartTime, seen.At)),
            Accepted { Date: { } date } => Clock.WithDate(date, seen.Sent, seen.At),
            _ => Clock,
        };
        _now = Math.Max(_now, seen.At.TotalSeconds - 5000);
        (Operation, Step) = OperationMachine.Next(Operation, seen with { Clock = Clock });
        Asked.Add(Step switch
        {
            SendStep => "send",
            ReadServerStep s => s.IsSingle ? "single" : "server",
            ReadRecordStep => "record",
            ReadRecordListStep => "records",
            ProbeStep => "probe",
            WaitStep => "wait",
            DoneStep => "done",
            FailedStep f => f.ErrorId + (f.IsOutcomeUnknown ? "?" : string.Empty),
            _ => "stopped",
        });
        return this;
    }

    /// <summary>The requests, without waits.</summary>
    public string Requests => string.Join(" ", Asked.Where(a => a is "send" or "server" or "single" or "record" or "records"));
}
