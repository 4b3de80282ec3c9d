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

namespace NovaPS.Commands;

/// <summary>Implements Get-NovaServer.</summary>
/// <remarks>GET /servers/detail, every page; GET /servers/{server_id} for an id.</remarks>
[Cmdlet(VerbsCommon.Get, "NovaServer")]
[OutputType(typeof(NovaServer))]
public sealed class GetNovaServerCommand : ConnectedCmdlet
{
    private readonly HashSet<ComputeClient> _checked = [];

    /// <summary>
    /// <para>Specifies the servers: names, names with wildcards (<c>* ? [ ]</c>), ids, or objects, which are read again. Names
    /// are case-sensitive. By default, the command gets all servers of the project.</para>
    /// <para>Pipeline input can also be custom objects with a ServerId, Id or Name property, such as the rows of a CSV file.</para>
    /// </summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Name", "ServerId", "Id")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ServerCompleter))]
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

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!MyInvocation.BoundParameters.ContainsKey(nameof(Server)))
        {
            List(Connection, null);
        }
        else
        {
            foreach (var identity in NovaServerIdentity.Each(Server))
                Get(identity);
        }

        ProcessReady();
    }

    private void Get(NovaServerIdentity identity)
    {
        if (identity.Error is { } error)
            Report(error, identity.Input);
        else if (identity.Id is { } id)
            GetById(identity, id);
        else
            List(identity.Connection, identity);
    }

    private void GetById(NovaServerIdentity identity, string id)
    {
        if (Resolve(identity.Connection, identity.Input) is not { } connection)
            return;
        var (client, queue, filter) = (connection.Client!, Dispatcher, CreateFilter(null));
        // A server of another project that may be looked at was asked for by its id: that is no filter.
        filter.AllProjects = true;
        Begin(connection, identity.Input, async cancellation =>
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

    /// <summary>Lists page by page: a server is written before the next page is asked for.</summary>
    private void List(NovaConnection? own, NovaServerIdentity? identity)
    {
        if (Resolve(own, identity?.Input) is not { } connection)
            return;
        var (client, queue, filter, cancellation) = (connection.Client!, Dispatcher, CreateFilter(identity), Cancellation);
        var count = 0;
        try
        {
            Await(async () =>
            {
                await CheckStatusesAsync(client, cancellation).ConfigureAwait(false);
                await ServerLister.ReadAsync(client, filter, server => queue.PostAsync(() =>
                {
                    count++;
                    WriteObject(server);
                }, cancellation), queue, cancellation).ConfigureAwait(false);
                return true;
            });
        }
        catch (NovaException e)
        {
            // Half a list is no list: nobody may act on it as if it were whole.
            DescribeStatus(e);
            FailConnection(connection, e.For("list", "the servers of connection '" + connection.Name + "'"), identity?.Input, isSent: true);
            return;
        }

        if (count == 0 && identity is { IsPattern: false } && Status.Length == 0)
            Report(NameResolver.NotFound(identity.Name!), identity.Input);
    }

    /// <summary>
    /// Among others Nova passes over a status that it does not know: the servers of a mistyped one would be missing, and nobody told. Asked
    /// for alone, Nova (from microversion 2.38 on) says so. Once for each connection, and never for one that NovaPS knows.
    /// </summary>
    private async Task CheckStatusesAsync(ComputeClient client, CancellationToken cancellation)
    {
        if (Status.Length == 1 || !_checked.Add(client))
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

    private ServerFilter CreateFilter(NovaServerIdentity? identity)
    {
        var filter = new ServerFilter { Statuses = Status, AllProjects = AllProjects };
        return identity is { Id: null, Name: { } name } ? NameResolver.Narrow(filter, name, identity.IsPattern) : filter;
    }
}
