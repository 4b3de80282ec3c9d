using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client;
using NovaPS.Client.Compute;
using NovaPS.Client.Operations;
using NovaPS.Internal;
using NovaPS.Parameters;

namespace NovaPS.Commands.Abstractions;

/// <summary>
/// A cmdlet that requests an action on servers, and writes one NovaServerAction for each that the cloud accepts; with -Wait, each
/// server once it has reached its target state.
/// </summary>
public abstract class ServerActionCmdlet : ServerRequestCmdlet
{
    private readonly Dictionary<ComputeClient, Lazy<Task<ActionArguments>>> _lookups = [];
    private CommandProgress? _progress;
    private CommandProgress? _waitProgress;
    private WaitSession? _session;

    /// <summary>
    /// Waits for the servers to reach their target state, and writes them instead of the actions, as Wait-NovaServer does.
    /// </summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>
    /// Specifies how long -Wait waits for all servers together, from the first server on: a number of seconds, or a TimeSpan such as
    /// 00:05:00. The default is 300 seconds. 0 checks once; -1 waits without limit. A server that does not reach its target state in
    /// time causes the error NovaWaitTimeout.
    /// </summary>
    [Parameter]
    [Alias("TimeoutSec")]
    [DurationTransformation(0, WaitOptions.MaxSeconds, AllowsNoLimit = true)]
    [PSDefaultValue(Help = "300")]
    public TimeSpan Timeout { get; set; } = WaitOptions.DefaultTimeout;

    /// <summary>The action that the command sends.</summary>
    private protected abstract ServerAction Action { get; }

    /// <summary>The arguments of the action on the current server, if they need no lookup.</summary>
    private protected virtual ActionArguments Arguments => ActionArguments.None;

    /// <summary>
    /// Returns the function that looks up the arguments of the action; null if they need no lookup. It runs once for each connection, and
    /// not on the pipeline thread, so it has the values of the parameters and does not use the command.
    /// </summary>
    private protected virtual ArgumentLookup? CreateLookup() => null;

    /// <summary>The action that follows once the first one is completed; null for none.</summary>
    private protected virtual ServerAction? Then => null;

    /// <summary>Whether the command waits for the end of the action.</summary>
    private protected virtual bool IsWaiting => Wait;

    /// <summary>
    /// Adds to the operation what is read of the server before its request. It does not run on the pipeline thread, so it does not use the
    /// command.
    /// </summary>
    private protected virtual Task<Operation> PrepareAsync(
        ComputeClient client, TrackedOperation tracked, IClientLog log, CancellationToken cancellation) => Task.FromResult(tracked.State);

