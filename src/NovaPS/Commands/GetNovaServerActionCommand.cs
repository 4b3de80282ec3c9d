using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client;
using NovaPS.Client.Compute;
using NovaPS.Commands.Abstractions;
using NovaPS.Completers;
using NovaPS.Internal;
using NovaPS.Parameters;

namespace NovaPS.Commands;

/// <summary>Implements Get-NovaServerAction.</summary>
/// <remarks>GET /servers/{server_id}/os-instance-actions; for an action GET .../os-instance-actions/{request_id}.</remarks>
[Cmdlet(VerbsCommon.Get, "NovaServerAction")]
[OutputType(typeof(NovaServerAction))]
public sealed class GetNovaServerActionCommand : ServerCmdlet
{
    private List<WildcardPattern> _patterns = [];

    /// <summary>
    /// Specifies the actions to get, by Nova's names: start, stop, reboot, create and so on. They are not case-sensitive
    /// and can contain wildcards.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ActionRecordCompleter))]
    public string[]? Action { get; set; }

    /// <summary>Specifies the request id (req-...) of the action to get. The action is returned with its events.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? RequestId { get; set; }

    /// <summary>Specifies the earliest start time of the actions to get. A time without a zone is local time.</summary>
    [Parameter]
    public DateTime? Since { get; set; }

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

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _patterns = [.. (Action ?? []).Select(Read)];
    }

    private protected override IReadOnlyList<NovaConnection> GivenConnections => Connection ?? [];

    private protected override void ReportNoMatch(string message) => WriteVerbose(message);

    private protected override void Process(ServerTarget target)
    {
        var (client, queue) = (target.Connection.Client!, Dispatcher);
        var requestId = RequestId ?? target.Identity.Action?.RequestId;
        var since = LocalTime.ToInstant(Since);
        var patterns = _patterns;
        Send(target, Read, e => e.For("get", "the actions of server " + target.Describe()));

        async Task<Action> Read(CancellationToken cancellation)
        {
            // A single record has events; a list does not.
            var actions = string.IsNullOrEmpty(requestId)
                ? await ServerApi.ListAllActionsAsync(client, target.Id, queue, cancellation).ConfigureAwait(false)
                : [await ServerApi.GetActionAsync(client, target.Id, requestId!, queue, cancellation).ConfigureAwait(false)];
            foreach (var action in actions)
                action.ServerName = target.Name;
            var wanted = actions.Where(a => (since is null || a.StartTimeUtc >= since)
                && (patterns.Count == 0 || patterns.Exists(p => p.IsMatch(a.Action)))).ToList();
            return () => WriteObject(wanted, enumerateCollection: true);
        }
    }

    /// <summary>PowerShell detects an invalid pattern at the first comparison, which would be after a request was sent.</summary>
    private WildcardPattern Read(string action)
    {
        var pattern = new WildcardPattern(action, WildcardOptions.IgnoreCase);
        try
        {
            pattern.IsMatch(string.Empty);
        }
        catch (WildcardPatternException)
        {
            ThrowTerminatingError(new NovaException(NovaErrorId.NovaActionInputInvalid, "'" + action + "' has a bracket that is not closed")
            {
                Target = "-Action",
            }, action);
        }

        return pattern;
    }
}
