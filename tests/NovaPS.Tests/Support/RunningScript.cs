using System;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace NovaPS.Tests.Support;

/// <summary>A running script, which can be stopped.</summary>
public sealed class RunningScript : IDisposable
{
    // In a try block, errors that a cmdlet throws end the script, which distinguishes them from errors that it writes.
    private const string Wrapper = "try { . ([scriptblock]::Create($args[0])) } catch { throw }";

    private readonly PowerShell _shell;
    private readonly IAsyncResult _invocation;

    internal RunningScript(Runspace runspace, string script)
    {
        _shell = PowerShell.Create(runspace);
        _shell.AddScript(Wrapper, useLocalScope: false).AddArgument(script);
        _invocation = _shell.BeginInvoke<PSObject, PSObject>(null, Output);
    }

    /// <summary>The objects that the script has written so far.</summary>
    public PSDataCollection<PSObject> Output { get; } = [];

    /// <summary>The errors that the script has written so far.</summary>
    public PSDataCollection<ErrorRecord> Errors => _shell.Streams.Error;

    /// <summary>The progress that the script has written so far.</summary>
    public PSDataCollection<ProgressRecord> Progress => _shell.Streams.Progress;

    /// <summary>Whether the script has ended.</summary>
    public bool IsCompleted => _invocation.IsCompleted;

    /// <inheritdoc/>
    public void Dispose()
    {
        _shell.Dispose();
        Output.Dispose();
    }

    /// <summary>Stops the script as Ctrl+C does, and waits until it has stopped.</summary>
    /// <returns>All that the script has written.</returns>
    public ScriptResult Stop()
    {
        _shell.Stop();
        return Wait();
    }

    /// <summary>Waits until the script has ended.</summary>
    /// <returns>All that the script has written.</returns>
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
