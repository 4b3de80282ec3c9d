using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client;
using NovaPS.Client.Compute;
using NovaPS.Client.Errors;
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
    /// Deletes the server at once, even if the cloud keeps deleted servers for a while (soft delete). Without this switch, such a
    /// cloud lets you restore the server with Restore-NovaServer until that time is over.
    /// </summary>
    [Parameter]
    public SwitchParameter Permanent { get; set; }

    private protected override ServerAction Action => Permanent ? ServerAction.ForceDelete : ServerAction.Delete;

    /// <summary>No server of the project has the name: there is nothing to delete.</summary>
    private protected override bool ProcessMissing(NovaConnection connection, NamePattern name)
    {
        if (!Idempotent)
            return false;
        if (IsWhatIf)
            ShouldProcess(Action.Verb + " server '" + name.Name + "': " + WhatIfText.OfMissing + ".", null, null);
        else if (Wait)
            WriteObject(new NovaServer { Name = name.Name, Status = "DELETED", Connection = connection });
        else
            WriteObject(new NovaServerAction
            {
                Action = Action.RecordName, ServerName = name.Name, AlreadySatisfied = true, Connection = connection,
            });
        return true;
    }

    /// <summary>With -Wait, the last known state of the server is written, so it is read before it is gone.</summary>
    private protected override async Task<Operation> PrepareAsync(
        ComputeClient client, TrackedOperation tracked, IClientLog log, CancellationToken cancellation)
    {
        if (tracked.State.Goal != OperationGoal.Done || tracked.Last is not null)
            return tracked.State;
        try
        {
            var server = await ServerApi.GetAsync(client, tracked.ServerId, log, cancellation).ConfigureAwait(false);
            return tracked.State with { Prior = ServerRow.Of(server) };
        }
        catch (NovaException e) when (!e.ErrorId.IsConnectionFatal())
        {
            // The deletion itself shows whether the server exists.
            return tracked.State;
        }
    }
}
