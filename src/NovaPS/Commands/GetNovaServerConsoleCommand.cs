using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using NovaPS.Client.Consoles;
using NovaPS.Commands.Abstractions;
using NovaPS.Completers;
using NovaPS.Internal;
using NovaPS.Parameters;

namespace NovaPS.Commands;

/// <summary>Implements Get-NovaServerConsole.</summary>
/// <remarks>
/// POST /servers/{server_id}/action with {"os-getConsoleOutput": {"length": 51}}; with -Url POST /servers/{server_id}/remote-consoles.
/// </remarks>
[Cmdlet(VerbsCommon.Get, "NovaServerConsole", DefaultParameterSetName = LogSet)]
[OutputType(typeof(string), ParameterSetName = [LogSet])]
[OutputType(typeof(NovaServerConsole), ParameterSetName = [UrlSet])]
public sealed class GetNovaServerConsoleCommand : ServerCmdlet
{
    private const string LogSet = "Log";
    private const string UrlSet = "Url";

    private bool _isFollowing;

    /// <summary>Specifies how many lines of the log to get, counted from its end. The default is all that the cloud keeps.</summary>
    [Parameter(ParameterSetName = LogSet)]
    [Alias("Last")]
    [ValidateRange(1, 1_000_000)]
    public int? Tail { get; set; }

    /// <summary>
    /// Continues to read the log of one server every two seconds, and writes each new line, until you press Ctrl+C.
    /// </summary>
    [Parameter(ParameterSetName = LogSet)]
    public SwitchParameter Follow { get; set; }

    /// <summary>
    /// Leaves control characters in the lines. By default, they are removed except for tabs, because a terminal would interpret them.
    /// Nova itself removes most of them.
    /// </summary>
    [Parameter(ParameterSetName = LogSet)]
    public SwitchParameter Raw { get; set; }

    /// <summary>
    /// Creates a console that can be opened in a browser, and writes an object whose method GetUrl() returns its URL. It requires
    /// microversion 2.6 or later.
    /// </summary>
    [Parameter(ParameterSetName = UrlSet, Mandatory = true)]
    public SwitchParameter Url { get; set; }

    /// <summary>
    /// Specifies the type of the console. The default is the first that the cloud offers, in this order: novnc, spice-html5, serial,
    /// webmks (microversion 2.8 or later), rdp-html5.
    /// </summary>
    [Parameter(ParameterSetName = UrlSet)]
    [ValidateSet("novnc", "spice-html5", "serial", "webmks", "rdp-html5")]
    public string? Type { get; set; }

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

    private protected override void ReportNoMatch(string message) => WriteVerbose(message);

    private protected override void Process(ServerTarget target)
    {
        var (client, log) = (target.Connection.Client!, Dispatcher);
        var console = new ConsoleFollower(client, target.Id, log);
        if (Follow && _isFollowing)
        {
            Report(new NovaException(NovaErrorId.NovaConsoleInputInvalid, "-Follow reads the console of one server, and is reading another")
            {
                Remedy = "Run the command once for each server, without -Follow or in several sessions.",
            }.For("follow the console of", "server " + target.Describe()), target.Input);
            return;
        }

        _isFollowing = Follow;
        // The requests do not run on the pipeline thread, which alone uses the command.
        var (isUrl, isFollow, tail, type) = (Url.IsPresent, Follow.IsPresent, Tail, Type?.ToLowerInvariant());
        var writer = new PageWriter<string>(log, Write);
        Send(target, async cancellation =>
        {
            if (isUrl)
            {
                var created = await ConsoleUrlApi.CreateAsync(client, target.Id, type, log, cancellation)
                    .ConfigureAwait(false);
                created.ServerName = target.Name;
                return () => WriteObject(created);
            }

            if (isFollow)
                await console.FollowAsync(tail, lines => writer.WriteAsync(lines, cancellation), cancellation).ConfigureAwait(false);
            var all = await console.ReadAsync(tail, cancellation).ConfigureAwait(false);
            return () => all.ToList().ForEach(Write);
        }, e => e.For("get", "the console of server " + target.Describe()));
    }

    private void Write(string line) => WriteObject(Raw ? line : ConsoleText.Clean(line));
}
