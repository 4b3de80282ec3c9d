using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using NovaPS.Client.Compute;
using NovaPS.Client.Filtering;
using NovaPS.Commands.Abstractions;
using NovaPS.Completers;
using NovaPS.Formatting;
using NovaPS.Internal;
using NovaPS.Parameters;

namespace NovaPS.Commands;

/// <summary>Implements Get-NovaServer.</summary>
/// <remarks>GET /servers/detail, every page; GET /servers/{server_id} for an id.</remarks>
[Cmdlet(VerbsCommon.Get, "NovaServer")]
[OutputType(typeof(NovaServer))]
public sealed partial class GetNovaServerCommand : ConnectedCmdlet
{
    private readonly Dictionary<NovaConnection, ServerFilter> _filters = [];
    private readonly NameResolver _names = new();
    private ServerSelection _selection = new();

    /// <summary>
    /// <para>Specifies the servers: names, names with wildcards (<c>* ? [ ]</c>), ids, or objects, which are read again. Names are
    /// not case-sensitive, and the exact spelling takes precedence. Text that matches the name of a server selects that server, even
    /// if it contains wildcard characters. If several servers have the name, all of them are written. By default, the command gets
    /// all servers of the project.</para>
    /// <para>Pipeline input can also be connections, whose servers are listed, and rows: custom objects, such as those of a CSV file,
    /// hashtables, data rows, and objects of PowerShell classes, with a ServerId, Id, ServerName, Server, VMName, Name or
    /// ComputerName. A name in a row is never a pattern.</para>
    /// </summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("ServerId", "Id", "Name")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ServerCompleter))]
    [ServerTransformation]
    [AllowNull]
    [AllowEmptyCollection]
    public NovaServerIdentity[]? Server { get; set; }

    /// <summary>
    /// Specifies the connections to use: their names, or the objects from Connect-NovaProject or Get-NovaConnection. By default, an
    /// object uses the connection that it was read through, and ids and names use the default connection. If that connection is not
    /// open, or there is no default, the error is NovaNotConnected.
    /// </summary>
    [Parameter]
    [ConnectionTransformation(AcceptsSeveral = true)]
    [ValidateConnection]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    public NovaConnection[]? Connection { get; set; }

    private protected override IReadOnlyList<NovaConnection> GivenConnections => Connection ?? [];

    /// <summary>Reads the filters, before anything is sent.</summary>
    protected override void BeginProcessing()
    {
        try
        {
            _selection = CreateSelection();
            _selection.Check();
        }
        catch (NovaException e)
        {
            ThrowTerminatingError(e, null);
        }

        WarnOfFuture(nameof(CreatedAfter), CreatedAfter);
        WarnOfFuture(nameof(ChangedSince), ChangedSince);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!MyInvocation.BoundParameters.ContainsKey(nameof(Server)))
        {
            foreach (var connection in ChooseConnections(null, null))
            {
                if (FindFilter(connection, null) is { } filter)
                    List(connection, filter, null);
            }
        }
        else
        {
            foreach (var identity in NovaServerIdentity.Each(Server))
            {
                if (IsStopping)
                    Skip(identity.Input);
                else
                    Get(identity);
            }
        }

        ProcessReady();
    }

    private void Get(NovaServerIdentity identity)
    {
        var isConnection = identity.Input is NovaConnection;
        if (identity.Error is { } error && !isConnection)
        {
            Report(error, identity.Input);
            return;
        }

        foreach (var connection in ChooseConnections(identity.Connection, identity.Input))
        {
            if (FindFilter(connection, identity.Input) is not { } filter)
                continue;
            if (isConnection)
                List(connection, filter, identity.Input);
            else if (identity.Id is { } id)
                GetById(connection, filter, identity, id);
            else
                GetByName(connection, filter, identity);
        }
    }

    /// <summary>Returns the filter for a connection, which looks up flavors and other names once; null if that fails.</summary>
    private ServerFilter? FindFilter(NovaConnection connection, object? input)
    {
        if (_filters.TryGetValue(connection, out var filter))
            return filter;
        var client = connection.Client!;
        try
        {
            filter = Await(() => _selection.ResolveAsync(client, Dispatcher, Cancellation));
            _filters.Add(connection, filter);
            return filter;
        }
        catch (NovaException e)
        {
            FailConnection(connection, e.For("list", "the servers of connection '" + connection.Name + "'"), input, isSent: input is null);
            return null;
        }
    }

    /// <summary>A server of another project is specified by its id, so its project is a filter only with -Project.</summary>
    private void GetById(NovaConnection connection, ServerFilter filter, NovaServerIdentity identity, string id)
    {
        var (client, queue) = (connection.Client!, Dispatcher);
        Send(connection, identity.Input, async cancellation =>
        {
            var server = await ServerApi.GetAsync(client, id, queue, cancellation).ConfigureAwait(false);
            var isWanted = filter.Verify(server, null);
            return () =>
            {
                if (isWanted)
                    Write(server);
            };
        }, e => (e.ErrorId == NovaErrorId.NovaServerNotFound ? e.About("server " + id, "was not found in the project") : e).For("get",
            "server " + id).OnServer(id, identity.Name, identity.Server, connection.Name));
    }

    /// <summary>
    /// Nothing is written before the list is complete, because the text may be the name of a server on the last page. The list may be that
    /// of the scope, so the filters are applied here.
    /// </summary>
    private void GetByName(NovaConnection connection, ServerFilter filter, NovaServerIdentity identity)
    {
        var (client, name, cancellation) = (connection.Client!, identity.ToPattern(), Cancellation);
        try
        {
            var match = Await(() => _names.FindAsync(client, name, filter, Dispatcher, cancellation));
            if (match.Found.Count == 0 && match.IsByPattern)
                WriteVerbose("No server of connection '" + connection.Name + "' matches '" + name + "'.");
            else if (match.Found.Count == 0 && filter.Criteria.Count == 0)
                throw NameResolver.NotFound(name);
            foreach (var server in match.Found.Where(s => filter.Verify(s, null)))
                Write(server);
        }
        catch (NovaException e)
        {
            Report(connection, e, identity.Input, lookUp => NameResolver.Describe(lookUp, name, connection));
        }
    }

    /// <summary>Lists page by page: the first page is written before the second one is requested.</summary>
    private void List(NovaConnection connection, ServerFilter filter, object? input)
    {
        var (client, queue, cancellation) = (connection.Client!, Dispatcher, Cancellation);
        var writer = new PageWriter<NovaServer>(queue, Write);
        try
        {
            Await(() => ServerLister.ReadAsync(client, filter, page => writer.WriteAsync(page, cancellation), queue, cancellation));
        }
        catch (NovaException e)
        {
            // An incomplete list must not be taken for a complete one.
            FailConnection(connection, e.For("list", "the servers of connection '" + connection.Name + "'"), input, isSent: true);
        }
    }

    private void Write(NovaServer server) => WriteObject(AllProjects ? ViewTypes.Select(server, ViewTypes.AllProjects) : server);
}
