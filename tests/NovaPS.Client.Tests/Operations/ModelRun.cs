using System;
using System.Collections.Generic;
using System.Linq;
using NovaPS.Client.Operations;

namespace NovaPS.Client.Tests.Operations;

/// <summary>Runs one operation through one history on a virtual clock, and checks its outcome against the model.</summary>
internal sealed class ModelRun
{
    private const int MaxSteps = 4000;
    private const string Me = "me";

    /// <summary>The monotonic clock does not start at the zero of the history.</summary>
    private const double Zero = 1000;

    private readonly ModelHistory _history;
    private readonly ModelNova _nova;
    private readonly Random _random;
    private readonly List<string> _log = [];
    private readonly bool _isLogged;
    private readonly double _limit;
    private double _now;
    private double _listedAt = double.MinValue;
    private int _sends;
    private ServerAction? _lost;
    private ServerAction? _refused;
    private double? _probesMetAt;
    private CloudClock _clock = CloudClock.Unknown;
    private Operation _op;
    private ModelNova.Record? _followed;

    private ModelRun(ModelHistory history, bool isLogged)
    {
        (_history, _isLogged) = (history, isLogged);
        _nova = new ModelNova(history);
        _random = new Random(history.Seed ^ 0x0dd);
        // A command may have no time limit, but a history must end.
        _limit = history.CancelAt ?? (history.Timeout is null ? 2000 : double.MaxValue);
        if (history.HasLogin)
            _clock = _clock.WithLogin(Time(-30.05), At(-30.1), At(-30));
        _op = Create();
    }

    /// <summary>The action that the operation sends, by its name in the model.</summary>
    private string Kind => ModelTruth.KindOf(_op, _history);

    /// <summary>Why the history shows a fault of the state machine; null if it does not.</summary>
    public static string? FindFault(ModelHistory history) => new ModelRun(history, false).Run();

    /// <summary>A readable log of the history.</summary>
    public static string Describe(ModelHistory history)
    {
        var run = new ModelRun(history, true);
        var fault = run.Run();
        var rows = run._nova.Rows.Skip(1).Select(r => (r.Time, Text: FormattableString.Invariant($"{r.Time,8:0.00}   server {r}")));
        var log = run._log.Select(l => (Time: double.Parse(l[..8], System.Globalization.CultureInfo.InvariantCulture), Text: l));
        return string.Join(Environment.NewLine, new[] { "history: " + history, "fault: " + fault }
            .Concat(run._nova.Records.Select(r => "record: " + r)).Concat(rows.Concat(log).OrderBy(l => l.Time).Select(l => l.Text)));
    }

    /// <summary>Repeatedly replaces the history with the first smaller one that still fails.</summary>
    public static ModelHistory Shrink(ModelHistory history)
    {
        for (var smaller = history; ; history = smaller)
        {
            smaller = history.Simpler().FirstOrDefault(h => FindFault(h) is not null);
            if (smaller is null)
                return history;
        }
    }

    private static TimeSpan At(double time) => TimeSpan.FromSeconds(Zero + time);

    private DateTimeOffset Time(double time) => DateTimeOffset.UnixEpoch.AddSeconds(_history.CloudOffset + time);

    private DateTimeOffset Seconds(double time) => DateTimeOffset.UnixEpoch.AddSeconds(Math.Floor(_history.CloudOffset + time));

    private Operation Create()
    {
        var h = _history;
        var action = h.Action switch
        {
            "hardReboot" => ServerAction.HardReboot,
            "forceDelete" => ServerAction.ForceDelete,
            _ => h.SelectsAction ? ServerAction.ResumeFromAny : ServerAction.ByRecordName[h.Action],
        };
        Operation op;
        switch (h.Goal)
        {
            case "id" or "saved":
                // This session or another user started it, recently or some time ago.
                _now = -_random.NextDouble() * (_random.Next(2) == 0 ? 3 : 100);
                _nova.AdvanceTo(_now);
                _followed = _nova.Request(h.Action, Me, true).Record;
                _nova.AdvanceTo(0);
                // An action that Nova refused has no record.
                var id = _followed?.Id ?? "req-none";
                op = h.Goal == "id" || _followed is null ? Operation.Follow(null, id)
                    : Operation.Follow(action, id, _random.Next(2) == 0 ? Seconds(_now) : null);
                break;
            case "status-only":
                op = Operation.WaitFor(h.Status!);
                break;
            case "gone-only":
                op = Operation.WaitForGone();
                break;
            case "rest-only":
                op = Operation.WaitForRest();
                break;
            default:
                op = Operation.Send(action, h.Goal != "accepted") with
                {
                    IsIdempotent = h.IsIdempotent && action.IsRepeatable,
                    Then = h.Confirms ? ServerAction.ConfirmResize : null,
                };
                if (h.Goal == "status")
                    op = op.Until(h.Status!);
                else if (h.Goal == "gone")
                    op = op.Until("deleted");
                break;
        }

        _nova.AdvanceTo(0);
        _now = 0;
        return op with
        {
            Timeout = h.Timeout is { } t ? TimeSpan.FromSeconds(t) : null,
            UserId = h.IsUserKnown ? Me : null,
            HasProbes = h.HasProbes && op.Goal != OperationGoal.Gone && op.Goal != OperationGoal.Accepted,
            Prior = h.HasPrior && !_nova.Current.IsGone ? ToRow(_nova.RowAt(-_random.NextDouble() * h.RowLag)) : null,
        };
    }

