using System;
using System.Collections.Generic;
using System.Management.Automation;
using NovaPS.Client.Compute;
using NovaPS.Commands.Abstractions;
using NovaPS.Completers;
using NovaPS.Internal;
using NovaPS.Parameters;

namespace NovaPS.Commands;

/// <summary>Implements Get-NovaServerAction.</summary>
/// <remarks>
/// GET /servers/{server_id}/os-instance-actions, and for an action with its events GET .../os-instance-actions/{request_id}. Without
/// -Server, GET /servers/detail?changes-since lists the servers first, also deleted ones.
/// </remarks>
[Cmdlet(VerbsCommon.Get, "NovaServerAction")]
[OutputType(typeof(NovaServerAction))]
public sealed partial class GetNovaServerActionCommand : ServerCmdlet
{
    private readonly CommandProgress _progress = new("Reading actions of servers", "read");
    private ActionNames _names = new(null);
    private ServerTarget? _first;
    private bool _hasSeveral;
    private bool _isWholeProject;

    /// <summary>
    /// <para>Specifies the servers: NovaServer and NovaServerAction objects, ids, names, or names with wildcards (<c>* ? [ ]</c>),
    /// and, from the pipeline, rows with a ServerId, Id, ServerName, Server, VMName, Name or ComputerName. Names are not
    /// case-sensitive, and the exact spelling takes precedence. Specify a deleted server by its id.</para>
    /// <para>By default, the command gets the actions on all servers of the project that changed since <c>-Since</c>, also deleted
    /// ones.</para>
    /// <para>If several servers have the name, the error is NovaServerNameAmbiguous, which lists their ids; if none has it, the error
    /// is NovaServerNotFound. A pattern that matches no server is reported by -Verbose only. Input that is not a server, such as a
    /// number or an empty string, causes the error NovaServerInputInvalid for that input only.</para>
    /// </summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("ServerId", "Id", "Name")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ServerCompleter))]
    [ServerTransformation]
    [AllowNull]
    [AllowEmptyCollection]
    public override NovaServerIdentity[]? Server { get; set; }

    /// <summary>
    /// Specifies the actions to get, by Nova's names: start, stop, reboot, create and so on. They are not case-sensitive and can
    /// contain wildcards. If no action matches a name, and the name is similar to that of an action of Nova, the error is
    /// NovaActionInputInvalid.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ActionRecordCompleter))]
    public string[]? Action { get; set; }

    /// <summary>
    /// Specifies the request id (req-...) of the action to get, with its events. Without <c>-Server</c>, the command searches the
    /// actions since <c>-Since</c>.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? RequestId { get; set; }

    /// <summary>
    /// Specifies the earliest start time of the actions to get. A time without a zone is local time. Without <c>-Server</c>, the
    /// default is one day ago; otherwise all actions are returned.
    /// </summary>
    [Parameter]
    [PSDefaultValue(Help = "One day ago without -Server")]
    [TimeTransformation]
    public DateTime? Since { get; set; }

    /// <summary>
    /// Specifies the users who requested the actions: <c>me</c> for yourself, ids, or names, which are not case-sensitive and can
    /// contain wildcards. Most clouds let only administrators look up the names of others; if the cloud does not, the error is
    /// NovaForbidden. If there is no such user, the error is NovaResourceNotFound. Tab completes the names.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(UserCompleter))]
    public string[]? User { get; set; }

    /// <summary>Gets failed actions only.</summary>
    [Parameter]
    public SwitchParameter Failed { get; set; }

    /// <summary>
    /// Reads the record of each action, which has the events, the result and the duration. The command always does so if it gets
    /// the actions of one server. It sends one more request for each action.
    /// </summary>
    [Parameter]
    public SwitchParameter Detailed { get; set; }

    /// <summary>
    /// Gets the actions on the servers of all projects, and finds names in all projects. By default, clouds allow this to
    /// administrators only; others get NovaForbidden.
    /// </summary>
    [Parameter]
    public SwitchParameter AllProjects { get; set; }

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

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        try
        {
            _names = new ActionNames(Action);
        }
        catch (NovaException e)
        {
            ThrowTerminatingError(e, Action);
        }

        WarnOfFuture(nameof(Since), Since);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (MyInvocation.BoundParameters.ContainsKey(nameof(Server)))
        {
            base.ProcessRecord();
            return;
        }

        _isWholeProject = true;
        foreach (var connection in ChooseConnections(null, null))
            ReadProject(connection);
        ProcessReady();
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_first is { } only && !_hasSeveral)
        {
            _first = null;
            ReadOne(only);
        }

        WaitForPending();
        Show(_progress.Finish());
        ReportMissing();
        WriteHistory(looksUpNames: true);
        base.EndProcessing();
    }

    private protected override void BeforeEnd()
    {
        if (_first is { } unread && !_hasSeveral)
            Skip(unread.Input);
        Show(_progress.Finish());
        WriteHistory(looksUpNames: false);
    }

    private protected override void Tick() => Show(_progress.Next([]));

    private protected override void ReportNoMatch(string message) => WriteVerbose(message);

    private protected override ServerFilter CreateFilter() => new() { AllProjects = AllProjects };

    private protected override void Process(ServerTarget target)
    {
        _progress.Added();
        if ((RequestId ?? target.Identity.Action?.RequestId) is { Length: > 0 } requestId)
        {
            ReadRecord(target, requestId);
        }
        else if (_first is null)
        {
            // Whether it is the only server is known at the next one, or at the end of the input.
            _first = target;
        }
        else
        {
            if (!_hasSeveral)
                ReadOneOfSeveral(_first);
            _hasSeveral = true;
            ReadOneOfSeveral(target);
        }
    }

    /// <summary>Reports what was searched and not found: an action that is probably mistyped, and a request id.</summary>
    private void ReportMissing()
    {
        foreach (var (error, text) in _names.Mistyped())
            Report(error, text);
        if (_isWholeProject && RequestId is not null && _history.Count == 0)
        {
            Report(new NovaException(NovaErrorId.NovaServerNotFound, "was not found in the actions since "
                + (Since is null ? "one day ago" : "-Since"))
            {
                Target = "action " + RequestId,
                Remedy = "Specify an earlier -Since, or the server with -Server.",
            }, RequestId);
        }
    }
}
