namespace NovaPS.Client.Compute;

/// <summary>An action on servers: what is sent, what its record is called, and where it leads.</summary>
/// <param name="key">The key of the body, such as os-start.</param>
/// <param name="name">The name in the action's record, such as start.</param>
/// <param name="target">The status of a server that has arrived.</param>
/// <param name="taskState">The task_state while it runs.</param>
/// <param name="startsFrom">The statuses that it starts from, with no task.</param>
internal sealed class ServerActionKind(string key, string name, string target, string taskState, params string[] startsFrom)
{
    public static readonly ServerActionKind Start = new("os-start", "start", "ACTIVE", "powering-on", "SHUTOFF");
    public static readonly ServerActionKind Stop = new("os-stop", "stop", "SHUTOFF", "powering-off", "ACTIVE", "ERROR");

    public string Key { get; } = key;

    public string Name { get; } = name;

    public string Target { get; } = target;

    /// <summary>The task_state while it runs. Source: nova/compute/task_states.py.</summary>
    public string TaskState { get; } = taskState;

    /// <summary>The statuses that it starts from, with no task. Source: nova/compute/api.py, the check_instance_state of each action.</summary>
    public string[] StartsFrom { get; } = startsFrom;

    /// <summary>Whether a server is where the action leads, or on its way there.</summary>
    public bool IsBegunOn(NovaServer server) => server.TaskState is null ? IsTarget(server.Status) : server.TaskState == TaskState;

    private bool IsTarget(string? status) => string.Equals(status, Target, System.StringComparison.OrdinalIgnoreCase);

    /// <summary>Where an action leads; null when it has no one status. Source: nova/compute/instance_actions.py, nova/compute/vm_states.py.</summary>
    public static string? TargetOf(string action) => action.ToLowerInvariant() switch
    {
        "start" or "reboot" or "unpause" or "resume" or "unrescue" or "create" or "unshelve" or "confirmresize" => "ACTIVE",
        "stop" => "SHUTOFF",
        "pause" => "PAUSED",
        "suspend" => "SUSPENDED",
        "rescue" => "RESCUE",
        "resize" or "migrate" => "VERIFY_RESIZE",
        "delete" => "DELETED",
        _ => null,
    };
}
