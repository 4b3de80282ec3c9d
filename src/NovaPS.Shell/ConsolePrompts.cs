using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;
using System.Threading;
using System.Threading.Tasks;

namespace NovaPS.Shell;

/// <summary>Asks the person at the console; where there is none, says so instead of waiting.</summary>
internal sealed class ConsolePrompts : IDisposable
{
    private readonly CancellationTokenSource _cancelled = new();

    /// <inheritdoc/>
    public void Dispose() => _cancelled.Dispose();

    /// <summary>Ends a prompt that waits for an answer, and all later ones.</summary>
    public void Cancel() => _cancelled.Cancel();

    /// <summary>Reads a line.</summary>
    /// <returns>The line, empty at the end of the input.</returns>
    public string ReadLine()
    {
        RequireSomebody("read a line");
        // Nothing can take a thread out of Console.ReadLine: it stays behind, and does not keep the process alive.
        var reading = Task.Run(Console.ReadLine);
        try
        {
            reading.Wait(_cancelled.Token);
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }

        return reading.Result ?? "";
    }

    /// <summary>Reads a line that is not shown.</summary>
    /// <returns>The line.</returns>
    public SecureString ReadSecret()
    {
        RequireSomebody("read a secret");
        var secret = new SecureString();
        while (true)
        {
            while (!Console.KeyAvailable)
            {
                if (_cancelled.Token.WaitHandle.WaitOne(20))
                    throw new PipelineStoppedException();
            }

            var key = Console.ReadKey(intercept: true);
            if (key.Key == ConsoleKey.Enter)
                break;
            if (key.Key != ConsoleKey.Backspace)
                secret.AppendChar(key.KeyChar);
            else if (secret.Length > 0)
                secret.RemoveAt(secret.Length - 1);
        }

        Console.Out.WriteLine();
        return secret;
    }

    /// <summary>Asks for one of several choices.</summary>
    /// <param name="caption">The title.</param>
    /// <param name="message">What is asked.</param>
    /// <param name="choices">The choices, each with its key after an ampersand.</param>
    /// <param name="defaultChoice">What Enter alone means, or -1.</param>
    /// <returns>The index of the choice.</returns>
    public int AskForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        RequireSomebody($"answer ({message.ReplaceLineEndings(" ")})");
        Introduce(caption, message);
        var keys = choices.Select(choice => KeyOf(choice.Label)).ToList();
        var labels = choices.Select((choice, i) => $"[{keys[i]}] {choice.Label.Replace("&", "", StringComparison.Ordinal)}");
        var hint = defaultChoice >= 0 ? $" (default is \"{keys[defaultChoice]}\")" : "";
        while (true)
        {
            Console.Out.Write($"{string.Join("  ", labels)}  [?] Help{hint}: ");
            var answer = ReadLine().Trim();
            if (answer.Length == 0 && defaultChoice >= 0)
                return defaultChoice;
            var chosen = keys.FindIndex(key => string.Equals(key, answer, StringComparison.OrdinalIgnoreCase));
            if (chosen >= 0)
                return chosen;
            if (answer == "?")
            {
                for (var i = 0; i < keys.Count; i++)
                    Console.Out.WriteLine($"{keys[i]} - {choices[i].HelpMessage}");
            }
        }
    }

    /// <summary>Asks for the values of fields, as for mandatory parameters.</summary>
    /// <param name="caption">The title.</param>
    /// <param name="message">What is asked.</param>
    /// <param name="fields">The fields.</param>
    /// <returns>The value of each; the engine converts them.</returns>
    public Dictionary<string, PSObject> AskForFields(string caption, string message, Collection<FieldDescription> fields)
    {
        var names = string.Join(", ", fields.Select(field => field.Name));
        RequireSomebody($"give a value for {names}");
        Introduce(caption, message);
        return fields.ToDictionary(field => field.Name, field => PSObject.AsPSObject(AskForField(field)));
    }

    /// <summary>Asks for a user name and a password.</summary>
    /// <param name="caption">The title.</param>
    /// <param name="message">What is asked.</param>
    /// <param name="userName">The user name where it is known already.</param>
    /// <returns>The credential.</returns>
    public PSCredential AskForCredential(string caption, string message, string userName)
    {
        RequireSomebody("give a credential");
        Introduce(caption, message);
        if (string.IsNullOrEmpty(userName))
        {
            Console.Out.Write("User: ");
            userName = ReadLine();
        }

        Console.Out.Write($"Password for user {userName}: ");
        return new PSCredential(userName, ReadSecret());
    }

    private static void RequireSomebody(string task)
    {
        if (Terminal.CanAsk)
            return;
        throw new HostException(
            $"Nobody is at this console who could {task}. Give every mandatory parameter, and -Confirm:$false where a command asks.",
            null,
            "NovaShellNotInteractive",
            ErrorCategory.InvalidOperation);
    }

    private static void Introduce(string caption, string message)
    {
        foreach (var line in new[] { caption, message }.Where(line => !string.IsNullOrEmpty(line)))
            Console.Out.WriteLine(line);
    }

    private static string KeyOf(string label)
    {
        var mark = label.IndexOf('&', StringComparison.Ordinal);
        return mark >= 0 && mark + 1 < label.Length ? label[(mark + 1)..(mark + 2)].ToUpperInvariant() : label;
    }

    private object AskForField(FieldDescription field)
    {
        var type = field.ParameterTypeFullName;
        if (type == typeof(PSCredential).FullName)
            return AskForCredential("", field.Name, "");
        if (!type.EndsWith("[]", StringComparison.Ordinal))
        {
            Console.Out.Write($"{field.Name}: ");
            return type == typeof(SecureString).FullName ? ReadSecret() : ReadLine();
        }

        var values = new List<string>();
        while (true)
        {
            Console.Out.Write($"{field.Name}[{values.Count}]: ");
            var value = ReadLine();
            if (value.Length == 0)
                return values.ToArray();
            values.Add(value);
        }
    }
}
