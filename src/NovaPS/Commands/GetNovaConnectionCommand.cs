using System.Linq;
using System.Management.Automation;
using NovaPS.Internal;

namespace NovaPS.Commands;

/// <summary>Implements Get-NovaConnection.</summary>
[Cmdlet(VerbsCommon.Get, "NovaConnection")]
[OutputType(typeof(NovaConnection))]
public sealed class GetNovaConnectionCommand : PSCmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord() => WriteObject(ConnectionList.Of(this).Open.ToArray(), enumerateCollection: true);
}
