using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace NovaPS.Commands;

/// <summary>What completers share. A completer that fails stays silent: nobody asked it anything.</summary>
internal static class Completion
{
    /// <summary>The names that begin with the word, quoted where they need it.</summary>
    public static IEnumerable<CompletionResult> Of(string? word, IEnumerable<string> names)
    {
        var begun = (word ?? string.Empty).Trim('\'', '"');
        return names.Where(n => n.StartsWith(begun, StringComparison.OrdinalIgnoreCase)).Distinct(StringComparer.Ordinal).OrderBy(n => n, StringComparer.Ordinal)
            .Select(n => new CompletionResult(Quote(n), n, CompletionResultType.ParameterValue, n));
    }

    /// <summary>The open connections of the runspace that completes.</summary>
    public static IReadOnlyList<NovaConnection> Connections() => Run("Get-NovaConnection").Select(o => o.BaseObject).OfType<NovaConnection>().ToList();

    /// <summary>The folder that the user works in.</summary>
    public static string WorkingFolder() => (Run("Get-Location", "PSProvider", "FileSystem").FirstOrDefault()?.BaseObject as PathInfo)?.ProviderPath ?? Environment.CurrentDirectory;

    /// <summary>Runs it, and makes nothing of a failure.</summary>
    public static T Try<T>(Func<T> run, T otherwise)
    {
        try
        {
            return run();
        }
        catch (Exception e) when (e is NovaException or RuntimeException or OperationCanceledException)
        {
            return otherwise;
        }
    }

    private static string Quote(string name) =>
        name.All(c => char.IsLetterOrDigit(c) || c is '_' or '-' or '.' or ':' or '/') ? name : "'" + CodeGeneration.EscapeSingleQuotedStringContent(name) + "'";

    private static System.Collections.ObjectModel.Collection<PSObject> Run(string command, string? parameter = null, object? value = null)
    {
        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        shell.AddCommand(command);
        if (parameter is not null)
            shell.AddParameter(parameter, value);
        return shell.Invoke();
    }
}
