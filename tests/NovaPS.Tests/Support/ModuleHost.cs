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
/// A new runspace with the module that was built, as in a user's session. It imports the module in
/// out/NovaPS, and these tests reference no NovaPS assembly, so that they test what ships.
/// </summary>
public sealed class ModuleHost : IDisposable
{
    private readonly List<IDisposable> _simulators = [];
    private readonly Runspace _runspace;

    static ModuleHost()
    {
        foreach (var (name, value) in PowerShellProcess.Variables)
            Environment.SetEnvironmentVariable(name, value);
        // Tests assert colors.
        Environment.SetEnvironmentVariable("NO_COLOR", null);
        // Examples of the help import NovaPS by name.
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
        // How long the client searches for an action whose response was lost. A clock cannot be injected into commands.
        var machine = AppDomain.CurrentDomain.GetAssemblies().Single(a => a.GetName().Name == "NovaPS.Client")
            .GetType("NovaPS.Client.Operations.OperationMachine", throwOnError: true)!;
        foreach (var (name, milliseconds) in new[] { ("RecordSearchTime", 50), ("RecordSearchPause", 20) })
        {
            machine.GetProperty(name, BindingFlags.Static | BindingFlags.NonPublic)!
                .SetValue(null, TimeSpan.FromMilliseconds(milliseconds));
        }

        // On a busy machine, completion must not reach its limits. CompletionLimitTests test these.
        SetCompletionLimits(time: TimeSpan.FromMinutes(1), freshness: TimeSpan.FromHours(1));
    }

    /// <summary>The folder of the module: out/NovaPS.</summary>
    public static string ModuleDirectory { get; } = Path.GetFullPath(Metadata("ModuleDirectory"));

    /// <summary>The root of the repository.</summary>
    public static string RepositoryDirectory { get; } = Path.GetFullPath(Metadata("RepositoryDirectory"));

    /// <summary>The output and the prompts of the engine.</summary>
    public RecordingUserInterface UserInterface { get; } = new();

    /// <summary>Creates a host that imports another manifest than that in out/NovaPS.</summary>
    /// <param name="manifest">Its full path.</param>
    /// <returns>The host.</returns>
    public static ModuleHost Import(string manifest) => new(manifest);

    /// <summary>Sets the limits of completion, in all hosts.</summary>
    /// <param name="time">How long completion waits for a response.</param>
    /// <param name="freshness">How long it uses a list of servers again, and how long it does not wait after a failure.</param>
    public static void SetCompletionLimits(TimeSpan time, TimeSpan freshness)
    {
        var module = AppDomain.CurrentDomain.GetAssemblies().Single(a => a.GetName().Name == "NovaPS");
        foreach (var (type, name, value) in new[]
        {
            ("Completion", "TimeLimit", time), ("ServerCompleter", "Freshness", freshness), ("SlowLists", "Pause", freshness),
        })
        {
            module.GetType("NovaPS.Completers." + type, throwOnError: true)!
                .GetField(name, BindingFlags.Static | BindingFlags.NonPublic)!.SetValue(null, value);
        }
    }

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

    /// <summary>Starts a script. While it runs, nothing else can run in this host.</summary>
    /// <param name="script">The script.</param>
    /// <param name="variables">Variables that are set before.</param>
    /// <returns>The running script, which can be stopped as Ctrl+C stops it.</returns>
    public RunningScript Start(string script, params (string Name, object? Value)[] variables)
    {
        foreach (var (name, value) in variables)
            _runspace.SessionStateProxy.SetVariable(name, value);
        return new RunningScript(_runspace, script);
    }

    /// <summary>Runs a script that writes one object and no error.</summary>
    /// <param name="script">The script.</param>
    /// <param name="variables">Variables that are set before.</param>
    /// <returns>The object. Only members of public types can be called.</returns>
    public dynamic Value(string script, params (string Name, object? Value)[] variables) =>
        Assert.Single(Run(script, variables).AssertNoErrors().Output).BaseObject;

    /// <summary>Starts a simulator, which stops when this host is disposed of, and assigns it to $sim.</summary>
    /// <param name="arguments">The arguments of Start-NovaSimulator.</param>
    /// <returns>The simulator.</returns>
    public dynamic StartSimulator(string arguments = "")
    {
        var simulator = Value($"($sim = Start-NovaSimulator {arguments})");
        if (simulator is IDisposable disposable)
            _simulators.Add(disposable);
        return simulator;
    }

    /// <summary>Runs a script and returns what the console would display: views, errors and messages in their order.</summary>
    /// <param name="script">The script.</param>
    /// <param name="width">The columns of the console.</param>
    /// <param name="color">Whether the console shows colors; if not, escape sequences are removed.</param>
    /// <returns>The lines, joined by \n.</returns>
    public string RenderText(string script, int width = 120, bool color = false)
    {
        UserInterface.StartRendering(width, color);
        using var shell = PowerShell.Create(_runspace);
        shell.AddScript(script);
        shell.Commands.Commands[0].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        try
        {
            shell.AddCommand("Out-Default").Invoke();
        }
        catch (RuntimeException e)
        {
            // Displays the terminating error like any other error.
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
