using System.Management.Automation;
using NovaPS.Client.Operations;
using NovaPS.Commands.Abstractions;

namespace NovaPS.Commands;

/// <summary>Implements Confirm-NovaServerResize.</summary>
/// <remarks>POST /servers/{server_id}/action with {"confirmResize": null}; 204 means accepted, not completed.</remarks>
[Cmdlet(VerbsLifecycle.Confirm, "NovaServerResize", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(NovaServerAction), typeof(NovaServer))]
public sealed class ConfirmNovaServerResizeCommand : ServerActionCmdlet
{
    private protected override ServerAction Action => ServerAction.ConfirmResize;
}
