using System;
using System.Collections.Generic;
using System.Linq;
using NovaPS.Client.Compute;

namespace NovaPS.Client.Operations;

/// <summary>
/// An action on a server, as Nova defines it. The table in ServerAction.Table.cs is the only place with knowledge of Nova's actions;
/// cmdlets, completers, -WhatIf and the operation state machine use it.
/// </summary>
internal sealed partial class ServerAction
{
    private ServerAction(string recordName, string? key, string verb)
    {
        RecordName = recordName;
        Key = key;
        Verb = verb;
    }

    /// <summary>The name in the action's record. Source: nova/compute/instance_actions.py.</summary>
    public string RecordName { get; }

    /// <summary>The key of the request body, such as os-start; null if the action is not sent by POST .../action.</summary>
    public string? Key { get; }

    /// <summary>The verb for messages and ShouldProcess: "start".</summary>
    public string Verb { get; }

    public string Method { get; private init; } = "POST";

    /// <summary>The status code of a success. Source: api-ref "Servers - run an action".</summary>
    public int ExpectedCode { get; private init; } = 202;

    public IReadOnlyList<ActionArgument> Arguments { get; private init; } = [];

    /// <summary>The microversion that the action requires; null for any.</summary>
    public Microversion? Since { get; private init; }

    /// <summary>The microversion that is sent if the connection supports it; null for none.</summary>
    public Microversion? Preferred { get; private init; }

    /// <summary>Whether the Location header of the response is the URL of a new image.</summary>
    public bool CreatesImage { get; private init; }

    /// <summary>The operation in the prompt of ShouldProcess: the verb, and what happens to the data of the server.</summary>
    public string Prompt => Effect is null ? Verb : Verb + " (" + Effect + ")";

    /// <summary>What happens to the data of the server; null if nothing does.</summary>
    private string? Effect { get; init; }

    /// <summary>
    /// The statuses in which it can start without a task; empty for any. Source: nova/compute/api.py, check_instance_state.
    /// </summary>
    public IReadOnlyList<string> Origins { get; private init; } = [];

    /// <summary>The statuses of a server that has reached the target; empty if the status does not change.</summary>
    public IReadOnlyList<string> Targets { get; private init; } = [];

    /// <summary>
    /// The task states while it is in progress; empty if Nova saves none before it accepts the action. Source:
    /// nova/compute/task_states.py.
    /// </summary>
    public IReadOnlyList<string> TaskStates { get; private init; } = [];

    /// <summary>The statuses that a server has only while the action is in progress, such as REBOOT.</summary>
    public IReadOnlyList<string> OwnStatuses { get; private init; } = [];

    public ActionProof Proof { get; private init; } = ActionProof.Record;

    /// <summary>The event that ends the action; others may finish before it starts. null if unknown.</summary>
    public string? FinalEvent { get; private init; }

    /// <summary>Another event that ends the action, where the cloud carries it out in two ways; null if there is none.</summary>
    public string? OtherFinalEvent { get; private init; }

    /// <summary>Whether Nova saves the task before it accepts the action, so that a newer row without a task proves its end.</summary>
    public bool SetsTask => TaskStates.Count > 0;

    /// <summary>Whether the action never changes the status, so that it cannot have superseded another.</summary>
    public bool KeepsStatus { get; private init; }

    /// <summary>The value of locked that proves a lock or unlock; null for other actions.</summary>
    public bool? LockedTarget { get; private init; }

    /// <summary>
    /// The actions of which the status of the server selects one; empty for an action itself. A value with choices is never sent.
    /// </summary>
    public IReadOnlyList<ServerAction> Choices { get; private init; } = [];

    public RepeatEffect Repeat { get; private init; } = RepeatEffect.ActsAgain;

    /// <summary>
    /// Whether a second request does not act again. If so, a request with an unknown outcome may be sent once more without proof that it
    /// was not accepted, and the command can have -Idempotent.
    /// </summary>
    public bool IsRepeatable => Repeat != RepeatEffect.ActsAgain;

