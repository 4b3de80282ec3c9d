using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using Microsoft.PowerShell;

namespace NovaPS.Benchmarks.Measuring;

/// <summary>A PowerShell session of this process.</summary>
internal sealed class Session : IDisposable
{
    private readonly Runspace _runspace;

    /// <param name="endpoint">The endpoint to connect to; null for a session without the module.</param>
    public Session(string? endpoint)
    {
        Environment.SetEnvironmentVariable("POWERSHELL_TELEMETRY_OPTOUT", "1");
        var state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows())
            state.ExecutionPolicy = ExecutionPolicy.Bypass;
        _runspace = RunspaceFactory.CreateRunspace(state);
        _runspace.Open();
        if (endpoint is null)
            return;
        Run("Import-Module '" + Path.Combine(ChildProcess.ModuleDirectory, "NovaPS.psd1") + "'");
        Run("$null = Connect-NovaProject -Endpoint " + endpoint + " -ProjectId " + FarEnd.ServerPage.Project
            + " -Token gAAAAABnotASecretButAsLongAsAFernetToken");
    }

    public void Set(string variable, object? value) => _runspace.SessionStateProxy.SetVariable(variable, value);

    public object? Get(string variable) => _runspace.SessionStateProxy.GetVariable(variable);

    /// <summary>Runs a script. Its output is discarded.</summary>
    /// <param name="script">The script.</param>
    /// <param name="canFail">Whether errors are ignored, such as those of a wait that times out.</param>
    /// <exception cref="InvalidOperationException">It wrote an error.</exception>
    public void Run(string script, bool canFail = false)
    {
        using var shell = PowerShell.Create(_runspace);
        shell.AddScript(script).Invoke();
        if (shell.HadErrors && !canFail)
            throw new InvalidOperationException(script + ": " + shell.Streams.Error.FirstOrDefault());
    }

    public void Dispose() => _runspace.Dispose();
}
