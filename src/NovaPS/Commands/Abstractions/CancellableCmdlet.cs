using System;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Internal;

namespace NovaPS.Commands.Abstractions;

/// <summary>A cmdlet whose background work ends with it, however it ends.</summary>
public abstract class CancellableCmdlet : NovaCmdlet, IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();

    /// <summary>Creates the cmdlet and its queue.</summary>
    protected CancellableCmdlet() => Dispatcher = new PipelineDispatcher(WriteVerbose, WriteDebug);

    /// <summary>Cancelled by Ctrl+C, and by whatever else ends the command.</summary>
    internal CancellationToken Cancellation => _cancellation.Token;

    /// <summary>What background work leaves for the pipeline thread.</summary>
    internal PipelineDispatcher Dispatcher { get; }

    /// <summary>
    /// Ends the background work. After break, -ErrorAction Stop, a throw downstream or Select-Object -First this alone is called.
    /// The source stays undisposed: running tasks may still look at it.
    /// </summary>
    public void Dispose()
    {
        _cancellation.Cancel();
        OnDispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Ctrl+C.</summary>
    protected override void StopProcessing() => _cancellation.Cancel();

    /// <summary>Called when the command ends, however it ends.</summary>
    private protected virtual void OnDispose()
    {
    }

    /// <summary>Runs a task off the pipeline thread, and what it posts on it, until it has ended.</summary>
    private protected T Await<T>(Func<Task<T>> start) => Guard(() =>
        Dispatcher.RunUntilDone(Task.Run(start, Cancellation), Tick, Cancellation));

    /// <summary>Runs what background work posts until the condition holds.</summary>
    private protected void RunUntil(Func<bool> isDone) => Guard(() =>
    {
        Dispatcher.RunUntil(isDone, Tick, Cancellation);
        return true;
    });

    /// <summary>Called now and then while the cmdlet waits: the place for progress.</summary>
    private protected virtual void Tick()
    {
    }

    /// <summary>Whether the first error ends the command: by -ErrorAction, or by the preference of the caller.</summary>
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
