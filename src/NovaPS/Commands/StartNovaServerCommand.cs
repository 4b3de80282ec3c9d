using System.Management.Automation;
using NovaPS.Client.Operations;
using NovaPS.Commands.Abstractions;

namespace NovaPS.Commands;

/// <summary>Implements Start-NovaServer.</summary>
/// <remarks>POST /servers/{server_id}/action with {"os-start": null}; 202 means accepted, not completed.</remarks>
[Cmdlet(VerbsLifecycle.Start, "NovaServer", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(NovaServerAction), typeof(NovaServer))]
public sealed class StartNovaServerCommand : IdempotentServerActionCmdlet
{
    private protected override ServerAction Action => ServerAction.Start;
}
