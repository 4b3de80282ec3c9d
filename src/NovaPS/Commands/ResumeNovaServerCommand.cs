using System.Management.Automation;
using NovaPS.Client.Operations;
using NovaPS.Commands.Abstractions;

namespace NovaPS.Commands;

/// <summary>Implements Resume-NovaServer.</summary>
/// <remarks>
/// POST /servers/{server_id}/action with {"unpause": null}, {"resume": null} or {"unshelve": null}, whichever the status requires, and
/// GET /servers/{server_id} if the status is not known; 202 means accepted, not completed.
/// </remarks>
[Cmdlet(VerbsLifecycle.Resume, "NovaServer", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(NovaServerAction), typeof(NovaServer))]
public sealed class ResumeNovaServerCommand : IdempotentServerActionCmdlet
{
    private protected override ServerAction Action => ServerAction.ResumeFromAny;
}
