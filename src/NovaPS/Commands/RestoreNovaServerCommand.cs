using System.Management.Automation;
using NovaPS.Client.Compute;
using NovaPS.Client.Operations;
using NovaPS.Commands.Abstractions;
using NovaPS.Internal;

namespace NovaPS.Commands;

/// <summary>Implements Restore-NovaServer.</summary>
/// <remarks>POST /servers/{server_id}/action with {"restore": null}; 202 means accepted, not completed.</remarks>
[Cmdlet(VerbsData.Restore, "NovaServer", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(NovaServerAction), typeof(NovaServer))]
public sealed class RestoreNovaServerCommand : ServerActionCmdlet
{
    private protected override ServerAction Action => ServerAction.Restore;

    /// <summary>Nova lists no server in SOFT_DELETED, so a wrong name is not the only cause.</summary>
    private protected override bool ProcessMissing(NovaConnection connection, NamePattern name)
    {
        throw NameResolver.NotFound(name).Recommend("Names of deleted servers cannot be looked up. Specify the id of the server, the "
            + "object that Remove-NovaServer wrote, or a server from the list of deleted servers.",
            new("Get-NovaServer", "-Deleted -ChangedSince (Get-Date).AddDays(-1)", HasServer: false));
    }
}
