namespace NovaPS.Client;

/// <summary>An action on servers: what is sent, what its record is called, and where it leads.</summary>
/// <param name="key">The key of the body, such as os-start.</param>
/// <param name="name">The name in the action's record, such as start.</param>
/// <param name="target">The status of a server that has arrived.</param>
internal sealed class ServerActionKind(string key, string name, string target)
{
    public static readonly ServerActionKind Start = new("os-start", "start", "ACTIVE");
    public static readonly ServerActionKind Stop = new("os-stop", "stop", "SHUTOFF");

    public string Key { get; } = key;

    public string Name { get; } = name;

    public string Target { get; } = target;

    /// <summary>Where an action leads; null when it has no one status. Source: nova/compute/instance_actions.py, nova/compute/vm_states.py.</summary>
    public static string? TargetOf(string action) => action.ToLowerInvariant() switch
    {
        "start" or "reboot" or "unpause" or "resume" or "unrescue" or "create" or "unshelve" or "confirmresize" => "ACTIVE",
        "stop" => "SHUTOFF",
        "pause" => "PAUSED",
        "suspend" => "SUSPENDED",
        "rescue" => "RESCUE",
        "resize" or "migrate" => "VERIFY_RESIZE",
        _ => null,
    };
}
