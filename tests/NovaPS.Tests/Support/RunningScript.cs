using System;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace NovaPS.Tests.Support;

/// <summary>A script that runs, and can be stopped.</summary>
public sealed class RunningScript : IDisposable
{
    // In a try block, what a cmdlet throws ends the script: only so can it be told from what a cmdlet writes.
    private const string Wrapper = "try { . ([scriptblock]::Create($args[0])) } catch { throw }";

    private readonly PowerShell _shell;
    private readonly IAsyncResult _invocation;

    internal RunningScript(Runspace runspace, string script)
    {
        _shell = PowerShell.Create(runspace);
        _shell.AddScript(Wrapper, useLocalScope: false).AddArgument(script);
        _invocation = _shell.BeginInvoke<PSObject, PSObject>(null, Output);
    }

    /// <summary>What it wrote so far.</summary>
    public PSDataCollection<PSObject> Output { get; } = [];

    /// <summary>The errors that it wrote so far.</summary>
    public PSDataCollection<ErrorRecord> Errors => _shell.Streams.Error;

    /// <summary>The progress that it wrote so far.</summary>
    public PSDataCollection<ProgressRecord> Progress => _shell.Streams.Progress;

    /// <summary>Whether it has come to its end.</summary>
    public bool IsCompleted => _invocation.IsCompleted;

    /// <inheritdoc/>
    public void Dispose()
    {
        _shell.Dispose();
        Output.Dispose();
    }

    /// <summary>Stops it as Ctrl+C does, and returns when it has stopped.</summary>
    /// <returns>What it had written by then.</returns>
    public ScriptResult Stop()
    {
        _shell.Stop();
        return Wait();
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>All that it wrote.</returns>
    public ScriptResult Wait()
    {
        ErrorRecord? terminating = null;
        var wasStopped = false;
        try
        {
            _shell.EndInvoke(_invocation);
        }
        catch (PipelineStoppedException)
        {
            wasStopped = true;
        }
        catch (RuntimeException exception)
        {
            terminating = exception.ErrorRecord;
        }

        var result = new ScriptResult(Output, _shell.Streams, terminating, wasStopped);
        Dispose();
        return result;
    }
}
