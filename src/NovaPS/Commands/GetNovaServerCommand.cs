using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Compute;
using NovaPS.Commands.Abstractions;
using NovaPS.Completers;
using NovaPS.Internal;
using NovaPS.Parameters;

namespace NovaPS.Commands;

/// <summary>Implements Get-NovaServer.</summary>
/// <remarks>GET /servers/detail, every page; GET /servers/{server_id} for an id.</remarks>
[Cmdlet(VerbsCommon.Get, "NovaServer")]
[OutputType(typeof(NovaServer))]
public sealed class GetNovaServerCommand : ConnectedCmdlet
{
    private readonly HashSet<ComputeClient> _checked = [];
    private readonly NameResolver _names = new();

    /// <summary>
    /// <para>Specifies the servers: names, names with wildcards (<c>* ? [ ]</c>), ids, or objects, which are read again. Names
    /// are not case-sensitive, and the exact spelling takes precedence. A text that is the name of a server means that server,
    /// even if it has wildcard characters. If several servers have the name, all of them are written. By default, the command
    /// gets all servers of the project.</para>
    /// <para>Pipeline input can also be connections, whose servers are listed, and rows: custom objects, such as those of a CSV
    /// file, hashtables, data rows, and objects of PowerShell classes, with a ServerId, Id, ServerName, Server, VMName, Name or
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
    /// Specifies the statuses of the servers to get, such as ACTIVE, SHUTOFF or ERROR. They are not case-sensitive. Tab
    /// completes the known ones; others are accepted. Clouds show DELETED servers to administrators only; others get
    /// NovaForbidden. The filter also applies to ids and objects: a server with another status is left out, without an
    /// error.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StatusCompleter))]
    public string[] Status { get; set; } = [];

    /// <summary>
    /// Gets the servers of all projects (all_tenants=1). By default, clouds allow this to administrators only; others get
    /// NovaForbidden. A server given by its id is found without it, if the cloud shows it.
    /// </summary>
    [Parameter]
    public SwitchParameter AllProjects { get; set; }

    /// <summary>
    /// Specifies the connections to use: their names, or the objects from Connect-NovaProject or Get-NovaConnection. By default,
    /// an object uses the connection that it came from, and ids and names use the default connection. If that connection is
    /// not open, or there is no default, the error is NovaNotConnected.
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
        if (!MyInvocation.BoundParameters.ContainsKey(nameof(Server)))
        {
            foreach (var connection in ChooseConnections(null, null))
                List(connection, null);
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
            if (isConnection)
                List(connection, identity.Input);
            else if (identity.Id is { } id)
                GetById(connection, identity, id);
            else
                GetByName(connection, identity);
        }
    }

    private void GetById(NovaConnection connection, NovaServerIdentity identity, string id)
    {
        var (client, queue, filter) = (connection.Client!, Dispatcher, CreateFilter());
        // A server in another project is specified by its id, so its project is not a filter.
        filter.AllProjects = true;
        Send(connection, identity.Input, async cancellation =>
        {
            var server = await ServerApi.GetAsync(client, id, queue, cancellation).ConfigureAwait(false);
            var isWanted = filter.Verify(server, null);
            return () =>
            {
                if (isWanted)
                    WriteObject(server);
            };
        }, e => (e.ErrorId == NovaErrorId.NovaServerNotFound ? e.About("server " + id, "was not found in the project") : e).For("get",
            "server " + id, id));
    }

    /// <summary>
    /// Nothing is written before the list is complete, because the text may be the name of a server on the last page. Brackets are often
    /// part of a name; with them, -Status is applied only here, because Nova would leave out the server with that name.
    /// </summary>
    private void GetByName(NovaConnection connection, NovaServerIdentity identity)
    {
        var (client, name, filter, cancellation) = (connection.Client!, identity.ToPattern(), CreateFilter(), Cancellation);
        var sent = name.HasSet ? new ServerFilter { AllProjects = AllProjects } : CreateFilter();
        try
        {
            var match = Await(async () =>
            {
                await CheckStatusesAsync(client, sent.Statuses.Count, cancellation).ConfigureAwait(false);
                return await _names.FindAsync(client, name, sent, Dispatcher, cancellation).ConfigureAwait(false);
            });
            if (match.Found.Count == 0 && match.IsByPattern)
                WriteVerbose("No server of connection '" + connection.Name + "' matches '" + name + "'.");
            else if (match.Found.Count == 0 && Status.Length == 0)
                throw NameResolver.NotFound(name);
            foreach (var server in match.Found.Where(s => filter.Verify(s, null)))
                WriteObject(server);
        }
        catch (NovaException e)
        {
            DescribeStatus(e);
            Report(connection, e, identity.Input, lookUp => lookUp.For("look up", "server '" + name + "'"));
        }
    }

    /// <summary>Lists page by page: a server is written before the next page is requested.</summary>
    private void List(NovaConnection connection, object? input)
    {
        var (client, queue, filter, cancellation) = (connection.Client!, Dispatcher, CreateFilter(), Cancellation);
        try
        {
            Await(async () =>
            {
                await CheckStatusesAsync(client, Status.Length, cancellation).ConfigureAwait(false);
                await ServerLister.ReadAsync(client, filter, server => queue.PostAsync(() => WriteObject(server), cancellation), queue,
                    cancellation).ConfigureAwait(false);
                return true;
            });
        }
        catch (NovaException e)
        {
            // An incomplete list must not look like a complete one.
            DescribeStatus(e);
            FailConnection(connection, e.For("list", "the servers of connection '" + connection.Name + "'"), input, isSent: true);
        }
    }

    /// <summary>
    /// Checks statuses that NovaPS does not know, once for each connection. Among several statuses, Nova ignores an unknown one, so the
    /// servers of a mistyped status would be missing without an error. For a single one, it responds with 400 (from 2.38 on).
    /// </summary>
    /// <param name="client">The connection.</param>
    /// <param name="sent">How many statuses are sent to Nova.</param>
    /// <param name="cancellation">Cancels the requests.</param>
    private async Task CheckStatusesAsync(ComputeClient client, int sent, CancellationToken cancellation)
    {
        if (sent == 1 || !_checked.Add(client))
            return;
        foreach (var status in Status.Where(s => !StatusCompleter.IsKnown(s)))
        {
            var query = new ServerFilter { Statuses = [status], AllProjects = AllProjects, Limit = 1 }.ToQuery();
            await ServerApi.ListAsync(client, query, Dispatcher, cancellation).ConfigureAwait(false);
        }
    }

    private void DescribeStatus(NovaException e)
    {
        if (e.StatusCode != 400 || Status.Length == 0 || !(e.FaultMessage?.IndexOf("status", StringComparison.OrdinalIgnoreCase) >= 0))
            return;
        var suspects = Status.All(StatusCompleter.IsKnown) ? Status : Status.Where(s => !StatusCompleter.IsKnown(s));
        e.Reason = "the cloud does not know the status " + string.Join(" or ", suspects.Select(s => "'" + s + "'")) + ": " + e.Reason;
        e.Remedy = "Press Tab after -Status to complete the statuses that Nova is known to use.";
    }

    private ServerFilter CreateFilter() => new() { Statuses = Status, AllProjects = AllProjects };
}
