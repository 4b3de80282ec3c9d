using System.Management.Automation;
using NovaPS.Client.Operations;
using NovaPS.Commands.Abstractions;

namespace NovaPS.Commands;

/// <summary>Implements Disable-NovaServerRescue.</summary>
/// <remarks>POST /servers/{server_id}/action with {"unrescue": null}; 202 means accepted, not completed.</remarks>
[Cmdlet(VerbsLifecycle.Disable, "NovaServerRescue", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(NovaServerAction), typeof(NovaServer))]
public sealed class DisableNovaServerRescueCommand : IdempotentServerActionCmdlet
{
    private protected override ServerAction Action => ServerAction.Unrescue;
}
