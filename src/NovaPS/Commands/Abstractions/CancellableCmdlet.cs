using System;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Internal;

namespace NovaPS.Commands.Abstractions;

/// <summary>A cmdlet that cancels its background work when it ends.</summary>
public abstract class CancellableCmdlet : NovaCmdlet, IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();
    private bool _wasStopped;

    /// <summary>Creates the cmdlet and its dispatcher.</summary>
    protected CancellableCmdlet() => Dispatcher = new PipelineDispatcher(WriteVerbose, WriteDebug);

    /// <summary>Canceled by Ctrl+C, and when the command ends for any other reason.</summary>
    internal CancellationToken Cancellation => _cancellation.Token;

    /// <summary>Runs what background work posts on the pipeline thread.</summary>
    internal PipelineDispatcher Dispatcher { get; }

    /// <summary>
    /// Cancels the background work. After break, -ErrorAction Stop, a throw downstream or Select-Object -First, PowerShell calls only
    /// this method. The token source is not disposed, because running tasks may still read its token.
    /// </summary>
    public void Dispose()
    {
        _cancellation.Cancel();
        // PowerShell stops the commands of a pipeline one after another, so this one can end before StopProcessing is called.
        if (_wasStopped || Stopping)
            WriteWarningWhenStopped(DescribeInterruption);
        OnDispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Called on Ctrl+C.</summary>
    protected override void StopProcessing()
    {
        _wasStopped = true;
        _cancellation.Cancel();
    }

    /// <summary>Called when the command ends, for any reason.</summary>
    private protected virtual void OnDispose()
    {
    }

    /// <summary>Returns what Ctrl+C left in progress; null if there is nothing. Called on the pipeline thread.</summary>
    private protected virtual string? DescribeInterruption() => null;

    /// <summary>Runs a task in the background, and what it posts on the pipeline thread, until the task is completed.</summary>
    private protected T Await<T>(Func<Task<T>> start) => Guard(() =>
        Dispatcher.RunUntilDone(Task.Run(start, Cancellation), Tick, Cancellation));

    /// <summary>Runs a task in the background, and what it posts on the pipeline thread, until the task is completed.</summary>
    private protected void Await(Func<Task> start) => Await(async () =>
    {
        await start().ConfigureAwait(false);
        return true;
    });

    /// <summary>Runs what background work posts until the condition holds.</summary>
    private protected void RunUntil(Func<bool> isDone) => Guard(() =>
    {
        Dispatcher.RunUntil(isDone, Tick, Cancellation);
        return true;
    });

    /// <summary>Shows progress, if there is any to show now.</summary>
    private protected void Show(ProgressRecord? progress)
    {
        if (progress is not null)
            WriteProgress(progress);
    }

    /// <summary>Called several times a second while the cmdlet waits, to show progress.</summary>
    private protected virtual void Tick()
    {
    }

    /// <summary>Whether -ErrorAction, or $ErrorActionPreference of the caller, is Stop.</summary>
    private protected bool StopsOnError => MyInvocation.BoundParameters.TryGetValue("ErrorAction", out var action)
        ? string.Equals(action?.ToString(), nameof(ActionPreference.Stop), StringComparison.OrdinalIgnoreCase)
        : string.Equals(GetVariableValue("ErrorActionPreference")?.ToString(), nameof(ActionPreference.Stop),
            StringComparison.OrdinalIgnoreCase);

    private T Guard<T>(Func<T> run)
    {
        try
        {
            return run();
        }
        catch (OperationCanceledException) when (Cancellation.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
    }
}
