using System.Management.Automation;
using NovaPS.Client.Operations;
using NovaPS.Commands.Abstractions;

namespace NovaPS.Commands;

/// <summary>Implements Unlock-NovaServer.</summary>
/// <remarks>POST /servers/{server_id}/action with {"unlock": null}; 202 means completed.</remarks>
[Cmdlet(VerbsCommon.Unlock, "NovaServer", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(NovaServerAction), typeof(NovaServer))]
public sealed class UnlockNovaServerCommand : IdempotentServerActionCmdlet
{
    private protected override ServerAction Action => ServerAction.Unlock;
}
