using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client;
using NovaPS.Client.Compute;
using NovaPS.Client.Configuration;
using NovaPS.Client.Identity;
using NovaPS.Internal;

namespace NovaPS.Completers;

/// <summary>Methods that completers share. A completer that fails returns nothing.</summary>
internal static class Completion
{
    /// <summary>Tests change it.</summary>
    internal static TimeSpan TimeLimit = TimeSpan.FromSeconds(2);

    /// <summary>A cloud that responds within this time does not wait for a nested command.</summary>
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(50);

    /// <summary>Returns the names that begin with the word, quoted if necessary.</summary>
    public static IEnumerable<CompletionResult> Of(string? word, IEnumerable<string> names) =>
        Of(word, names.Distinct(StringComparer.Ordinal), n => n, n => n);

    /// <summary>Returns the rows whose names begin with the word.</summary>
    /// <param name="word">What was typed so far.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="nameOf">Returns the name of a row.</param>
    /// <param name="describe">Returns the tooltip of a row.</param>
    /// <param name="valueOf">Returns the argument for a row; null for its name.</param>
    public static IEnumerable<CompletionResult> Of<T>(string? word, IEnumerable<T> rows, Func<T, string> nameOf, Func<T, string> describe,
        Func<T, string>? valueOf = null)
    {
        var typed = Unquoted(word);
        return rows.Where(r => nameOf(r).Length > 0 && nameOf(r).StartsWith(typed, StringComparison.OrdinalIgnoreCase))
            .OrderBy(nameOf, StringComparer.Ordinal)
            .Select(r => new CompletionResult(Quote((valueOf ?? nameOf)(r)), DisplayText.Show(nameOf(r)),
                CompletionResultType.ParameterValue, DisplayText.Show(describe(r))));
    }

    /// <summary>Reads a list of the cloud, through -Connection or the default connection.</summary>
    /// <param name="completer">The type of the completer.</param>
    /// <param name="given">The parameters that were typed so far.</param>
    /// <param name="command">The command.</param>
    /// <param name="read">Reads the list.</param>
    public static IReadOnlyList<T> Read<T>(Type completer, IDictionary? given, CommandAst command,
        Func<ComputeClient, CancellationToken, Task<IReadOnlyList<T>>> read) =>
        FindClient(given, command) is not { } client ? []
            : SlowLists.Read(client, completer, cancellation => read(client, cancellation));

    /// <summary>Returns the client of -Connection or of the default connection; null if there is none that is open.</summary>
    /// <param name="given">The parameters that were typed so far.</param>
    /// <param name="command">The command.</param>
    public static ComputeClient? FindClient(IDictionary? given, CommandAst command) =>
        !IsConnectionHidden(given, command) && FindConnection(given?["Connection"]) is { IsOpen: true, Client: { } client } ? client : null;

    /// <summary>Returns what was typed so far, without quotes.</summary>
    public static string Unquoted(string? word) => (word ?? string.Empty).Trim('\'', '"');

    /// <summary>Returns the open connections of the runspace, the newest last.</summary>
    public static IEnumerable<NovaConnection> Connections() =>
        Run("Get-NovaConnection").Select(o => o.BaseObject).OfType<NovaConnection>();

    /// <summary>Returns the connection that a command would use; null if there is none.</summary>
    /// <param name="given">The value of -Connection: an object, a name, or several; null for the default connection.</param>
    public static NovaConnection? FindConnection(object? given) => PSValues.Unwrap(given) switch
    {
        null => Run("Get-NovaConnection")
            .FirstOrDefault(o => LanguagePrimitives.IsTrue(o.Properties["IsDefault"]?.Value))?.BaseObject as NovaConnection,
        string name => Connections().FirstOrDefault(c => string.Equals(c.Name, name, StringComparison.OrdinalIgnoreCase)),
        IEnumerable several => several.Cast<object?>().Where(one => one is not null).Select(FindConnection).FirstOrDefault(),
        var one => one as NovaConnection,
    };

