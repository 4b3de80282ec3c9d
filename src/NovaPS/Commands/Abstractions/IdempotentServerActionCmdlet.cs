using System.Management.Automation;

namespace NovaPS.Commands.Abstractions;

/// <summary>A cmdlet whose action has a target state that a second action does not change.</summary>
public abstract class IdempotentServerActionCmdlet : ServerActionCmdlet
{
    /// <summary>
    /// Treats a server that is already in the target state, or moving to it, as a success: the action that is written has
    /// AlreadySatisfied set, and is the action in progress if there is one. Without this switch, a 409 response of the cloud
    /// is an error.
    /// </summary>
    [Parameter]
    public SwitchParameter Idempotent { get; set; }

    private protected override bool IsIdempotent => Idempotent;
}
