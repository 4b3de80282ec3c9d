using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using NovaPS.Commands.Abstractions;
using NovaPS.Completers;
using NovaPS.Formatting;
using NovaPS.Internal;

namespace NovaPS.Commands;

/// <summary>Implements Get-NovaConnection.</summary>
[Cmdlet(VerbsCommon.Get, "NovaConnection")]
[OutputType(typeof(NovaConnection))]
public sealed class GetNovaConnectionCommand : NovaCmdlet
{
    /// <summary>
    /// Specifies the names of the connections to get. They are not case-sensitive and can contain wildcards (<c>* ? [ ]</c>). By
    /// default, the command gets all open connections. A name that matches no open connection causes the error NovaNotConnected; a
    /// pattern that matches none is not an error.
    /// </summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    public string[]? Name { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var list = ConnectionList.Of(this);
        if (Name is null)
            Write(list.Open);
        foreach (var name in Name ?? [])
        {
            var match = list.Find(name);
            if (match.Found.Count == 0 && !match.IsByPattern)
                WriteError(list.NotOpen(new NovaConnection(string.Empty, name: name)), name);
            Write(match.Found);
        }
    }

    /// <summary>Writes connections for the table, even if Connect-NovaProject wrote them for its list.</summary>
    private void Write(IEnumerable<NovaConnection> connections)
    {
        foreach (var connection in connections.ToArray())
            WriteObject(ViewTypes.Deselect(connection, ViewTypes.Connected));
    }
}
