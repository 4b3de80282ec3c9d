using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using NovaPS.Client.Compute;
using NovaPS.Client.Waiting;
using NovaPS.Internal;

namespace NovaPS.Commands.Abstractions;

/// <summary>
/// A cmdlet that begins an action on servers, and writes one NovaServerAction for each that the cloud accepted; with -Wait the
/// server as it is when it has arrived.
/// </summary>
public abstract class ServerActionCmdlet : ServerCmdlet
{
    private CommandProgress? _progress;
    private CommandProgress? _waitProgress;
    private WaitSession? _session;

    /// <summary>
    /// Specifies how many requests can be in flight at once, from 1 to 1000. The default is 16. A connection never has more
    /// than 32 requests in flight, for all commands together.
    /// </summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    public int ThrottleLimit { get; set; } = 16;

    /// <summary>
    /// Waits for the servers to reach their target state, and writes them instead of the actions, as Wait-NovaServer does.
    /// </summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>
    /// Specifies how long -Wait waits for all servers together, in seconds, from the first one on. The default is 300. 0
    /// checks once; -1 waits without limit.
    /// </summary>
    [Parameter]
    [Alias("TimeoutSec")]
    [ValidateRange(-1, int.MaxValue / 1000)]
    public int Timeout { get; set; } = 300;

    /// <summary>
    /// Treats a server that is already in the target state, or moving to it, as a success: the action that is written has
    /// AlreadySatisfied set, and is the action in progress, if there is one. Without it, the cloud's 409 response is the
    /// error.
    /// </summary>
    [Parameter]
    public SwitchParameter Idempotent { get; set; }

    private protected override int MaxInFlight => ThrottleLimit;

    /// <summary>What is sent, and where it leads.</summary>
    private protected abstract ServerActionKind Kind { get; }

    /// <summary>-WhatIf, or the preference of the caller.</summary>
    private bool IsWhatIf => MyInvocation.BoundParameters.TryGetValue("WhatIf", out var given)
        ? LanguagePrimitives.IsTrue(given) : LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference"));

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

    /// <summary>What was accepted is written as what it is, an action: it can be waited for again.</summary>
    private protected override void BeforeEnd()
    {
        foreach (var item in _session?.Waiting.ToList() ?? [])
            WriteObject(item.Action);
        Finish(ref _progress);
        Finish(ref _waitProgress);
    }

    private protected override void Tick()
    {
        if (_progress?.Next([]) is { } record)
            WriteProgress(record);
        else if (_progress is null && _session is not null && _waitProgress?.Next(_session.Waiting) is { } waiting)
            WriteProgress(waiting);
    }

    private protected override void Process(ServerTarget target)
    {
        var (kind, client, queue, isIdempotent) = (Kind, target.Connection.Client!, Dispatcher, Idempotent.IsPresent);
        if (IsWhatIf)
        {
            Begin(target.Connection, target.Input, async cancellation =>
            {
                var forecast = await ActionForecast.ReadAsync(client, kind, target.Id, isIdempotent, queue, cancellation).ConfigureAwait(false);
                return () => ShouldProcess(Sentence(target) + ": " + forecast, Sentence(target) + "?", kind.Name);
            }, e => Describe(target, e));
            return;
        }

        // Asked on the pipeline thread, before anything is queued.
        if (!ShouldProcess("server " + target.Describe(), kind.Name))
            return;
        _progress ??= new CommandProgress("Asking the cloud to " + kind.Name + " servers", "answered");
        _progress.Added();
        Begin(target.Connection, target.Input, async cancellation =>
        {
            var sender = new ActionSender(client, kind, target.Id, target.Name, queue);
            var action = await (isIdempotent ? sender.SendUnlessThereAsync(cancellation) : sender.SendAsync(cancellation)).ConfigureAwait(false);
            return () => Accept(target, action);
        }, e =>
        {
            _progress?.Failed();
            Describe(target, e);
        });
    }

    private void Accept(ServerTarget target, NovaServerAction action)
    {
        _progress?.Done();
        if (!Wait)
        {
            WriteObject(action);
            return;
        }

        _waitProgress ??= new CommandProgress("Waiting for servers", "arrived");
        _waitProgress.Added();
        _session ??= new WaitSession(Dispatcher, new WaitOptions { Timeout = WaitOptions.Limit(Timeout) }, Arrive, Abandon, Cancellation);
        _session.Add(target.Connection, new WaitItem(target.Id, target.Input) { Action = action, ServerName = action.ServerName, IsKnown = true });
    }

    private void Arrive(WaitItem item, NovaServer? server, NovaException? error)
    {
        if (error is null)
        {
            _waitProgress?.Done();
            WriteObject(server);
        }
        else
        {
            _waitProgress?.Failed();
            Report(error, item.Input);
        }
    }

    /// <summary>The connection cannot be looked at any more; what was accepted there is written, so that its request id is not lost.</summary>
    private void Abandon(NovaConnection connection, NovaException error, IReadOnlyList<WaitItem> items)
    {
        foreach (var item in items)
            WriteObject(item.Action);
        EndWaiting(connection, error, items);
    }

    private void Finish(ref CommandProgress? progress)
    {
        if (progress?.Finish() is { } last)
            WriteProgress(last);
        progress = null;
    }

    private string Sentence(ServerTarget target) => Kind.Name + " server " + target.Describe();

    private void Describe(ServerTarget target, NovaException e)
    {
        // "Instance X is not ready": the cloud does not name the state, so what was seen last is said.
        var status = e.ErrorId == NovaErrorId.NovaServerInvalidState && e.VmState is null ? target.Identity.Server?.Status : null;
        if (status is not null)
            e.Note("It was " + status + " when it was last read.");
        e.For(Kind.Name, "server " + target.Describe(), target.Id);
    }
}
