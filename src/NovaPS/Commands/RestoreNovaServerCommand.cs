using System.Management.Automation;
using NovaPS.Client.Operations;
using NovaPS.Commands.Abstractions;

namespace NovaPS.Commands;

/// <summary>Implements Restore-NovaServer.</summary>
/// <remarks>POST /servers/{server_id}/action with {"restore": null}; 202 means accepted, not completed.</remarks>
[Cmdlet(VerbsData.Restore, "NovaServer", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(NovaServerAction), typeof(NovaServer))]
public sealed class RestoreNovaServerCommand : ServerActionCmdlet
{
    private protected override ServerAction Action => ServerAction.Restore;
}