    /// <summary>Whether a server that is already in the target state counts as a success.</summary>
    private protected virtual bool IsIdempotent => false;

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        WaitForPending();
        Finish(ref _progress);
        _session?.Complete();
        RunUntil(() => _session?.IsRunning != true || IsStopping);
        Finish(ref _waitProgress);
        base.EndProcessing();
    }

    /// <summary>Writes the actions that are still in progress, so that they can be waited for again.</summary>
    private protected override void BeforeEnd()
    {
        foreach (var tracked in _session?.InProgress.ToList() ?? [])
            WriteAction(tracked);
        Finish(ref _progress);
        Finish(ref _waitProgress);
    }

    private protected override string? DescribeInterruption()
    {
        var wait = InterruptedWait.Describe(this, _session, [], string.Empty, InterruptedWait.Argument(this, nameof(Timeout), Timeout));
        var canceled = base.DescribeInterruption();
        return wait is null || canceled is null ? wait ?? canceled : canceled + " " + wait;
    }

    private protected override void Tick()
    {
        if (_session is not null && _waitProgress?.NextReport(_session.InProgress) is { } report)
            WriteVerbose(report);
        if (_progress?.Next([]) is { } record)
            WriteProgress(record);
        else if (_progress is null && _session is not null && _waitProgress?.Next(_session.InProgress) is { } waiting)
            WriteProgress(waiting);
    }

    private protected override void Process(ServerTarget target)
    {
        WarnOfThrottleLimit(target.Connection);
        var (action, client, log, isWhatIf) = (Action, target.Connection.Client!, Dispatcher, IsWhatIf);
        // Prompt on the pipeline thread, before the request is queued.
        if (!isWhatIf && !ShouldProcess("server " + target.Describe(), action.Prompt))
            return;
        var operation = isWhatIf ? Operation.WhatIf(action) : Operation.Send(action, IsWaiting);
        var tracked = new TrackedOperation(target.Id, operation with
        {
            Arguments = Arguments,
            IsIdempotent = IsIdempotent,
            UserId = client.Tokens.Current.UserId,
            Then = Then,
            Prior = (action.Choices.Count > 0 || action.Proof == ActionProof.Gone) && target.Identity.Server is { } server
                && server.Connection?.IsSameTarget(target.Connection) == true ? ServerRow.Of(server) : null,
        }, target.Input)
        {
            ServerName = target.Name,
            Connection = target.Connection,
        };
        var lookup = LookUp(client);
        if (!isWhatIf)
            (_progress ??= new CommandProgress("Sending requests to " + action.Verb + " servers", "responded")).Added();
        Send(target, async cancellation =>
        {
            if (lookup is not null)
                tracked.State = tracked.State with { Arguments = await FoundAsync(lookup.Value).ConfigureAwait(false) };
            tracked.State = await PrepareAsync(client, tracked, log, cancellation).ConfigureAwait(false);
            var outcome = await OperationSender.RunAsync(client, tracked, log, cancellation).ConfigureAwait(false);
            return outcome switch
            {
                FailedStep failed => throw OperationErrors.Of(tracked, failed),
                DoneStep { Preview: { } preview } => () =>
                    ShouldProcess(action.Verb + " server " + tracked.Describe() + ": " + WhatIfText.Of(tracked, preview), null, null),
                DoneStep done when IsWaiting => () => Accept(() => WriteObject(tracked.ToServer(done))),
                null => () => Accept(() => Follow(target.Connection, tracked)),
                _ => () => Accept(() => WriteAction(tracked)),
            };
        }, e => Describe(target, e));
    }

    /// <summary>Returns the lookup of a connection, which starts when the first server needs it; null for none.</summary>
    private Lazy<Task<ActionArguments>>? LookUp(ComputeClient client)
    {
        if (!_lookups.TryGetValue(client, out var found) && CreateLookup() is { } lookup)
        {
            var (log, stopped) = (Dispatcher, Cancellation);
            _lookups.Add(client, found = new(() => lookup(client, log, stopped)));
        }

        return found;
    }

    /// <summary>Returns the result of a lookup. Each server has its own copy of the error.</summary>
    private static async Task<ActionArguments> FoundAsync(Task<ActionArguments> lookup)
    {
        try
        {
            return await lookup.ConfigureAwait(false);
        }
        catch (NovaException e)
        {
            throw e.Copy().AsReason();
        }
    }

    private void Accept(Action write)
    {
        _progress?.Done();
        write();
    }

    private void WriteAction(TrackedOperation tracked) => WriteObject(tracked.ToAction());

    private void Follow(NovaConnection connection, TrackedOperation tracked)
    {
        (_waitProgress ??= new CommandProgress("Waiting for servers", "completed")).Added();
        (_session ??= new WaitSession(Dispatcher, new WaitOptions(WaitOptions.Limit(Timeout)), WriteOutcome, Abandon, Cancellation))
            .Add(connection, tracked);
    }

    private void WriteOutcome(TrackedOperation tracked, NovaServer? server, NovaException? error)
    {
        if (_waitProgress?.Settle(tracked, server, error) is { } report)
            WriteVerbose(report);
        if (error is null)
            WriteObject(server);
        else
            Report(error, tracked.Input);
    }

    /// <summary>The connection can no longer be polled. Its accepted actions are written, so that their request ids are not lost.</summary>
    private void Abandon(NovaConnection connection, NovaException error, IReadOnlyList<TrackedOperation> inProgress)
    {
        foreach (var tracked in inProgress)
            WriteAction(tracked);
        FailWait(connection, error, inProgress, haveOutcome: true);
    }

    private void Finish(ref CommandProgress? progress)
    {
        Show(progress?.Finish());
        progress = null;
    }

    private void Describe(ServerTarget target, NovaException e)
    {
        _progress?.Failed();
        // If the cloud does not name the state ("Instance X is not ready"), name the last one that was read.
        var status = e.ErrorId == NovaErrorId.NovaServerInvalidState && e.VmState is null ? target.Identity.Server?.Status : null;
        if (status is not null)
            e.Note("It was " + status + " when it was last read.");
        e.For(Action.Verb, "server " + target.Describe());
    }
}
