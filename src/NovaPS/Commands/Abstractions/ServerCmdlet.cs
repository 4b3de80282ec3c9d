using System;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Compute;
using NovaPS.Completers;
using NovaPS.Internal;
using NovaPS.Parameters;

namespace NovaPS.Commands.Abstractions;

/// <summary>A cmdlet with the parameter -Server: objects, ids, names and patterns.</summary>
public abstract class ServerCmdlet : ConnectedCmdlet
{
    private readonly NameResolver _names = new();

    /// <summary>
    /// <para>Specifies the servers: NovaServer and NovaServerAction objects, ids, names, or names with wildcards (<c>* ? [ ]</c>).
    /// Names are not case-sensitive, and the exact spelling takes precedence. Text that matches the name of a server selects that
    /// server, even if it contains wildcard characters. Objects and ids need no lookup.</para>
    /// <para>If several servers have the name, the error is NovaServerNameAmbiguous, which lists their ids; if none has it, the error
    /// is NovaServerNotFound. A pattern that matches no server causes a warning. Input that is not a server, such as a number or an
    /// empty string, causes the error NovaServerInputInvalid for that input only.</para>
    /// <para>Pipeline input can also be rows: custom objects, such as those of a CSV file, hashtables, data rows, and objects of
    /// PowerShell classes, with a ServerId, Id, ServerName, Server, VMName, Name or ComputerName. A name in a row is never a
    /// pattern.</para>
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("ServerId", "Id", "Name")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ServerCompleter))]
    [ServerTransformation]
    [AllowNull]
    [AllowEmptyCollection]
    public virtual NovaServerIdentity[]? Server { get; set; }

    /// <summary>Resolves the input, and calls <see cref="Process"/> for each server.</summary>
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

    /// <summary>
    /// Whether the ConfirmImpact of the command is High. Then names are case-sensitive, and [ and ] are ordinary characters.
    /// </summary>
    private bool IsStrict => GetType().GetCustomAttributes(typeof(CmdletAttribute), true).OfType<CmdletAttribute>()
        .Any(c => c.ConfirmImpact == ConfirmImpact.High);

    /// <summary>Reports that no server matches a pattern: a warning, unless the command only reads.</summary>
    private protected virtual void ReportNoMatch(string message) => WriteWarning(message);

    /// <summary>Processes a name that no server has.</summary>
    /// <returns>False to report it.</returns>
    private protected virtual bool ProcessMissing(NovaConnection connection, NamePattern name) => false;

    /// <summary>Returns the filter of the lists in which names are looked up.</summary>
    private protected virtual ServerFilter CreateFilter() => new();

    /// <summary>Processes one server.</summary>
    private protected abstract void Process(ServerTarget target);

    /// <summary>Starts a request for a server. An error of it is about that server.</summary>
    /// <param name="target">The server.</param>
    /// <param name="work">Sends the request. What it returns runs on the pipeline thread.</param>
    /// <param name="describe">Adds to an error what was attempted.</param>
    private protected void Send(ServerTarget target, Func<CancellationToken, Task<Action>> work, Action<NovaException> describe) =>
        Send(target.Connection, target.Input, work, error => describe(target.Identify(error)));

    private void Select(NovaServerIdentity identity)
    {
        if (identity.Error is { } error)
        {
            Report(error, identity.Input);
            return;
        }

        foreach (var connection in ChooseConnections(identity.Connection, identity.Input))
        {
            if (identity.Id is { } id)
                Process(new ServerTarget(connection, id, identity.Name, identity));
            else
                LookUp(connection, identity);
        }
    }

    private void LookUp(NovaConnection connection, NovaServerIdentity identity)
    {
        var name = identity.ToPattern(IsStrict);
        try
        {
            var found = Await(() => _names.FindAsync(connection.Client!, name, CreateFilter(), Dispatcher, Cancellation));
            if (found.Found.Count == 0 && found.IsByPattern)
                ReportNoMatch("No server of connection '" + connection.Name + "' matches '" + name + "'.");
            if (found is { Found.Count: 0, IsByPattern: false, InAnotherCase: null } && ProcessMissing(connection, name))
                return;
            foreach (var server in NameResolver.Demand(found, name))
                Process(new ServerTarget(connection, server.Id, server.Name, new NovaServerIdentity(server), identity.Input));
        }
        catch (NovaException e)
        {
            Report(connection, e, identity.Input, lookUp => NameResolver.Describe(lookUp, name, connection));
        }
    }
}
