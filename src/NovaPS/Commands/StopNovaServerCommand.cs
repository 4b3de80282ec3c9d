using System.Management.Automation;
using NovaPS.Client.Operations;
using NovaPS.Commands.Abstractions;

namespace NovaPS.Commands;

/// <summary>Implements Stop-NovaServer.</summary>
/// <remarks>POST /servers/{server_id}/action with {"os-stop": null}; 202 means accepted, not completed.</remarks>
[Cmdlet(VerbsLifecycle.Stop, "NovaServer", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(NovaServerAction), typeof(NovaServer))]
public sealed class StopNovaServerCommand : IdempotentServerActionCmdlet
{
    private protected override ServerAction Action => ServerAction.Stop;
}
