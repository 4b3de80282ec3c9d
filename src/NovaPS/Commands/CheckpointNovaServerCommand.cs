using System.Management.Automation;
using NovaPS.Client.Operations;
using NovaPS.Commands.Abstractions;
using NovaPS.Completers;
using NovaPS.Parameters;

namespace NovaPS.Commands;

/// <summary>Implements Checkpoint-NovaServer.</summary>
/// <remarks>POST /servers/{server_id}/action with {"createImage": {"name": "...", "metadata": {}}}; 202 means accepted, not completed. The
/// id of the image is at the end of the Location header.</remarks>
[Cmdlet(VerbsData.Checkpoint, "NovaServer", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(NovaServerAction), typeof(NovaServer))]
public sealed class CheckpointNovaServerCommand : ServerActionCmdlet
{
    /// <summary>
    /// <para>Specifies the servers: NovaServer and NovaServerAction objects, ids, names, or names with wildcards (<c>* ? [ ]</c>).
    /// Names are not case-sensitive, and the exact spelling takes precedence. Objects and ids need no lookup.</para>
    /// <para>Pipeline input can also be rows: custom objects, such as those of a CSV file, hashtables, data rows, and objects of
    /// PowerShell classes, with a ServerId, Id, ServerName, Server, VMName, Name or ComputerName. A name in a row is never a pattern.
    /// Unlike in other commands, -Server does not have the alias Name, because -Name is the name of the snapshot.</para>
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("ServerId", "Id")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ServerCompleter))]
    [ServerTransformation]
    [AllowNull]
    [AllowEmptyCollection]
    public override NovaServerIdentity[]? Server { get; set; }

    /// <summary>
    /// Specifies the name of the snapshot, in at most 255 characters. Names of images are not unique: with several servers, all
    /// snapshots have this name. With pipeline input, it can be a script block that returns the name, such as
    /// <c>{ "$($_.Name)-weekly" }</c>. If you omit it, a snapshot has the name of the object from the pipeline.
    /// </summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateResourceName]
    public string Name { get; set; } = string.Empty;

    private protected override ServerAction Action => ServerAction.CreateImage;

    private protected override ActionArguments Arguments => new() { { "name", Name } };
}
