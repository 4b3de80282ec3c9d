using System.Management.Automation;
using NovaPS.Client.Operations;
using NovaPS.Commands.Abstractions;

namespace NovaPS.Commands;

/// <summary>Implements Undo-NovaServerResize.</summary>
/// <remarks>POST /servers/{server_id}/action with {"revertResize": null}; 202 means accepted, not completed.</remarks>
[Cmdlet(VerbsCommon.Undo, "NovaServerResize", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(NovaServerAction), typeof(NovaServer))]
public sealed class UndoNovaServerResizeCommand : ServerActionCmdlet
{
    private protected override ServerAction Action => ServerAction.RevertResize;
}
