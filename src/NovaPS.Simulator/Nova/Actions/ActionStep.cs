namespace NovaPS.Simulator.Nova.Actions;

/// <summary>A task that an action passes through.</summary>
/// <param name="taskState">The task_state; null if none is shown.</param>
/// <param name="vmState">The vm_state from this step on; null if it does not change.</param>
internal sealed class ActionStep(string? taskState, string? vmState = null)
{
    public string? TaskState { get; } = taskState;

    public string? VmState { get; } = vmState;

    public static implicit operator ActionStep(string taskState) => new(taskState);
}
