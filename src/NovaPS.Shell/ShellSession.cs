using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using System.Reflection;

namespace NovaPS.Shell;

/// <summary>A runspace with the module in it, which runs scripts one after the other.</summary>
internal sealed class ShellSession : IDisposable
{
    private readonly ShellHost _host;
    private readonly Runspace _runspace;
    private volatile PowerShell? _running;
    private volatile bool _isStopping;

    /// <summary>Prepares the engine; <see cref="Open"/> makes it ready.</summary>
    public ShellSession()
    {
        // The engine as a library reports its use to its makers unless it is told not to.
        Environment.SetEnvironmentVariable("POWERSHELL_TELEMETRY_OPTOUT", "1");
        _host = new ShellHost(Console);
        _runspace = RunspaceFactory.CreateRunspace(_host, CreateState());
    }

    /// <summary>Where it reads and writes.</summary>
    public ShellUserInterface Console { get; } = new();

    /// <summary>Whether Ctrl+C was pressed.</summary>
    public bool IsStopping => _isStopping;

    /// <summary>What the process answers after what was run so far.</summary>
    public int ExitCode => this switch
    {
        { _host.RequestedExitCode: int given } => given,
        { IsStopping: true } => Shell.ExitCode.Interrupted,
        { Console.HadErrors: true } => Shell.ExitCode.Error,
        _ => Shell.ExitCode.Success,
    };

    /// <summary>Whether there is nothing more to be run: the script called exit, or Ctrl+C was pressed.</summary>
    public bool HasEnded => _isStopping || _host.RequestedExitCode is not null;

    /// <summary>The errors so far, the newest first, as <c>$Error</c> has them.</summary>
    public IReadOnlyList<ErrorRecord> Errors =>
        [.. ((System.Collections.IEnumerable)_runspace.SessionStateProxy.GetVariable("Error")).Cast<object>()
            .Select(error => error as ErrorRecord ?? ((IContainsErrorRecord)error).ErrorRecord)];

    /// <inheritdoc/>
    public void Dispose()
    {
        _runspace.Dispose();
        Console.Dispose();
    }

    /// <summary>Opens the runspace and imports the module.</summary>
    /// <returns>False where that failed; the reason was shown.</returns>
    public bool Open()
    {
        var manifest = Path.Combine(ModuleDirectory(), "NovaPS.psd1");
        PSStyle.Instance.OutputRendering = Terminal.HasColour ? OutputRendering.Host : OutputRendering.PlainText;
        _runspace.Open();
        if (!File.Exists(manifest))
        {
            Console.WriteErrorLine($"The module has not been built: {manifest} does not exist. Run 'dotnet build' first.");
            return false;
        }

        using var import = PowerShell.Create(_runspace);
        import.AddCommand("Import-Module").AddParameter("Name", manifest).AddParameter("ErrorAction", "Stop");
        Invoke(import);
        return ExitCode == Shell.ExitCode.Success;
    }

    /// <summary>Runs a script text in the global scope.</summary>
    /// <param name="text">The text.</param>
    public void RunText(string text)
    {
        // Parsed here first: the engine's own exception for a script that ends too early is shown as an empty line.
        Parser.ParseInput(text, out _, out var errors);
        if (!IsValid(errors))
            return;
        using var shell = PowerShell.Create(_runspace);
        shell.AddScript(text);
        Invoke(shell);
    }

    /// <summary>
    /// Runs a script file. It becomes a function of the file's name, because <c>exit</c> in a file that is called as one
    /// ends the file only, and its exit code cannot be told from that of a program that it ran.
    /// </summary>
    /// <param name="path">The full path.</param>
    /// <param name="arguments">The arguments, as they stand on the command line.</param>
    public void RunFile(string path, IReadOnlyList<string> arguments)
    {
        var script = Parser.ParseFile(path, out _, out var errors);
        if (!IsValid(errors))
            return;
        var name = Path.GetFileName(path);
        _runspace.SessionStateProxy.InvokeProvider.Item.Set("function:" + WildcardPattern.Escape(name), script.GetScriptBlock());
        using var shell = PowerShell.Create(_runspace);
        shell.AddCommand(name);
        foreach (var argument in arguments)
            shell.Commands.Commands[0].Parameters.Add(FileArgument.Parse(argument));
        Invoke(shell);
    }

    /// <summary>Stops what runs. Returns at once.</summary>
    public void Stop()
    {
        _isStopping = true;
        Console.CancelPrompts();
        _running?.BeginStop(null, null);
    }

    private static string ModuleDirectory() => typeof(ShellSession).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "ModuleDirectory").Value!;

    private static InitialSessionState CreateState()
    {
        var state = InitialSessionState.CreateDefault2();
        // The policy is a matter of Windows, where it would forbid what the user asked for with -File.
        if (OperatingSystem.IsWindows())
            state.ExecutionPolicy = Microsoft.PowerShell.ExecutionPolicy.Bypass;
        state.ThreadOptions = PSThreadOptions.ReuseThread;
        // Modules of a PowerShell that happens to be installed were made for that one's engine.
        state.Variables.Add(new SessionStateVariableEntry("PSModuleAutoLoadingPreference", PSModuleAutoLoadingPreference.None, null));
        state.Commands.Remove("Out-Default", typeof(SessionStateCmdletEntry));
        state.Commands.Add(new SessionStateCmdletEntry("Out-Default", typeof(OutDefaultCommand), null));
        return state;
    }

    private bool IsValid(ParseError[] errors)
    {
        if (errors.Length > 0)
            Report(new ParseException(errors));
        return errors.Length == 0;
    }

    private void Invoke(PowerShell shell)
    {
        shell.Commands.Commands[^1].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        shell.AddCommand("Out-Default");
        _running = shell;
        try
        {
            // Ctrl+C may have come before there was something to stop.
            if (!_isStopping)
                shell.Invoke();
        }
        catch (PipelineStoppedException) when (_isStopping)
        {
        }
        catch (RuntimeException exception)
        {
            Report(exception);
        }
        finally
        {
            _running = null;
        }
    }

    private void Report(RuntimeException exception)
    {
        // The engine shows an error record that is an input as output: the host has to know better.
        Console.IsReportingError = true;
        using var shell = PowerShell.Create(_runspace);
        shell.AddCommand("Out-Default").Invoke(new[] { exception.ErrorRecord });
        Console.IsReportingError = false;
    }
}
