using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using NovaPS.Client.Errors;
using NovaPS.Client.Operations;
using NovaPS.Client.Waiting;
using NovaPS.Commands.Abstractions;
using NovaPS.Completers;
using NovaPS.Internal;
using NovaPS.Parameters;

namespace NovaPS.Commands;

/// <summary>Implements Wait-NovaServer.</summary>
/// <remarks>
/// Sends GET /servers/{server_id} for few servers, GET /servers/detail with changes-since for many, GET os-instance-actions if the
/// status is not sufficient evidence, and os-getConsoleOutput, which only reads, for a console.
/// </remarks>
[Cmdlet(VerbsLifecycle.Wait, "NovaServer", DefaultParameterSetName = StatusSet)]
[OutputType(typeof(NovaServer))]
public sealed class WaitNovaServerCommand : ServerCmdlet
{
    private const string StatusSet = "Status";
    private const string DeletedSet = "Deleted";
    private const string RequestSet = "Request";
    private const string ForSet = "For";

    private readonly CommandProgress _progress = new("Waiting for servers", "completed");
    private readonly CancellationTokenSource _enough = new();
    private IReadOnlyList<WaitCondition> _conditions = [];
    private WaitSession? _session;
    private bool _hasEnough;

    /// <summary>
    /// <para>Specifies the status to wait for, such as ACTIVE. It is not case-sensitive, and takes precedence over the target
    /// state of an action. Tab completes the statuses; others are refused, because no server reaches them.</para>
    /// <para>A server that is in ERROR, or changes to it, ends its wait with NovaServerFaulted, unless ERROR is the status to
    /// wait for.</para>
    /// </summary>
    [Parameter(ParameterSetName = StatusSet)]
    [Parameter(ParameterSetName = ForSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StatusCompleter))]
    public string? Status { get; set; }

    /// <summary>
    /// Waits until the servers are deleted, and writes the last known state of each, with the status DELETED.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = DeletedSet)]
    public SwitchParameter Deleted { get; set; }

    /// <summary>
    /// Specifies the request id (req-...) of the action to wait for, if only that is known, for example from a log. Specify
    /// the server with it.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = RequestSet)]
    [Parameter(ParameterSetName = ForSet)]
    [ValidateNotNullOrEmpty]
    public string? RequestId { get; set; }

    /// <summary>
    /// <para>Specifies conditions that must be met once the server is ACTIVE, or has the -Status: all of them, within the same
    /// -Timeout. A condition that was met is not checked again, unless the server leaves its status.</para>
    /// <para>Tcp:PORT: the server accepts connections on that port, such as Tcp:22 or Tcp:3389. This computer connects to the server
    /// directly; no proxy is used. -Network and -AddressType select the address.</para>
    /// <para>Console:TEXT: the console log of the server contains the text, such as Console:'login:'. The text is not a pattern, and
    /// is not case-sensitive. If the cloud keeps the log of an earlier boot, a text of that boot counts too. The log is never
    /// shown.</para>
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = ForSet)]
    [ValidateWaitCondition]
    [ArgumentCompleter(typeof(ConditionCompleter))]
    public string[] For { get; set; } = [];

    /// <summary>
    /// Specifies the network of the address that Tcp connects to, by name, such as private. By default, any network is
    /// used. It applies only to <c>-For Tcp:PORT</c>.
    /// </summary>
    [Parameter(ParameterSetName = ForSet)]
    [ValidateNotNullOrEmpty]
    public string? Network { get; set; }

    /// <summary>
    /// Specifies the type of the address that Tcp connects to: Fixed or Floating. By default, a floating address is used if
    /// there is one, otherwise a fixed one; IPv4 is preferred to IPv6. The command waits for a server that has no such
    /// address yet. It applies only to <c>-For Tcp:PORT</c>.
    /// </summary>
    [Parameter(ParameterSetName = ForSet)]
    [ValidateSet("Fixed", "Floating")]
    public string? AddressType { get; set; }

    /// <summary>
    /// Returns when the first server reaches its target state, and writes it. The other servers have no outcome: neither an
    /// object nor an error. Servers that failed earlier have their errors.
    /// </summary>
    [Parameter]
    public SwitchParameter Any { get; set; }

    /// <summary>
    /// Specifies how long to wait for all servers together, from the first server on: a number of seconds, or a TimeSpan such as
    /// 00:05:00. The default is 300 seconds. 0 checks once; -1 waits without limit. A server that does not reach its target state in
    /// time causes the error NovaWaitTimeout.
    /// </summary>
    [Parameter]
    [Alias("TimeoutSec")]
    [DurationTransformation(0, WaitOptions.MaxSeconds, AllowsNoLimit = true)]
    [PSDefaultValue(Help = "300")]
    public TimeSpan Timeout { get; set; } = WaitOptions.DefaultTimeout;

    /// <summary>
    /// Specifies the pause between two polls, from 0.1 to 3600 seconds: a number of seconds, or a TimeSpan. By default, the
    /// pause is half a second at first, and grows to five seconds.
    /// </summary>
    [Parameter]
    [DurationTransformation(0.1, 3600)]
    [PSDefaultValue(Help = "0.5, growing to 5")]
    public TimeSpan? PollInterval { get; set; }

    /// <summary>
    /// Specifies the connection to use: its name, or the object from Connect-NovaProject or Get-NovaConnection. By default, an object
    /// uses the connection that it was read through, and ids and names use the default connection. If that connection is not open, or
    /// there is no default, the error is NovaNotConnected.
    /// </summary>
    [Parameter]
    [ConnectionTransformation]
    [ValidateConnection]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    public NovaConnection? Connection { get; set; }

    /// <summary>Refuses parameters that contradict each other before anything is sent.</summary>
    protected override void BeginProcessing()
    {
        if (Status is not null && !ServerAction.IsKnownStatus(Status))
            RefuseStatus(Status);
        if (For.Length > 0 && string.Equals(Status, "DELETED", StringComparison.OrdinalIgnoreCase))
            Refuse("-For and -Status DELETED cannot be used together: a deleted server does not respond", "Omit one of them.");
        _conditions = For.Select(f => WaitCondition.Parse(f, new AddressChoice(Network, AddressType))).ToList();
        if ((Network ?? AddressType) is not null && !_conditions.OfType<TcpCondition>().Any())
            Refuse("-Network and -AddressType select the address that Tcp connects to, and -For has no Tcp:PORT",
                "Add Tcp:PORT to -For, or omit -Network and -AddressType.");
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        // With -Any, servers after the first have no outcome, so their names are not looked up.
        ProcessReady();
        if (!_hasEnough)
            base.ProcessRecord();
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        _session?.Complete();
        RunUntil(() => _session?.IsRunning != true || IsStopping);
        Show(_progress.Finish());
        base.EndProcessing();
    }

    private protected override IReadOnlyList<NovaConnection> GivenConnections => Connection is null ? [] : [Connection];

    private protected override int StillWaitedFor => _session?.InProgress.Count() ?? 0;

    private protected override void BeforeEnd() => Show(_progress.Finish());

    private protected override string? DescribeInterruption() => _hasEnough ? null : InterruptedWait.Describe(this, _session, _conditions,
        (Deleted ? " -Deleted" : string.Empty)
        + (Status is null ? string.Empty : " -Status " + RemedyCommand.Quote(Status))
        + (RequestId is null ? string.Empty : " -RequestId " + RemedyCommand.Quote(RequestId)) + (Any ? " -Any" : string.Empty),
        InterruptedWait.Argument(this, nameof(Timeout), Timeout) + InterruptedWait.Argument(this, nameof(PollInterval), PollInterval));

    private protected override void Process(ServerTarget target)
    {
        // The first of several servers in one argument may have reached its target while the next was looked up.
        if (_hasEnough)
            return;
        _session ??= CreateSession();
        _session.Add(target.Connection, new TrackedOperation(target.Id, CreateOperation(target.Identity), target.Input)
        {
            ServerName = target.Name,
            Connection = target.Connection,
        });
        _progress.Added();
    }

    /// <summary>The status to wait for. -For implies ACTIVE, because only a running server can meet a condition.</summary>
    private string? TargetStatus => Deleted ? "DELETED" : Status ?? (For.Length > 0 ? "ACTIVE" : null);

    private Operation CreateOperation(NovaServerIdentity identity)
    {
        var operation = RequestId is { } requestId ? Operation.Follow(null, requestId) : identity.Action is { } action
            ? Operation.Follow(action) : null;
        if (operation is null)
            operation = TargetStatus is { } status ? Operation.WaitFor(status) : Operation.WaitForRest();
        else if (TargetStatus is { } status)
            operation = operation.Until(status);
        return identity.Server is { } server ? operation with { Prior = ServerRow.Of(server), IsKnown = true } : operation;
    }

    private protected override void Tick()
    {
        if (_session is null)
            return;
        if (_progress.NextReport(_session.InProgress) is { } report)
            WriteVerbose(report);
        Show(_progress.Next(_session.InProgress));
    }

    /// <summary>A server never reaches a status that does not exist, so the command would wait until its timeout.</summary>
    private void RefuseStatus(string status)
    {
        var (reason, remedy) = ServerAction.UnknownStatus(status);
        ThrowTerminatingError(new NovaException(NovaErrorId.NovaWaitInputInvalid, reason) { Remedy = remedy }, status);
    }

    private void Refuse(string reason, string remedy) =>
        ThrowTerminatingError(new NovaException(NovaErrorId.NovaWaitInputInvalid, reason) { Remedy = remedy }, For);

    private WaitSession CreateSession() => new(
        Dispatcher,
        new WaitOptions(WaitOptions.Limit(Timeout)) { Conditions = _conditions, PollInterval = PollInterval },
        WriteOutcome,
        (connection, error, operations) => FailWait(connection, error, operations, haveOutcome: false),
        CancellationTokenSource.CreateLinkedTokenSource(Cancellation, _enough.Token).Token);

    private void WriteOutcome(TrackedOperation tracked, NovaServer? server, NovaException? error)
    {
        // With -Any, the other servers have no outcome.
        if (_hasEnough)
            return;
        WriteVerbose(_progress.Settle(tracked, server, error));
        if (error is not null)
        {
            Report(error, tracked.Input);
            return;
        }

        if (Any)
        {
            _hasEnough = true;
            _enough.Cancel();
        }

        WriteObject(server);
    }
}
