using System;
using System.Collections.Generic;
using System.Linq;

namespace NovaPS.Client.Tests.Operations;

/// <summary>
/// Simulates one server of a Nova with its whole history, so that a replica can show past states and a test knows the truth. It has its own
/// table of Nova's actions, so that it does not share errors with the state machine.
/// </summary>
internal sealed class ModelNova
{
    private static readonly string[] Stable = ["ACTIVE", "SHUTOFF", "PAUSED", "SUSPENDED"];

    /// <summary>Name, origins, tasks (status/task; "=" keeps the status), target ("=" for the origin), and possible failures.</summary>
    public static readonly Dictionary<string, Kind> Kinds = new Kind[]
    {
        new("start", ["SHUTOFF"], ["=/powering-on"], "ACTIVE", "revert"),
        new("stop", ["ACTIVE", "ERROR"], ["=/powering-off"], "SHUTOFF", "revert"),
        new("reboot", ["ACTIVE"], ["REBOOT/rebooting"], "ACTIVE", "silent error"),
        new("hardReboot", [.. Stable, "ERROR"], ["HARD_REBOOT/rebooting_hard", "HARD_REBOOT/reboot_started_hard"], "ACTIVE", "error"),
        new("pause", ["ACTIVE"], ["=/pausing"], "PAUSED", "revert"),
        new("unpause", ["PAUSED"], ["=/unpausing"], "ACTIVE", "revert"),
        new("suspend", ["ACTIVE"], ["=/suspending"], "SUSPENDED", "error"),
        new("resume", ["SUSPENDED"], ["=/resuming"], "ACTIVE", "revert error"),
        new("shelve", Stable, ["=/shelving", "=/shelving_image_uploading"], "SHELVED", "revert error"),
        new("unshelve", ["SHELVED", "SHELVED_OFFLOADED"], ["=/unshelving", "=/spawning"], "ACTIVE", "revert"),
        new("lock", [], [], "=", ""),
        new("unlock", [], [], "=", ""),
        new("resize", ["ACTIVE", "SHUTOFF"], ["RESIZE/resize_prep", "RESIZE/resize_migrated", "RESIZE/resize_finish"], "VERIFY_RESIZE",
            "revert error"),
        new("confirmResize", ["VERIFY_RESIZE"], ["=/"], "ACTIVE", "error"),
        new("revertResize", ["VERIFY_RESIZE"], ["REVERT_RESIZE/resize_reverting"], "ACTIVE", "error"),
        new("rescue", ["ACTIVE", "SHUTOFF", "ERROR"], ["=/rescuing"], "RESCUE", "error"),
        new("unrescue", ["RESCUE"], ["=/unrescuing"], "ACTIVE", "error"),
        new("rebuild", ["ACTIVE", "SHUTOFF", "ERROR"], ["REBUILD/rebuilding", "REBUILD/rebuild_block_device_mapping"], "ACTIVE", "error"),
        new("createImage", Stable, ["=/image_snapshot_pending", "=/image_snapshot"], "=", "revert"),
        new("delete", [], ["=/deleting"], "DELETED", "error revert"),
        new("forceDelete", [], ["=/deleting"], "DELETED", "error"),
        new("restore", ["SOFT_DELETED"], ["=/restoring"], "ACTIVE", ""),
    }.ToDictionary(k => k.Name);

    private readonly PriorityQueue<Action, (double, int)> _events = new();
    private readonly Random _random;
    private int _order;

    public ModelNova(ModelHistory history)
    {
        History = history;
        _random = new Random(history.Seed ^ 0x5eed);
        var since = history.Past.Select(p => p.Time + 1).DefaultIfEmpty(-20000).Max();
        Rows.Add(new Row(since, history.Before ?? history.InitialStatus, null, history.IsInitiallyLocked, since));
        if (history.Before is not null)
        {
            Schedule(-history.BeforeUntil, () =>
            {
                if (!Current.IsGone)
                    Save(history.InitialStatus, null);
            });
        }

        foreach (var past in history.Past)
            Records.Add(new Record("req-past" + Records.Count, past.Action, past.User, past.Time,
                true) { Changes = { new(past.Time, past.Failed, [new(EventOf(past.Action), past.Failed ? "Error" : "Success")]) },
                End = past.Time + 1, Failed = past.Failed });
        foreach (var other in history.Others)
            Schedule(other.Time, () => Act(other));
    }

    public ModelHistory History { get; }

    public double Now { get; private set; } = -10000;

    /// <summary>Every state that the server has been in, oldest first.</summary>
    public List<Row> Rows { get; } = [];

    public List<Record> Records { get; } = [];

    /// <summary>The actions that the operation's requests started.</summary>
    public IEnumerable<Record> Ours => Records.Where(r => r.IsOurs);

    public Row Current => Rows[^1];

    public double LastChange =>
        Math.Max(Rows[^1].Time, Records.SelectMany(r => r.Changes).Select(c => c.Time).DefaultIfEmpty(-10000).Max());

