using System;
using System.Linq;
using System.Management.Automation;
using NovaPS.Commands.Abstractions;
using NovaPS.Completers;
using NovaPS.Simulator;
using NovaPS.Simulator.Http;

namespace NovaPS.Commands;

/// <summary>
/// <para type="synopsis">Gets the requests that came to a simulator.</para>
/// </summary>
[Cmdlet(VerbsCommon.Get, "NovaSimulatorRequest")]
[OutputType(typeof(NovaSimulatorRequest))]
public sealed class GetNovaSimulatorRequestCommand : SimulatorCmdlet
{
    private Func<string, bool>? _isPath;

    /// <summary>
    /// <para type="description">Only requests whose path names one of these servers.</para>
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public NovaServerIdentity[]? Server { get; set; }

    /// <summary>
    /// <para type="description">Only these server actions: Start, or Nova's own word for it, os-start.</para>
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SimulatorActionCompleter))]
    public string[]? Action { get; set; }

    /// <summary>
    /// <para type="description">Only requests with one of these methods.</para>
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Method { get; set; }

    /// <summary>
    /// <para type="description">Only requests whose path and query contain this.</para>
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
        catch (ArgumentException e)
        {
            Refuse(e.Message, Action);
        }

        if (Server?.FirstOrDefault(s => s.Problem is not null) is { } bad)
            Refuse(bad.Problem!, bad.Input);
        _isPath = Path is null ? null : Wildcard.Part(Path);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var simulator in Simulator)
            WriteObject(simulator.GetRequests().Where(Fits), enumerateCollection: true);
    }

    private static bool Is(NovaServerIdentity server, NovaSimulatorRequest request)
    {
        if (server.Id is not null)
            return string.Equals(server.Id, request.ServerId, StringComparison.OrdinalIgnoreCase);
        return request.ServerName is { } name && (server.IsPattern ? Wildcard.Fits(server.Name!, name) : server.Name == name);
    }

    private bool Fits(NovaSimulatorRequest request) =>
        (Method is null || Method.Contains(request.Method, StringComparer.OrdinalIgnoreCase))
        && (Action is null || Action.Contains(request.Action))
        && (_isPath is null || _isPath(request.Path + "?" + request.Query))
        && (Server is null || Server.Any(server => Is(server, request)));
}
