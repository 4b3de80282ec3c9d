using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using System.Threading.Tasks;
using Microsoft.PowerShell;
using Xunit;

namespace NovaPS.Tests.Support;

/// <summary>
/// A runspace of its own with the module that was built, as a person's session has it. It imports what stands in
/// out/NovaPS, and nothing here refers to a NovaPS assembly: what is tested is what ships.
/// </summary>
public sealed class ModuleHost : IDisposable
{
    private readonly List<IDisposable> _simulators = [];
    private readonly Runspace _runspace;

    static ModuleHost()
    {
        foreach (var (name, value) in PowerShellProcess.Variables)
            Environment.SetEnvironmentVariable(name, value);
        // Scripts of the help import NovaPS by its name.
        var modules = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(ModuleDirectory)) + Path.PathSeparator
            + PowerShellProcess.Variables["PSModulePath"];
        Environment.SetEnvironmentVariable("PSModulePath", modules);
    }

    /// <summary>Opens the runspace and imports out/NovaPS/NovaPS.psd1.</summary>
    public ModuleHost()
        : this(Path.Combine(ModuleDirectory, "NovaPS.psd1"))
    {
    }

    private ModuleHost(string manifest)
    {
        var state = InitialSessionState.CreateDefault2();
        state.ImportPSModule("Microsoft.PowerShell.Management", "Microsoft.PowerShell.Utility");
        if (OperatingSystem.IsWindows())
            state.ExecutionPolicy = ExecutionPolicy.Bypass;
        _runspace = RunspaceFactory.CreateRunspace(new RecordingHost(UserInterface), state);
        _runspace.Open();
        Run($"Import-Module -Name '{manifest.Replace("'", "''", StringComparison.Ordinal)}' -ErrorAction Stop").AssertNoErrors();
        AssertShippedAssemblies();
        // The time for which a lost action is searched: there is no clock to inject in here.
        var machine = AppDomain.CurrentDomain.GetAssemblies().Single(a => a.GetName().Name == "NovaPS.Client")
            .GetType("NovaPS.Client.Operations.OperationMachine", throwOnError: true)!;
        foreach (var (name, milliseconds) in new[] { ("LookUpTime", 50), ("LookPause", 20) })
        {
            machine.GetProperty(name, BindingFlags.Static | BindingFlags.NonPublic)!
                .SetValue(null, TimeSpan.FromMilliseconds(milliseconds));
        }
    }

    /// <summary>Where the module was built: out/NovaPS.</summary>
    public static string ModuleDirectory { get; } = Path.GetFullPath(Metadata("ModuleDirectory"));

    /// <summary>The root of the repository.</summary>
    public static string RepositoryDirectory { get; } = Path.GetFullPath(Metadata("RepositoryDirectory"));

    /// <summary>What the engine told and asked the person.</summary>
    public RecordingUserInterface UserInterface { get; } = new();

    /// <summary>A host that imports another manifest than that in out/NovaPS.</summary>
    /// <param name="manifest">Its full path.</param>
    /// <returns>The host.</returns>
    public static ModuleHost Import(string manifest) => new(manifest);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var simulator in _simulators)
            simulator.Dispose();
        _runspace.Dispose();
    }

    /// <summary>Runs a script in the global scope, to its end.</summary>
    /// <param name="script">The script.</param>
    /// <param name="variables">Variables that are set before.</param>
    /// <returns>All that it wrote.</returns>
    public ScriptResult Run(string script, params (string Name, object? Value)[] variables) => Start(script, variables).Wait();

    /// <summary>Runs a script in the global scope, to its end.</summary>
    /// <param name="script">The script.</param>
    /// <param name="variables">Variables that are set before.</param>
    /// <returns>All that it wrote.</returns>
    public Task<ScriptResult> RunAsync(string script, params (string Name, object? Value)[] variables)
    {
        var running = Start(script, variables);
        return Task.Run(running.Wait);
    }

    /// <summary>Begins a script; while it runs, nothing else can run in this host.</summary>
    /// <param name="script">The script.</param>
    /// <param name="variables">Variables that are set before.</param>
    /// <returns>The running script, which can be stopped as Ctrl+C stops it.</returns>
    public RunningScript Start(string script, params (string Name, object? Value)[] variables)
    {
        foreach (var (name, value) in variables)
            _runspace.SessionStateProxy.SetVariable(name, value);
        return new RunningScript(_runspace, script);
    }

    /// <summary>Runs a script that writes one object, without an error.</summary>
    /// <param name="script">The script.</param>
    /// <param name="variables">Variables that are set before.</param>
    /// <returns>The object itself. Members of public types alone can be called on it.</returns>
    public dynamic Value(string script, params (string Name, object? Value)[] variables) =>
        Assert.Single(Run(script, variables).AssertNoErrors().Output).BaseObject;

    /// <summary>Starts a simulator, which ends with this host, and leaves it in $sim.</summary>
    /// <param name="arguments">The arguments of Start-NovaSimulator.</param>
    /// <returns>The simulator.</returns>
    public dynamic StartSimulator(string arguments = "")
    {
        var simulator = Value($"($sim = Start-NovaSimulator {arguments})");
        if (simulator is IDisposable disposable)
            _simulators.Add(disposable);
        return simulator;
    }

    /// <summary>Runs a script and returns what a person would see of it: views, errors and messages in their order.</summary>
    /// <param name="script">The script.</param>
    /// <param name="width">The columns of the console.</param>
    /// <param name="colour">Whether the console shows colours; escape sequences are taken out where it does not.</param>
    /// <returns>The lines, joined by \n.</returns>
    public string RenderText(string script, int width = 120, bool colour = false)
    {
        UserInterface.StartRendering(width, colour);
        using var shell = PowerShell.Create(_runspace);
        shell.AddScript(script);
        shell.Commands.Commands[0].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        try
        {
            shell.AddCommand("Out-Default").Invoke();
        }
        catch (RuntimeException e)
        {
            // What ended the script is shown as any other error.
            using var last = PowerShell.Create(_runspace);
            last.AddCommand("Out-Default").Invoke(new[] { e.ErrorRecord });
        }

        return UserInterface.Rendered;
    }

    private static string Metadata(string key) => typeof(ModuleHost).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == key).Value!;

    private static void AssertShippedAssemblies()
    {
        var elsewhere = AppDomain.CurrentDomain.GetAssemblies()
            .Where(assembly => assembly.GetName().Name is { } name
                && name.StartsWith("NovaPS", StringComparison.Ordinal)
                && !name.EndsWith(".Tests", StringComparison.Ordinal))
            .Select(assembly => assembly.Location)
            .Where(location => !location.StartsWith(ModuleDirectory, StringComparison.Ordinal));
        Assert.Empty(elsewhere);
    }
}