    public void AdvanceTo(double time)
    {
        while (_events.TryPeek(out _, out var at) && at.Item1 <= time)
        {
            var next = _events.Dequeue();
            Now = Math.Max(Now, at.Item1);
            next();
        }

        Now = Math.Max(Now, time);
    }

    public void RunAt(double time, Action action) => Schedule(time, action);

    public Row RowAt(double time) => Rows.FindLast(r => r.Time <= time) ?? Rows[0];

    /// <summary>Requests an action. Returns null if it is accepted, otherwise the refusal.</summary>
    public (Record? Record, NovaException? Refusal) Request(string name, string user, bool isOurs)
    {
        var (kind, row) = (Kinds[name], Current);
        if (row.IsGone)
            return (null, Error(NovaErrorId.NovaServerNotFound, 404));
        if (isOurs && row.IsLocked && name is not ("lock" or "unlock" or "createImage") && !History.IsAdmin)
            return (null, Error(NovaErrorId.NovaServerLocked, 409));
        var isBusy = row.Task is not null && name is not ("lock" or "unlock" or "delete" or "forceDelete")
            && !(name == "hardReboot" && row.Task.StartsWith("reboot", StringComparison.Ordinal));
        if (kind.Origins.Length > 0 && !kind.Origins.Contains(row.Base))
            return (null, Error(History.Refuses400 ? NovaErrorId.NovaBadRequest : NovaErrorId.NovaServerInvalidState, 409, e =>
                e.VmState = History.IsStateNamed ? VmState(row.Base) : null));
        // The migration is already being confirmed, although no task shows it.
        if (row.Base == "VERIFY_RESIZE" && name is "confirmResize" or "revertResize"
            && Records.Exists(r => r is { Action: "confirmResize", IsPast: false, End: null }))
            return (null, Error(NovaErrorId.NovaBadRequest, 400));
        if (isBusy)
            return (null, Error(NovaErrorId.NovaServerBusy, 409, e => e.TaskState = History.IsStateNamed ? row.Task : null));
        return (Begin(kind, user, isOurs), null);
    }

    public static string VmState(string status) => status switch { "SHUTOFF" => "stopped", "VERIFY_RESIZE" => "resized", "RESCUE" =>
        "rescued", "SOFT_DELETED" => "soft-delete", _ => status.ToLowerInvariant() };

    private static NovaException Error(NovaErrorId id, int code, Action<NovaException>? more = null)
    {
        var error = new NovaException(id, id.ToString()) { StatusCode = code };
        more?.Invoke(error);
        return error;
    }

    private void Act(ModelHistory.Other other)
    {
        var row = Current;
        if (other.Action == "halt" && row is { Base: "ACTIVE", Task: null, IsGone: false })
            Save("SHUTOFF", null);
        else if (other.Action == "hostError" && row is { Task: null, IsGone: false })
            Save("ERROR", null);
        else if (Kinds.ContainsKey(other.Action))
            Request(other.Action, other.User, false);
    }

    private Record Begin(Kind kind, string user, bool isOurs)
    {
        var origin = Current.Base;
        var record = new Record("req-" + (Records.Count + 1), ModelHistory.RecordName(kind.Name), user, Now,
            false) { IsOurs = isOurs, Kind = kind };
        Records.Add(record);
        if (kind.Name is "lock" or "unlock")
        {
            Save(origin, Current.Task, kind.Name == "lock");
            record.Changes.Add(new(Now, false, [new("api_" + kind.Name, "Success")]));
            record.End = Now;
            return record;
        }

        record.Changes.Add(new(Now, false, []));
        Step(record, kind, origin, 0, []);
        return record;
    }

    /// <summary>Runs one part of an action, with its task and event, and then the next part.</summary>
    private void Step(Record record, Kind kind, string origin, int step, Event[] events)
    {
        var parts = kind.Tasks[step].Split('/');
        // Statuses such as REBOOT are derived from task and state: ERROR/rebooting_hard reads ERROR.
        if (parts[1].Length > 0)
            Save(origin, parts[1], shown: parts[0] == "=" || origin is not "ACTIVE" && parts[0].EndsWith("REBOOT", StringComparison.Ordinal)
                ? origin : parts[0]);
        var task = Current.Task;
        if (History.IsHostDown && record.IsOurs)
            return;
        var isLast = step == kind.Tasks.Length - 1;
        Event[] running = [.. events, new(isLast ? EventOf(kind.Name) : "part_" + step, null)];
        Schedule(Now + Between(0.01, 0.2), () => record.Changes.Add(new(Now, false, running)));
        var duration = History.Duration / kind.Tasks.Length * Between(0.5, 1.5);
        var fails = record.IsOurs ? History.Fails && (isLast || kind.Name == "resize") : _random.Next(5) == 0;
        Schedule(Now + Math.Max(0.25, duration), () =>
        {
            // Another action (a HARD reboot, a deletion) took over.
            if (Current.IsGone || Current.Task != task)
            {
                Finish(record, [.. events, new(running[^1].Name, Current.IsGone ? "Error" : "Success")], Current.IsGone, 0);
                return;
            }

            if (fails && kind.Failure.Length > 0)
                Fail(record, kind, origin, [.. events, new(running[^1].Name, "Error")]);
            else if (!isLast)
                Schedule(Now + (task is null ? 0 : 0.001), () =>
                    Next(record, kind, origin, step, [.. events, new(running[^1].Name, "Success")]));
            else
                Succeed(record, kind, origin, [.. events, new(running[^1].Name, "Success")]);
        });
    }

