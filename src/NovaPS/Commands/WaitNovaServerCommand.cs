using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client;

namespace NovaPS.Commands;

/// <summary>
/// <para type="synopsis">Waits until servers have arrived where they were sent.</para>
/// </summary>
/// <remarks>GET only: /servers/{server_id} for a few servers, /servers/detail for many, os-instance-actions for a suspicious one.</remarks>
[Cmdlet(VerbsLifecycle.Wait, "NovaServer")]
[OutputType(typeof(NovaServer))]
public sealed class WaitNovaServerCommand : ServerCmdlet
{
    private readonly Dictionary<NovaConnection, ServerWaiter> _waiters = [];
    private readonly CommandProgress _progress = new("Waiting for servers", "arrived");
    private WaitBudget? _budget;
    private int _running;

    /// <summary>
    /// <para type="description">The status to wait for. Without it: the action's own target, or rest for a server.</para>
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StatusCompleter))]
    public string? Status { get; set; }

    /// <summary>
    /// <para type="description">How long to wait for all, in seconds. 0 looks once, -1 has no limit.</para>
    /// </summary>
    [Parameter]
    [Alias("TimeoutSec")]
    [ValidateRange(-1, int.MaxValue / 1000)]
    public int Timeout { get; set; } = 300;

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        foreach (var waiter in _waiters.Values)
            waiter.Complete();
        RunUntil(() => _running == 0 || IsStopping);
        if (_progress.Finish() is { } last)
            WriteProgress(last);
        base.EndProcessing();
    }

    private protected override void Process(ServerTarget target)
    {
        var (server, action) = (target.Identity.Server, target.Identity.Action);
        WaiterOf(target.Connection).Add(new WaitItem(target.Id, target.Input!)
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
        if (_progress.Next(_waiters.Values.SelectMany(w => w.Waiting).Select(i => i.Last?.Name ?? i.ServerName ?? i.ServerId)) is { } record)
            WriteProgress(record);
    }

    private ServerWaiter WaiterOf(NovaConnection connection)
    {
        if (_waiters.TryGetValue(connection, out var waiter))
            return waiter;
        var client = connection.Client!;
        _budget ??= new WaitBudget(Timeout < 0 ? null : TimeSpan.FromSeconds(Timeout), client.Clock);
        _budget.Start();
        waiter = new ServerWaiter(client, Status, _budget, (item, server, error) => Queue.Post(() => Arrive(item, server, error)), Queue);
        _waiters.Add(connection, waiter);
        Run(connection, waiter);
        return waiter;
    }

    private void Run(NovaConnection connection, ServerWaiter waiter)
    {
        _running++;
        var (queue, cancellation) = (Queue, Cancellation);
        _ = Task.Run(async () =>
        {
            NovaException? end = null;
            try
            {
                await waiter.RunAsync(cancellation).ConfigureAwait(false);
            }
            catch (NovaException e)
            {
                end = e;
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                end = new NovaException(NovaErrorId.NovaProtocolError, "Waiting failed: " + e.Message, e);
            }

            queue.Post(() => End(connection, waiter, end));
        }, CancellationToken.None);
    }

    private void End(NovaConnection connection, ServerWaiter waiter, NovaException? error)
    {
        _running--;
        if (error is null)
            return;
        foreach (var item in waiter.Waiting)
            EndWork(connection, error, item.Input);
    }

    private void Arrive(WaitItem item, NovaServer? server, NovaException? error)
    {
        _progress.Done();
        if (error is null)
            WriteObject(server);
        else
            Report(error, item.Input);
    }
}
