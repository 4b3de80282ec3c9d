using System.Management.Automation;
using NovaPS.Client.Operations;
using NovaPS.Commands.Abstractions;

namespace NovaPS.Commands;

/// <summary>Implements Remove-NovaServer.</summary>
/// <remarks>DELETE /servers/{server_id}, 204; with -Permanent POST .../action with {"forceDelete": null}, 202. Both mean accepted, not
/// completed.</remarks>
[Cmdlet(VerbsCommon.Remove, "NovaServer", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(NovaServerAction), typeof(NovaServer))]
public sealed class RemoveNovaServerCommand : IdempotentServerActionCmdlet
{
    /// <summary>
    /// Deletes the server at once, even if the cloud keeps deleted servers for a while (soft delete). Without it, such a cloud
    /// lets you restore the server with Restore-NovaServer until that time is over.
    /// </summary>
    [Parameter]
    public SwitchParameter Permanent { get; set; }

    private protected override ServerAction Action => Permanent ? ServerAction.ForceDelete : ServerAction.Delete;

    private protected override bool AcceptsMissing => Idempotent;

    /// <summary>No server of the project has the name: there is nothing to delete.</summary>
    private protected override void ProcessMissing(NovaConnection connection, string name) => WriteObject(Wait
        ? new NovaServer { Name = name, Status = "DELETED", Connection = connection }
        : new NovaServerAction { Action = Action.RecordName, ServerName = name, AlreadySatisfied = true, Connection = connection });
}
