using System.Management.Automation;
using NovaPS.Client.Updates;
using NovaPS.Commands.Abstractions;
using NovaPS.Parameters;

namespace NovaPS.Commands;

/// <summary>Implements Rename-NovaServer.</summary>
/// <remarks>GET /servers/{server_id}, PUT with {"server": {"name": "..."}} if the name differs, and GET again.</remarks>
[Cmdlet(VerbsCommon.Rename, "NovaServer", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(NovaServer))]
public sealed class RenameNovaServerCommand : ServerUpdateCmdlet
{
    /// <summary>
    /// Specifies the new name: 1 to 255 characters. With pipeline input, it can be a script block that returns the name, such as
    /// <c>{ $_.Name -replace 'web', 'www' }</c>, or the NewName column of a CSV file.
    /// </summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateResourceName]
    public string NewName { get; set; } = string.Empty;

    private protected override string Verb => "rename";

    private protected override ServerUpdate Update => new() { Name = NewName };
}
