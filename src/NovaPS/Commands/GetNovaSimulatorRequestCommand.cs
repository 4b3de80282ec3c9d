using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using NovaPS.Commands.Abstractions;
using NovaPS.Completers;
using NovaPS.Simulator;
using NovaPS.Simulator.Http;

namespace NovaPS.Commands;

/// <summary>Implements Get-NovaSimulatorRequest.</summary>
[Cmdlet(VerbsCommon.Get, "NovaSimulatorRequest")]
[OutputType(typeof(NovaSimulatorRequest))]
public sealed class GetNovaSimulatorRequestCommand : SimulatorCmdlet
{
    private Func<string, bool>? _isPath;

    /// <summary>
    /// <para>Specifies the servers whose requests to get: those with the server's id in the path. A list of servers has none. A
    /// name without requests gets nothing.</para>
    /// <para>Names are not case-sensitive and can contain wildcards. Ids, NovaServer and NovaServerAction objects are accepted too.</para>
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public NovaServerIdentity[]? Server { get; set; }

    /// <summary>
    /// Specifies the server actions to get: Start, Stop, Lock, ConsoleOutput and so on, or Nova's own names for them, such
    /// as os-start. Tab completes them.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SimulatorActionCompleter))]
    public string[]? Action { get; set; }

    /// <summary>Specifies the methods of the requests to get, such as GET. They are not case-sensitive.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Method { get; set; }

    /// <summary>
    /// Specifies text that the path and query of the requests contain. It is not case-sensitive and can contain wildcards.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            Action = Action is null ? null : Array.ConvertAll(Action, SimulatorActionCompleter.Read);
        }
        catch (NovaException e)
        {
            Refuse(e, Action);
        }

        if (Server?.FirstOrDefault(s => s.Problem is not null) is { } bad)
            Refuse(bad.Problem!, ServerRemedy, bad.Input);
        _isPath = Path is null ? null : Wildcard.Part(Path);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var simulator in Simulator)
        {
            var requests = simulator.GetRequests().Where(Fits).ToList();
            WriteObject(Server is null ? requests : requests.Intersect(Server.SelectMany(server => Of(server, requests))),
                enumerateCollection: true);
        }
    }

    /// <summary>The requests of a server, or of the servers with a name.</summary>
    private static IEnumerable<NovaSimulatorRequest> Of(NovaServerIdentity server, List<NovaSimulatorRequest> requests) => server.Id is null
        ? server.ToPattern().Select(requests, request => request.ServerName).Found
        : requests.Where(request => string.Equals(server.Id, request.ServerId, StringComparison.OrdinalIgnoreCase));

    private bool Fits(NovaSimulatorRequest request) =>
        (Method is null || Method.Contains(request.Method, StringComparer.OrdinalIgnoreCase))
        && (Action is null || Action.Contains(request.Action))
        && (_isPath is null || _isPath(request.Path + "?" + request.Query));
}