    private string? Run()
    {
        Observation seen = new Tick(At(0));
        for (var steps = 0; steps < MaxSteps; steps++)
        {
            var (op, step) = OperationMachine.Next(_op, seen);
            _op = op;
            if (_isLogged)
                Log(seen, step);
            if (step.IsOutcome)
                return Judge(step);
            seen = Do(step);
        }

        return "it does not end";
    }

    private void Log(Observation seen, Step step)
    {
        var shown = seen switch
        {
            ServerSeen { Row: var row } =>
                FormattableString.Invariant($"row {row.Status}/{(row.IsTaskStateShown ? row.TaskState ?? "-" : "?")}"),
            RecordSeen { Record: var record } => "record " + (record.IsError ? "Error" : record.IsFinished ? "finished"
                : record.Events is null ? "without events" : "running"),
            RecordsSeen { Records: var records } => "records " + string.Join(" ", records.Select(r => r.RequestId)),
            _ => seen.GetType().Name,
        };
        var text = shown + " -> " + step.GetType().Name[..^4] + (step is FailedStep failed
            ? " " + failed.ErrorId + (failed.IsOutcomeUnknown ? " (outcome unknown)" : string.Empty) : string.Empty);
        // Polls without changes are omitted.
        if (!(seen is Tick && !step.IsOutcome) && !(_log.Count > 0 && _log[^1].EndsWith("  " + text, StringComparison.Ordinal)))
            _log.Add(FormattableString.Invariant($"{_now,8:0.00}   {text}"));
    }

    private Observation Do(Step step)
    {
        if (_now >= _limit)
            return new Canceled(At(_now));
        switch (step)
        {
            case WaitStep wait:
                var pause = wait.IsExact ? wait.AtMost!.Value.TotalSeconds
                    : Math.Min(_history.Pace * (0.9 + (_random.NextDouble() * 0.2)), wait.AtMost?.TotalSeconds ?? double.MaxValue);
                _now += Math.Max(pause, 0.0001);
                _nova.AdvanceTo(_now);
                return new Tick(At(_now));
            case SendStep:
                return Send();
            case ProbeStep probe:
                if (probe.IsFirst)
                    _probesMetAt = _now + (_random.NextDouble() * 6);
                _now += _random.NextDouble();
                _nova.AdvanceTo(_now);
                return new Probed(At(_now), _now >= _probesMetAt, "no connection");
            default:
                return Read(step);
        }
    }

    private Observation Send()
    {
        var sent = _now;
        var fate = _sends < _history.Fates.Length ? _history.Fates[_sends] : "ok";
        _sends++;
        _now += Latency();
        var received = sent + ((_now - sent) * _random.NextDouble());
        _nova.AdvanceTo(received);
        (ModelNova.Record? Record, NovaException? Refusal) result = (null, null);
        if (fate is "ok" or "after" or "503after")
            result = _nova.Request(Kind, Me, true);
        else if (fate == "late")
            // A load balancer gave up, but Nova receives the request a little later.
            Late(_now + (_random.NextDouble() * 1.5));
        _nova.AdvanceTo(_now);
        if (fate != "ok")
        {
            _lost = _op.Action;
            var isConnection = fate is "before" or "after";
            return Stamp(new Lost(At(_now), new NovaException(isConnection ? NovaErrorId.NovaConnectionFailed
                : NovaErrorId.NovaServiceUnavailable, "lost") { StatusCode = isConnection ? null : 503 }), sent, fate is "before" or "after"
                ? null : Date());
        }

        if (result.Refusal is { } refusal)
        {
            _refused = _op.Action;
            return Stamp(new Refused(At(_now), refusal), sent, Date());
        }

        var date = Date();
        return Stamp(new Accepted(At(_now), _history.IsRequestIdHidden ? null : result.Record!.Id, date), sent, date);
    }

    private void Late(double time)
    {
        var kind = Kind;
        _nova.RunAt(time, () => _nova.Request(kind, Me, true));
    }