    /// <summary>The path of the request.</summary>
    public string Path(string serverId) => Key is null ? ApiPath.Server(serverId) : ApiPath.Action(serverId);

    /// <summary>Returns the microversion that the action requires with these arguments; null for any.</summary>
    public Microversion? MinimumVersion(ActionArguments? values = null) =>
        Arguments.Where(a => values?.Contains(a.Name) == true).Select(a => a.Since).Append(Since).Max();

    /// <summary>
    /// Returns the request body; null if none is sent. Without arguments it is {"key": null}.
    /// </summary>
    /// <param name="values">The values of the arguments; null for none.</param>
    /// <param name="isForDisplay">Whether secrets are replaced by a mask.</param>
    /// <exception cref="ArgumentException">A required argument is missing, or the action does not have an argument.</exception>
    public string? Body(ActionArguments? values = null, bool isForDisplay = false)
    {
        values ??= ActionArguments.None;
        if (values.Names.FirstOrDefault(k => !Arguments.Any(a => a.Name == k && a.FixedJson is null)) is { } unknown)
            throw new ArgumentException("The action " + RecordName + " has no argument " + unknown + ".", nameof(values));
        if (Arguments.FirstOrDefault(a => a.IsRequired && !values.Contains(a.Name)) is { } missing)
            throw new ArgumentException("The action " + RecordName + " needs the argument " + missing.Name + ".", nameof(values));
        if (Key is null)
            return null;
        var members = Arguments.Where(a => a.FixedJson is not null || values.Contains(a.Name))
            .Select(a => "\"" + a.Name + "\": " + (a.FixedJson ?? values.ToJson(a.Name, isForDisplay))).ToList();
        // rescue and rebuild take an object, the others null. Source: nova/api/openstack/compute/schemas/.
        var content = members.Count > 0 ? "{" + string.Join(", ", members) + "}" : this == Rescue ? "{}" : "null";
        return "{\"" + Key + "\": " + content + "}";
    }

    /// <summary>Whether the row shows this action, or one of the same kind, in progress.</summary>
    public bool IsRunningOn(ServerRow row) =>
        (row.TaskState is { } task && Contains(TaskStates, task)) || (row.Status is { } status && Contains(OwnStatuses, status));

    public bool IsFinalEvent(string? name) => name is not null && (name == FinalEvent || name == OtherFinalEvent);

    public bool IsTarget(string? status) => status is not null && Contains(Targets, status);

    /// <summary>Whether a server with this vm_state, and without a task, has reached the target.</summary>
    public bool IsTargetVmState(string? vmState) => vmState is not null && StatusOfVmState.TryGetValue(vmState, out var status)
        && IsTarget(status);

    public bool IsOrigin(string? status) => Origins.Count == 0 || (status is not null && Contains(Origins, status));

    /// <summary>Returns the action that a server in this status requires; null if there is none.</summary>
    public ServerAction? Choose(string? status) => Choices.FirstOrDefault(a => a.IsOrigin(status));

    /// <inheritdoc/>
    public override string ToString() => RecordName;

    private static ServerAction OneOf(string recordName, string verb, params ServerAction[] choices) => new(recordName, null, verb)
    {
        Choices = choices,
        Origins = Union(choices, a => a.Origins), Targets = Union(choices, a => a.Targets),
        TaskStates = Union(choices, a => a.TaskStates), Proof = ActionProof.Status, Repeat = RepeatEffect.Refused,
    };

    private static List<string> Union(ServerAction[] actions, Func<ServerAction, IReadOnlyList<string>> states) =>
        actions.SelectMany(states).Distinct().ToList();

    private static bool Contains(IReadOnlyList<string> values, string value) => values.Contains(value, StringComparer.OrdinalIgnoreCase);
}
