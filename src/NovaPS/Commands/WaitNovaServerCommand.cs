using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using NovaPS.Client.Waiting;
using NovaPS.Commands.Abstractions;
using NovaPS.Completers;
using NovaPS.Internal;
using NovaPS.Parameters;

namespace NovaPS.Commands;

/// <summary>
/// <para type="synopsis">Waits until servers have arrived where they were sent.</para>
/// </summary>
/// <remarks>
/// GET /servers/{server_id} for a few servers, /servers/detail with changes-since for many, os-instance-actions for a suspicious one;
/// for a console os-getConsoleOutput, which reads as well.
/// </remarks>
[Cmdlet(VerbsLifecycle.Wait, "NovaServer", DefaultParameterSetName = StatusSet)]
[OutputType(typeof(NovaServer))]
public sealed class WaitNovaServerCommand : ServerCmdlet
{
    private const string StatusSet = "Status";
    private const string DeletedSet = "Deleted";
    private const string RequestSet = "Request";
    private const string ForSet = "For";

    private readonly CommandProgress _progress = new("Waiting for servers", "arrived");
    private readonly CancellationTokenSource _enough = new();
    private IReadOnlyList<WaitCondition> _conditions = [];
    private WaitSession? _session;
    private bool _hasEnough;

    /// <summary>
    /// <para type="description">The status to wait for. Without it: the action's own target, or rest for a server.</para>
    /// </summary>
    [Parameter(ParameterSetName = StatusSet)]
    [Parameter(ParameterSetName = ForSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StatusCompleter))]
    public string? Status { get; set; }

    /// <summary>
    /// <para type="description">Waits until the servers are gone.</para>
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = DeletedSet)]
    public SwitchParameter Deleted { get; set; }

    /// <summary>
    /// <para type="description">The request id of the action to wait for, where only that is known.</para>
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = RequestSet)]
    [Parameter(ParameterSetName = ForSet)]
    [ValidateNotNullOrEmpty]
    public string? RequestId { get; set; }

    /// <summary>
    /// <para type="description">What has to hold besides: Tcp:PORT, Console:TEXT. All of them, within the same time.</para>
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = ForSet)]
    [ValidateWaitCondition]
    [ArgumentCompleter(typeof(ConditionCompleter))]
    public string[] For { get; set; } = [];

    /// <summary>
    /// <para type="description">The network of the address for Tcp. Without it: any.</para>
    /// </summary>
    [Parameter(ParameterSetName = ForSet)]
    [ValidateNotNullOrEmpty]
    public string? Network { get; set; }

    /// <summary>
    /// <para type="description">The type of the address for Tcp. Without it: a floating one where there is one.</para>
    /// </summary>
    [Parameter(ParameterSetName = ForSet)]
    [ValidateSet("Fixed", "Floating")]
    public string? AddressType { get; set; }

    /// <summary>
    /// <para type="description">Returns when the first has arrived.</para>
    /// </summary>
    [Parameter]
    public SwitchParameter Any { get; set; }

    /// <summary>
    /// <para type="description">How long to wait for all, in seconds. 0 looks once, -1 has no limit.</para>
    /// </summary>
    [Parameter]
    [Alias("TimeoutSec")]
    [ValidateRange(-1, int.MaxValue / 1000)]
    public int Timeout { get; set; } = 300;

    /// <summary>
    /// <para type="description">The pause between two looks, in seconds. Without it: short at first, then longer.</para>
    /// </summary>
    [Parameter]
    [ValidateRange(0.1, 3600.0)]
    public double PollInterval { get; set; }

    /// <summary>What contradicts itself is refused before anything is sent.</summary>
    protected override void BeginProcessing()
    {
        if (For.Length > 0 && string.Equals(Status, "DELETED", StringComparison.OrdinalIgnoreCase))
            Refuse("-For and -Status DELETED go not together: a server that is gone answers nothing. Leave one of them out.");
        _conditions = For.Select(f => WaitCondition.Parse(f, new AddressChoice(Network, AddressType))).ToList();
        if ((Network ?? AddressType) is not null && !_conditions.OfType<TcpCondition>().Any())
            Refuse("-Network and -AddressType choose the address that Tcp connects to, and -For has no Tcp:PORT. Add one, or leave them out.");
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        // Those after the first of -Any have no outcome, and are not looked for either.
        ProcessReady();
        if (!_hasEnough)
            base.ProcessRecord();
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        _session?.Complete();
        RunUntil(() => _session?.IsRunning != true || IsStopping);
        FinishProgress();
        base.EndProcessing();
    }

    private protected override int StillWaitedFor => _session?.Waiting.Count() ?? 0;

    private protected override void BeforeEnd() => FinishProgress();

    private protected override void Process(ServerTarget target)
    {
        // Of several in one argument the first may have arrived while the next was looked for.
        if (_hasEnough)
            return;
        var (server, action) = (target.Identity.Server, target.Identity.Action);
        if (RequestId is not null)
            action = new NovaServerAction(string.Empty, target.Id, RequestId) { ServerName = target.Name, Connection = target.Connection };
        _session ??= CreateSession();
        _session.Add(target.Connection, new WaitItem(target.Id, target.Input)
        {
            Action = action,
            ServerName = target.Name,
            PriorStatus = server?.Status,
            IsKnown = server is not null || action is not null,
        });
        _progress.Added();
    }

    private protected override void Tick()
    {
        if (_session is not null && _progress.Next(_session.Waiting) is { } record)
            WriteProgress(record);
    }

    private void FinishProgress()
    {
        if (_progress.Finish() is { } last)
            WriteProgress(last);
    }

    private void Refuse(string message) =>
        ThrowTerminatingError(ErrorRecords.Create(new ArgumentException(message), "NovaWaitInputInvalid", ErrorCategory.InvalidArgument, For));

    private WaitSession CreateSession() => new(
        Dispatcher,
        new WaitOptions
        {
            // Only a server that runs can answer.
            Status = Deleted ? "DELETED" : Status ?? (For.Length > 0 ? "ACTIVE" : null),
            Conditions = _conditions,
            Timeout = WaitOptions.Limit(Timeout),
            PollInterval = PollInterval > 0 ? TimeSpan.FromSeconds(PollInterval) : null,
        },
        Arrive,
        EndWaiting,
        CancellationTokenSource.CreateLinkedTokenSource(Cancellation, _enough.Token).Token);

    private void Arrive(WaitItem item, NovaServer? server, NovaException? error)
    {
        // The others of -Any have no outcome.
        if (_hasEnough)
            return;
        if (error is not null)
        {
            _progress.Failed();
            Report(error, item.Input);
            return;
        }

        _progress.Done();
        if (Any)
        {
            _hasEnough = true;
            _enough.Cancel();
        }

        WriteObject(server);
    }
}
