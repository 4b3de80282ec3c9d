using System;
using System.Collections.Generic;
using System.Management.Automation;
using NovaPS.Client.Lookups;
using NovaPS.Commands.Abstractions;
using NovaPS.Completers;
using NovaPS.Parameters;

namespace NovaPS.Commands;

/// <summary>Implements Get-NovaFlavor.</summary>
/// <remarks>GET /flavors/detail, every page.</remarks>
[Cmdlet(VerbsCommon.Get, "NovaFlavor")]
[OutputType(typeof(NovaFlavor))]
public sealed class GetNovaFlavorCommand : ConnectedCmdlet
{
    private readonly Dictionary<NovaConnection, TimeSpan> _started = [];

    /// <summary>
    /// Specifies the flavors: names, which can contain wildcards (<c>* ? [ ]</c>), or ids. Names are not case-sensitive, and the
    /// exact spelling takes precedence. By default, the command gets all flavors that the project can use. A flavor that does not
    /// exist causes the error NovaResourceNotFound; a pattern that matches none is not an error.
    /// </summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [Alias("Id", "Flavor")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(FlavorCompleter))]
    public string[]? Name { get; set; }

    /// <summary>
    /// Specifies the connections to use: their names, or the objects from Connect-NovaProject or Get-NovaConnection. By default,
    /// the command uses the default connection. If that connection is not open, or there is no default, the error is
    /// NovaNotConnected.
    /// </summary>
    [Parameter]
    [ConnectionTransformation(AcceptsSeveral = true)]
    [ValidateConnection]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    public NovaConnection[]? Connection { get; set; }

    private protected override IReadOnlyList<NovaConnection> GivenConnections => Connection ?? [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var connection in ChooseConnections(null, Name))
        {
            foreach (var name in Name ?? [])
                Write(connection, name);
            if (Name is null)
                Write(connection, "*");
        }

        ProcessReady();
    }

    /// <summary>The list of flavors is read once for a connection, whatever was read before the command.</summary>
    private void Write(NovaConnection connection, string name)
    {
        var client = connection.Client!;
        if (!_started.TryGetValue(connection, out var start))
            _started.Add(connection, start = client.Clock.Elapsed);
        try
        {
            foreach (var flavor in Await(() => FlavorLookup.ListAsync(client, name, start, Dispatcher, Cancellation)))
                WriteObject(flavor);
        }
        catch (NovaException e)
        {
            Report(connection, e, name, error => error.For("list", "the flavors of connection '" + connection.Name + "'"));
        }
    }
}