    private Observation Read(Step step)
    {
        var sent = _now;
        var end = _now + Latency();
        // The timeout of the operation ends a request that is in flight.
        if (_op.Sending != SendingState.Unknown && _op.Deadline is { } deadline && deadline < At(end) && deadline > At(_now))
        {
            var (late, outcome) = OperationMachine.Next(_op, new Tick(deadline));
            if (outcome.IsOutcome)
            {
                _now = deadline.TotalSeconds - Zero;
                _nova.AdvanceTo(_now);
                return new Tick(deadline);
            }

            _op = late;
        }

        var served = sent + ((end - sent) * _random.NextDouble());
        _nova.AdvanceTo(served);
        var seen = Serve(step, served, end);
        _now = end;
        _nova.AdvanceTo(_now);
        return Stamp(seen, sent, seen is TransientFailure || !_nova.History.DateOff.HasValue ? null : Date());
    }

    private Observation Serve(Step step, double served, double end)
    {
        if (_random.NextDouble() < _history.Transient)
            return new TransientFailure(At(end), new NovaException(NovaErrorId.NovaServiceUnavailable, "busy"));
        switch (step)
        {
            case ReadServerStep read:
                var row = _nova.RowAt(served - (_random.NextDouble() * _history.RowLag));
                // A list includes servers changed since the previous list, with an overlap for replicas that lag.
                if (!read.IsSingle && _history.IsFleet)
                {
                    var since = _listedAt;
                    _listedAt = served;
                    if (row.Updated < since - OperationMachine.ReplicaLag.TotalSeconds && !row.IsGone)
                        return new Unchanged(At(end));
                }

                return row.IsGone ? new Gone(At(end)) : new ServerSeen(At(end), ToRow(row));
            case ReadRecordStep read:
                var at = served - (_random.NextDouble() * _history.RecordLag);
                var record = _history.AreRecordsHidden ? null : _nova.Records.Find(r => r.Id == read.RequestId && r.Time <= at);
                return record is null ? new RecordHidden(At(end),
                    new NovaException(NovaErrorId.NovaServerNotFound, "no record") { StatusCode = 404 })
                    : new RecordSeen(At(end), ToRecord(record, at, true));
            default:
                var when = served - (_random.NextDouble() * _history.RecordLag);
                return _history.AreRecordsHidden
                    ? new RecordHidden(At(end), new NovaException(NovaErrorId.NovaForbidden, "hidden") { StatusCode = 403 })
                    : new RecordsSeen(At(end), [.. _nova.Records.Where(r => r.Time <= when).OrderByDescending(r => r.Time)
                        .Select(r => ToRecord(r, when, false))]);
        }
    }

    private ServerRow ToRow(ModelNova.Row row) => new(row.Shown, _history.IsTaskHidden ? null : row.Task, !_history.IsTaskHidden,
        _history.IsUpdatedHidden ? null : Seconds(row.Updated))
    {
        Locked = _history.IsStateNamed ? row.IsLocked : null,
    };

    private ActionRecord ToRecord(ModelNova.Record record, double at, bool isSingle)
    {
        var change = record.Changes.FindLast(c => c.Time <= at);
        return new ActionRecord(record.Id, record.Action, Seconds(record.Time))
        {
            UserId = record.User,
            Message = change?.IsError == true ? "Error" : null,
            Events = !isSingle || _history.AreEventsHidden ? null
                : [.. (change?.Events ?? []).Select(e => new ActionRecordEvent(e.Name, e.Result))],
        };
    }

    private DateTimeOffset? Date() => _history.DateOff is not { } off ? null
        : double.IsNaN(off) ? DateTimeOffset.MinValue : Seconds(_now - (_random.NextDouble() * 0.02) + off);

    private Observation Stamp(Observation seen, double sent, DateTimeOffset? date)
    {
        if (date is { } d)
            _clock = _clock.WithDate(d, At(sent), At(_now));
        _clock = seen switch
        {
            ServerSeen s => _clock.WithSeen(s.Row.Updated, seen.At),
            RecordSeen r => _clock.WithSeen(r.Record.StartTime, seen.At),
            RecordsSeen r => r.Records.Aggregate(_clock, (c, record) => c.WithSeen(record.StartTime, seen.At)),
            _ => _clock,
        };
        return seen with { Sent = At(sent), Clock = _clock };
    }

    private double Latency() => _history.Latency * (0.5 + _random.NextDouble());

    private string? Judge(Step step)
    {
        var truth = new ModelTruth(_history, _nova, _op, _now, _followed, isLost: _lost is not null && _lost == _op.Action,
            wasRefused: _refused is not null && _refused == _op.Action);
        return truth.FindFault(step) ?? truth.FindDouble();
    }
}