    private void Next(Record record, Kind kind, string origin, int step, Event[] events)
    {
        record.Changes.Add(new(Now, false, events));
        if (!Current.IsGone)
            Step(record, kind, origin, step + 1, events);
    }

    private void Fail(Record record, Kind kind, string origin, Event[] events)
    {
        var ways = kind.Failure.Split(' ');
        var way = ways[_random.Next(ways.Length)];
        if (way == "silent")
        {
            Save(origin, null);
            Finish(record, [.. events.Take(events.Length - 1), events[^1] with { Result = "Success" }], false, Between(0.01, 0.3));
            return;
        }

        // Nova ends the event first, then clears the task.
        Finish(record, events, true, 0);
        Schedule(Now + Between(0.005, 0.1), () =>
        {
            if (!Current.IsGone)
                Save(way == "error" ? "ERROR" : origin, null);
        });
    }

    private void Succeed(Record record, Kind kind, string origin, Event[] events)
    {
        if (kind.Name == "shelve" && History.Offloads)
        {
            Save("SHELVED", "shelving_offloading");
            Schedule(Now + Between(0.2, 5), () =>
            {
                if (!Current.IsGone)
                    Save("SHELVED_OFFLOADED", null);
                Finish(record, events, false, Between(0.01, 0.3));
            });
            return;
        }

        if (kind.Name is "delete" && !History.SoftDeletes)
            Gone();
        else if (kind.Name is "delete")
            Save("SOFT_DELETED", null);
        else if (kind.Name is "forceDelete")
            Gone();
        else
            Save(kind.Target == "=" || (kind.Name == "rebuild" && origin == "SHUTOFF") ? origin : kind.Target, null);
        Finish(record, events, false, kind.Name.Contains("elete", StringComparison.Ordinal) ? 0 : Between(0.01, 0.3));
        if (record.IsOurs && History.HaltsAfter is { } halt)
            Schedule(Now + halt, () => Act(new ModelHistory.Other(Now, "halt", "guest")));
    }

    private void Finish(Record record, Event[] events, bool failed, double delay)
    {
        record.End = Now;
        record.Failed = failed;
        if (delay == 0)
            record.Changes.Add(new(Now, failed, events));
        else
            Schedule(Now + delay, () => record.Changes.Add(new(Now, failed, events)));
    }

    private void Save(string status, string? task, bool? isLocked = null, string? shown = null) =>
        Rows.Add(new Row(Now, status, task, isLocked ?? Current.IsLocked, Now) { Shown = shown ?? status });

    private void Gone() => Rows.Add(Current with { Time = Now, IsGone = true, Task = null, Updated = Now });

    private void Schedule(double time, Action action) => _events.Enqueue(action, (time, _order++));

    private double Between(double low, double high) => low + (_random.NextDouble() * (high - low));

    private static string EventOf(string name) => name switch
    {
        "hardReboot" => "compute_reboot_instance",
        "resize" => "compute_finish_resize",
        "confirmResize" => "compute_confirm_resize",
        "revertResize" => "compute_finish_revert_resize",
        "createImage" => "compute_snapshot_instance",
        "delete" or "forceDelete" => "compute_terminate_instance",
        _ => "compute_" + name + "_instance",
    };

    internal sealed record Kind(string Name, string[] Origins, string[] Tasks, string Target, string Failure);

    /// <summary>A state of the server. Base is its vm_state as a status; Shown is the status in a row.</summary>
    internal sealed record Row(double Time, string Base, string? Task, bool IsLocked, double Updated)
    {
        public string Shown { get; init; } = Base;

        public bool IsGone { get; init; }

        public override string ToString() => IsGone ? "gone" : Shown + "/" + (Task ?? "-");
    }

    internal sealed record Event(string Name, string? Result);

    internal sealed record Change(double Time, bool IsError, Event[] Events);

    internal sealed class Record(string id, string action, string user, double time, bool isPast)
    {
        public string Id { get; } = id;

        public string Action { get; } = action;

        public string User { get; } = user;

        public double Time { get; } = time;

        public bool IsPast { get; } = isPast;

        public bool IsOurs { get; init; }

        public Kind? Kind { get; init; }

        public List<Change> Changes { get; } = [];

        public double? End { get; set; }

        public bool Failed { get; set; }

        public override string ToString() =>
            FormattableString.Invariant($"{Time:0.00} {Id} {Action} by {User}{(IsOurs ? " (ours)" : "")}{(End is { } e ? FormattableString.Invariant($", {(Failed ? "failed" : "done")} at {e:0.00}") : ", not ended")}");
    }
}