    /// <summary>
    /// Returns the open connections of the runspace, the newest last. A cloud or a Keystone limits them to connections to it.
    /// </summary>
    public static IEnumerable<NovaConnection> ConnectionsTo(string? cloud, string? authUrl)
    {
        var keystone = authUrl is null ? null : KeystoneClient.ParseAuthUrl(authUrl);
        return Connections()
            .Where(c => (cloud is null || c.DerivedName == cloud) && (keystone is null || c.Client!.Tokens.Keystone?.AuthUrl == keystone))
                .ToList();
    }

    /// <summary>
    /// Reads clouds.yaml and its companions from the current folder. A file may be large, or on a server that does not respond.
    /// </summary>
    /// <exception cref="NovaException">A file cannot be parsed.</exception>
    /// <exception cref="OperationCanceledException">The time limit has passed.</exception>
    public static CloudFiles ReadFiles()
    {
        var folder = (Run("Get-Location", "PSProvider", "FileSystem").FirstOrDefault()?.BaseObject as PathInfo)?.ProviderPath
            ?? Environment.CurrentDirectory;
        return Wait(limit => Task.FromResult(
            new CloudEnvironment(SessionSettings.Variables(), folder, [], limit).ReadFiles()));
    }

    /// <summary>Runs a function, and returns another value if it fails.</summary>
    public static T Try<T>(Func<T> run, T otherwise)
    {
        try
        {
            return run();
        }
        catch (Exception e) when (e is NovaException or RuntimeException or OperationCanceledException or IOException
            or UnauthorizedAccessException)
        {
            return otherwise;
        }
    }

    /// <summary>Waits for a task, for up to two seconds or until PowerShell is stopped.</summary>
    /// <exception cref="OperationCanceledException">The time limit has passed.</exception>
    public static T Wait<T>(Func<CancellationToken, Task<T>> read)
    {
        using var limit = new CancellationTokenSource(TimeLimit);
        var token = limit.Token;
        var task = Task.Run(() => read(token), token);
        Task.WaitAny([task], FirstWait);
        // Reading a file that does not respond cannot be canceled.
        while (!task.IsCompleted && !token.IsCancellationRequested)
        {
            // A completer has no StopProcessing, but PowerShell stops a nested command.
            using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
            shell.AddCommand("Microsoft.PowerShell.Utility\\Start-Sleep").AddParameter("Milliseconds", 100).Invoke();
            if (shell.InvocationStateInfo.State == PSInvocationState.Stopped)
            {
                limit.Cancel();
                throw new PipelineStoppedException();
            }
        }

        return task.IsCompleted ? task.GetAwaiter().GetResult() : throw new OperationCanceledException(token);
    }

    /// <summary>Whether -Connection was typed but cannot be evaluated here, so that the default connection may be another one.</summary>
    private static bool IsConnectionHidden(IDictionary? given, CommandAst command) => given?["Connection"] is null
        && command.CommandElements.OfType<CommandParameterAst>().Any(p => p.ParameterName.Length > 1
            && "Connection".StartsWith(p.ParameterName, StringComparison.OrdinalIgnoreCase));

    /// <summary>Returns the name as an argument. Control characters are written as numbers.</summary>
    public static string Quote(string name) => DisplayText.Clean(name) != name ? Encode(name)
        : (char.IsLetter(name[0]) || name[0] == '_') && name.All(c => char.IsLetterOrDigit(c) || c is '_' or '-' or '.' or ':' or '/')
            ? name : "'" + CodeGeneration.EscapeSingleQuotedStringContent(name) + "'";

    private static string Encode(string name) =>
        "\"" + string.Concat(name.Select(c => c is ' ' or '-' or '_' or '.' || (c < 128 && char.IsLetterOrDigit(c)) ? c.ToString()
            : "$([char]0x" + ((int)c).ToString("x4", CultureInfo.InvariantCulture) + ")")) + "\"";

    private static System.Collections.ObjectModel.Collection<PSObject> Run(string command, string? parameter = null, object? value = null)
    {
        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        shell.AddCommand(command);
        if (parameter is not null)
            shell.AddParameter(parameter, value);
        return shell.Invoke();
    }
}
