using System;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client;

namespace NovaPS.Commands;

/// <summary>A cmdlet that begins an action on servers, and writes one NovaServerAction for each that the cloud accepted.</summary>
public abstract class ServerActionCmdlet : ServerCmdlet
{
    private CommandProgress? _progress;

    /// <summary>
    /// <para type="description">How many requests may be under way at once.</para>
    /// </summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    public int ThrottleLimit { get; set; } = 16;

    private protected override int MaxUnderWay => ThrottleLimit;

    /// <summary>What is sent, and where it leads.</summary>
    private protected abstract ServerActionKind Kind { get; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        Settle();
        if (_progress?.Finish() is { } last)
            WriteProgress(last);
        base.EndProcessing();
    }

    private protected override void Tick()
    {
        if (_progress?.Next([]) is { } record)
            WriteProgress(record);
    }

    private protected override void Process(ServerTarget target)
    {
        // Asked on the pipeline thread, before anything is queued.
        if (!ShouldProcess("server " + target.Describe(), Kind.Name))
            return;
        var (kind, client, queue) = (Kind, target.Connection.Client!, Queue);
        _progress ??= new CommandProgress("Asking the cloud to " + kind.Name + " servers", "answered");
        _progress.Added();
        Begin(target.Connection, target.Input, Act, e =>
        {
            _progress.Done();
            return Describe(kind, target, e);
        });

        async Task<Action> Act(CancellationToken cancellation)
        {
            var action = await ServerApi.ActAsync(client, kind, target.Id, target.Name, queue, cancellation).ConfigureAwait(false);
            return () => Write(action);
        }
    }

    private void Write(NovaServerAction action)
    {
        _progress!.Done();
        WriteObject(action);
    }

    private static NovaException Describe(ServerActionKind kind, ServerTarget target, NovaException e)
    {
        var message = "Cannot " + kind.Name + " server " + target.Describe() + ": " + e.Message.TrimEnd('.');
        if (e.StatusCode is { } status)
            message += " (HTTP " + status + (e.RequestId is null ? ")" : ", " + e.RequestId + ")");
        var described = e.WithMessage(message + ".");
        described.ServerId = target.Id;
        return described;
    }
}
