using System;
using System.Collections.Generic;
using System.Linq;

namespace NovaPS.Simulator.Nova.Actions;

/// <summary>Schedules the changes that an action makes to a server.</summary>
internal sealed class ActionPlan
{
    private const string FaultMessage = "The simulator injected this failure.";

    private readonly ServerAction _action;
    private readonly string _requestId;
    private readonly string _vmState;
    private readonly DateTime _start;
    private readonly TimeSpan _step;
    private readonly List<Moment> _moments = [];

    private ActionPlan(ServerAction action, string requestId, string vmState, TimeSpan delay, DateTime start)
    {
        _action = action;
        _requestId = requestId;
        _vmState = vmState;
        _start = start;
        _step = TimeSpan.FromTicks(delay.Ticks / Math.Max(1, action.Steps.Length));
    }

    /// <summary>Returns the server after the request. It has the record and the first task before the response is sent.</summary>
    public static Instance Begin(ServerAction action, Instance server, ActionCall call)
    {
        var context = call.Context;
        var now = call.Compute.Now;
        var delay = action.Delay(call.Options);
        var plan = new ActionPlan(action, context.RequestId, server.VmState, delay, now);
        plan.AddSteps(context.FailsOnHost);
        plan.AddEvents(context.FailsOnHost);
        if (action.IsRecorded)
            server = server.WithAction(new InstanceAction(action.Name, context.RequestId, context.Token!.User.Id, context.ProjectId, now),
                now);
        if (action.Steps.Length > 0)
            server = server.WithTask(action.Steps[0].VmState ?? server.VmState, action.Steps[0].TaskState, now);

        // The states replace those of a previous action, whose record is still completed.
        var isExclusive = action.Steps.Length > 0 || action.To is not null;
        var moments = server.Pending.Where(moment => !isExclusive || !moment.ChangesState).Concat(plan._moments);
        return server.WithPending(moments.OrderBy(moment => moment.DueAt));
    }

    private void AddSteps(bool fails)
    {
        var steps = _action.Steps;
        var failure = FailureOf(fails);
        var shown = failure is null ? Math.Max(1, steps.Length) : _action.StepsBeforeFailure ?? Math.Max(1, steps.Length);
        for (var i = 1; i < shown; i++)
        {
            var next = steps[i];
            At(i, (server, now) => server.WithTask(next.VmState ?? server.VmState, next.TaskState, now));
        }

        if (failure is null)
        {
            if (steps.Length > 0 || _action.To is not null)
                At(shown, (server, now) => server.WithTask(_action.To ?? server.VmState, null, now));
            if (_action.Complete is { } complete)
                At(shown, complete);
            return;
        }

        if (failure is HostFailure.ErrorBeforeTaskEnds)
            At(shown - 0.5, (server, now) => server.WithState("error", server.TaskState, FaultMessage, now));
        if (failure is HostFailure.Error)
            At(shown, (server, now) => server.WithState("error", null, FaultMessage, now));
        else if (failure is HostFailure.ErrorBeforeTaskEnds || steps.Length > 0)
            At(shown, (server, now) => server.WithTask(failure is HostFailure.Returns ? _vmState : server.VmState, null, now));
    }

    private void AddEvents(bool fails)
    {
        var events = _action.Events;
        var failure = FailureOf(fails);
        var failing = failure is null ? events.Length : _action.FindsNoHost ? 0 : _action.FailingEvent ?? events.Length - 1;
        var count = _action.FindsNoHost ? events.Length : Math.Min(events.Length, failing + 1);
        var steps = failure is null ? Math.Max(1, _action.Steps.Length) : _action.StepsBeforeFailure ?? Math.Max(1, _action.Steps.Length);
        for (var i = 0; i < count; i++)
        {
            var name = events[i];
            var failed = i >= failing;
            Record((double)i * steps / count, (record, now) => record.WithStarted(name, now));
            Record((double)(i + 1) * steps / count, (record, now) => record.WithFinished(name, now, failed));
        }
    }

    private HostFailure? FailureOf(bool failsOnHost) =>
        _action.FindsNoHost ? HostFailure.Returns
        : failsOnHost && _action.OnFailure is not HostFailure.Unnoticed ? _action.OnFailure
        : null;

    private void At(double steps, Func<Instance, DateTime, Instance> change) =>
        _moments.Add(new Moment(Due(steps), change, changesState: true));

    private void Record(double steps, Func<InstanceAction, DateTime, InstanceAction> change) =>
        _moments.Add(new Moment(Due(steps), (server, now) => server.WithRecord(_requestId, record => change(record, now)),
            changesState: false));

    private DateTime Due(double steps) => _start + TimeSpan.FromTicks((long)(_step.Ticks * steps));
}
