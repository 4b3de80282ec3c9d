using System.Management.Automation;
using NovaPS.Completers;
using NovaPS.Internal;

namespace NovaPS.Commands.Abstractions;

/// <summary>A cmdlet that takes servers: objects, ids, names and patterns, from the pipeline or by hand.</summary>
public abstract class ServerCmdlet : ConnectedCmdlet
{
    private readonly NameResolver _names = new();

    /// <summary>
    /// <para>Specifies the servers: NovaServer objects, actions from Start-NovaServer or Stop-NovaServer, ids, names, or names
    /// with wildcards (<c>* ? [ ]</c>). Names are case-sensitive. Objects and ids need no lookup.</para>
    /// <para>If several servers have the exact name, the error is NovaServerNameAmbiguous, which lists their ids; if none has it,
    /// the error is NovaServerNotFound. A pattern that matches no server is silent. Input that is not a server, such as a
    /// number or an empty string, is the error NovaServerInputInvalid for that input only.</para>
    /// <para>Pipeline input can also be custom objects with a ServerId, Id or Name property, such as the rows of a CSV file.</para>
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("ServerId", "Id")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ServerCompleter))]
    [AllowNull]
    [AllowEmptyCollection]
    public NovaServerIdentity[]? Server { get; set; }

    /// <summary>Takes the input apart: each server that it means goes to <see cref="Process"/>.</summary>
    protected override void ProcessRecord()
    {
        foreach (var identity in NovaServerIdentity.Each(Server))
        {
            if (IsStopping)
                Skip(identity.Input);
            else
                Select(identity);
        }

        ProcessReady();
    }

    /// <summary>Does the command's work for one server.</summary>
    private protected abstract void Process(ServerTarget target);

    private void Select(NovaServerIdentity identity)
    {
        if (identity.Error is { } error)
        {
            Report(error, identity.Input);
            return;
        }

        if (Resolve(identity.Connection, identity.Input) is not { } connection)
            return;
        if (identity.Id is { } id)
        {
            Process(new ServerTarget(connection, id, identity.Name, identity));
            return;
        }

        try
        {
            foreach (var server in Await(() => _names.ResolveAsync(connection.Client!, identity.Name!, identity.IsPattern, Dispatcher,
                Cancellation)))
                Process(new ServerTarget(connection, server.Id, server.Name, new NovaServerIdentity(server), identity.Input));
        }
        catch (NovaException e)
        {
            Fail(connection, identity.Input, e, lookUp => lookUp.For("look up", "server '" + identity.Name + "'"));
        }
    }
}
