using System;
using System.Linq;
using NovaPS.Client.Operations;

namespace NovaPS.Client.Tests.Operations;

/// <summary>Checks whether an outcome matches what happened in the model.</summary>
internal sealed class ModelTruth(ModelHistory history, ModelNova nova, Operation op, double now, ModelNova.Record? followed, bool isLost,
    bool wasRefused)
{
    /// <summary>The action that was sent last: a selection or a confirmation can follow another action.</summary>
    private readonly string _action = KindOf(op, history);
    private readonly string[] _targets = TargetsOf(KindOf(op, history));
    private readonly ModelNova.Record[] _ours = [.. nova.Ours.Where(r => r.Kind!.Name == KindOf(op, history))];

    /// <summary>The action of the operation; null if none was started.</summary>
    private ModelNova.Record? Subject => nova.Records.Find(r => r.Id == op.RequestId) ?? followed ?? _ours.LastOrDefault();

    /// <summary>The time from which a row is evidence about the action.</summary>
    private double Since => op.IsAlreadySatisfied || Subject is null || history.Goal.EndsWith("-only", StringComparison.Ordinal)
        ? -history.RowLag : Subject.Time;

    /// <summary>
    /// When an action ended, as visible without its record: at the latest when another action took over.
    /// </summary>
    private double? VisibleEnd(ModelNova.Record action) => action.End <= now ? action.End
        : !IsRecordShown || history.AreEventsHidden ? nova.Records.Where(r => r != action).SelectMany(r => new[] { r.Time, r.End })
            .Where(t => t > action.Time && t <= now).Min()
        : null;

    private bool IsRecordShown => !history.AreRecordsHidden && op.RequestId is not null;

    /// <summary>The action that the operation sends, by its name in the model.</summary>
    public static string KindOf(Operation op, ModelHistory history) =>
        history.SelectsAction || history.Confirms ? op.Action!.RecordName : history.Action;

    public string? FindFault(Step step) => step switch
    {
        DoneStep done => JudgeDone(done),
        FailedStep failed => JudgeFailed(failed),
        _ => null,
    };

    /// <summary>Checks that no action was started twice, unless the second one is harmless and the first could not be observed.</summary>
    public string? FindDouble() => nova.Ours.GroupBy(r => r.Action).Select(FindDouble).FirstOrDefault(fault => fault is not null);

    private string? FindDouble(IGrouping<string, ModelNova.Record> accepted)
    {
        if (accepted.Count() < 2)
            return null;
        if (accepted.Count() > 2)
            return "three were accepted";
        if (!ServerAction.ByRecordName[accepted.Key].IsRepeatable)
            return "two were accepted, and Nova does not refuse the second";
        return !history.AreRecordsHidden && history.HasLogin && history.Transient == 0
            ? "two were accepted, though the records were visible" : null;
    }

    private string? JudgeDone(DoneStep done)
    {
        if (done.Preview is not null)
            return null;
        if (history.Confirms && op.Action != ServerAction.ConfirmResize)
            return "the resize is not confirmed";
        if (op.RequestId is { } id && !op.IsAlreadySatisfied && followed is null && !_ours.Any(r => r.Id == id))
            return "another's action is taken for ours: " + id;
        if (op.Goal == OperationGoal.Accepted)
            return op.IsAlreadySatisfied || op.RequestId is null
                ? Need(_ours.Length > 0 || During(r => IsAtTarget(r) || IsRunning(r)), "nothing was accepted") : null;
        if (!done.IsGone && done.Row is { } row && !During(r =>
            r.Shown == row.Status && (!row.IsTaskStateShown || r.Task == row.TaskState)))
            return "the server was not " + row.Status + "/" + row.TaskState + " since the action";
        if (op.HasProbes && !done.IsGone && op.Row is null)
            return "the probes have no row";
        return op.Goal switch
        {
            OperationGoal.Gone => Need(During(r => r.IsGone || r.Base == "SOFT_DELETED"), "it is not deleted"),
            OperationGoal.Status => Need(During(r => r.Shown == op.Status), "it never was " + op.Status),
            OperationGoal.Idle => Need(During(r => r.Task is null && !history.IsTaskHidden), "it never was at rest"),
            _ => JudgeActionDone(done),
        };
    }

    private string? JudgeActionDone(DoneStep done)
    {
        if (Subject is not { } action)
            return Need(op.IsAlreadySatisfied || op.RequestId is null ? During(r => IsAtTarget(r)) : false, "nothing was accepted");
        if (op.Record?.IsError == true)
            return "its record says Error";
        if (_targets.Length > 0 && !done.IsGone && done.Row?.Is("ERROR") == true)
            return "it is done, and in ERROR";
        if (op.RequiresRecord && action.Failed && IsRecordShown && !done.IsGone)
            return "that very action failed";
        var succeeded = action is { End: { } end, Failed: false } && end <= now;
        if (_targets.Length > 0)
            return Need(succeeded || During(IsAtTarget), "it did not succeed, and the server was not at the target since");
        // Origin and target are the same: only the end of the action itself counts.
        if (action.Action is "lock" or "unlock")
            return null;
        var isOver = VisibleEnd(action) is { } over && (!IsRecordShown || history.AreEventsHidden)
            && Between(over, now, r => (r.Task is null || history.IsTaskHidden) && r.Base is "ACTIVE" or "SHUTOFF");
        return action.Action is "reboot" or "rebuild"
            ? Need(succeeded || isOver, "it did not succeed")
            : Need(succeeded && IsRecordShown, "no success, or no evidence of it");
    }

    private string? JudgeFailed(FailedStep failed)
    {
        if (failed.IsOutcomeUnknown)
        {
            var isFound = !history.AreRecordsHidden && history.HasLogin && history.Transient == 0 && !nova.Current.IsGone;
            return !isLost ? "nothing was lost" : isFound && _ours.Length > 0 ? "the action was accepted, and its record was visible"
                : null;
        }

        var action = Subject;
        switch (failed.ErrorId)
        {
            case NovaErrorId.NovaServerActionFailed:
                if (op.IsAlreadySatisfied && action is null)
                    return Need(During(r => r.Task is null && !IsAtTarget(r)), "the server never rested off the target");
                if (action is null)
                    return Need(op.RequestId is null && isLost && During(r => r.Task is null && !IsAtTarget(r)), "nothing was accepted");
                // Without a request id, the two attempts to send cannot be distinguished.
                return Need((op.RequestId is null ? _ours : [action]).Any(a => a.Failed && a.End <= now)
                    || (!IsRecordShown && VisibleEnd(action) is { } end && Between(end, now, r => r.Task is null && !IsAtTarget(r))),
                    "it did not fail");
            case NovaErrorId.NovaServerFaulted:
                return Need(During(r => r.Base == "ERROR"), "it is not in ERROR");
            case NovaErrorId.NovaServerActionSuperseded:
                return Need(action is not null && nova.Records.Any(r =>
                    r.Id == failed.By!.RequestId && r != action && r.Time >= action.Time && r.Kind?.Target != "="), "nothing overtook it");
            case NovaErrorId.NovaServerVanished:
                return Need(nova.Current.IsGone && (failed.By is null
                    || nova.Records.Any(r => r.Id == failed.By.RequestId && r.Action.Contains("elete", StringComparison.Ordinal))),
                    "it is not gone");
            case NovaErrorId.NovaWaitTimeout:
                return op.Deadline > TimeSpan.FromSeconds(1000 + now + 0.001) ? "the time is not over" : FindLateness();
            case NovaErrorId.NovaServerNotFound when op.Action is null && op.RequestId is not null:
                return Need(history.AreRecordsHidden || followed is null || history.RecordLag > 0, "its record was visible");
            case NovaErrorId.NovaServerNotFound when !wasRefused:
                return Need(nova.Current.IsGone, "it is there");
            case NovaErrorId.NovaServerInvalidState or NovaErrorId.NovaServerBusy when history.SelectsAction:
                return Need(_ours.Length == 0 && (history.IsTaskHidden || !nova.Rows.Exists(r => IsResumable(r) && r.Time < Since
                    && nova.RowAt(now) == r)), "an action fits the state");
            case NovaErrorId.NovaServiceUnavailable when history.SelectsAction && !wasRefused:
                return Need(history.Transient > 0, "the server could be read");
            default:
                return !wasRefused ? "nothing was refused" : Need(_ours.Length == 0, "it was accepted nevertheless");
        }
    }

    /// <summary>Checks for a timeout although the outcome had been visible for a long time.</summary>
    private string? FindLateness()
    {
        var isQuiet = now - nova.LastChange > 60 + (20 * history.Latency) && history.Transient == 0 && now > 60 + (20 * history.Latency);
        var action = Subject;
        if (!isQuiet || op.HasProbes || history.IsTaskHidden || history.AreEventsHidden || !IsRecordShown || op.Goal != OperationGoal.Done
            || action?.End is null || nova.Current.Task is not null)
            return isQuiet && op.Goal == OperationGoal.Done && !history.IsTaskHidden && nova.Current.Task is null
                && _targets.Contains(nova.Current.Base) && action?.Failed != true && !op.IsAlreadySatisfied
                ? "the server was at the target all the time" : null;
        return "all had been seen, and it waited to the end";
    }

    private static string? Need(bool condition, string fault) => condition ? null : fault;

    private bool During(Func<ModelNova.Row, bool> holds) => Between(Since, now, holds);

    private bool Between(double from, double to, Func<ModelNova.Row, bool> holds)
    {
        for (var i = 0; i < nova.Rows.Count; i++)
        {
            var end = i + 1 < nova.Rows.Count ? nova.Rows[i + 1].Time : double.MaxValue;
            if (nova.Rows[i].Time <= to && end > from && holds(nova.Rows[i]))
                return true;
        }

        return false;
    }

    private bool IsAtTarget(ModelNova.Row row) => _action is "delete" ? row.IsGone || row.Base == "SOFT_DELETED"
        : _action is "forceDelete" ? row.IsGone
        : (history.IsTaskHidden || row.Task is null or "shelving_offloading") && _targets.Contains(row.Base);

    private static bool IsResumable(ModelNova.Row row) =>
        row is { Task: null, IsGone: false, Base: "PAUSED" or "SUSPENDED" or "SHELVED" or "SHELVED_OFFLOADED" };

    private bool IsRunning(ModelNova.Row row) => row.Task is not null
        && ModelNova.Kinds[_action].Tasks.Any(t => t.EndsWith("/" + row.Task, StringComparison.Ordinal));

    /// <summary>The target of an action, if it differs from the origin.</summary>
    private static string[] TargetsOf(string action) => action switch
    {
        "reboot" or "hardReboot" or "rebuild" or "createImage" or "lock" or "unlock" => [],
        "shelve" => ["SHELVED", "SHELVED_OFFLOADED"],
        "confirmResize" or "revertResize" => ["ACTIVE", "SHUTOFF"],
        "delete" or "forceDelete" => ["gone"],
        var name => [ModelNova.Kinds[name].Target],
    };
}
