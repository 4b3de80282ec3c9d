using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Internal;
using System.Security;
using System.Threading;

namespace NovaPS.Shell;

/// <summary>
/// Output to stdout; errors, messages and progress to stderr. (PowerShell itself puts messages on stdout; here a file that
/// takes the output takes nothing else.)
/// </summary>
internal sealed class ShellUserInterface : PSHostUserInterface, IDisposable
{
    private readonly Lock _lock = new();
    private readonly ConsolePrompts _prompts = new();
    private int _progressLength;
    private bool _isAfterText;

    /// <inheritdoc/>
    public override PSHostRawUserInterface RawUI { get; } = new ShellRawUserInterface();

    /// <inheritdoc/>
    public override bool SupportsVirtualTerminal => Terminal.HasColour;

    /// <summary>Whether an error was shown.</summary>
    public bool HadErrors { get; private set; }

    /// <summary>Whether what is written now is an error, though the engine takes it for output.</summary>
    public bool IsReportingError { get; set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
            ClearProgress();
        _prompts.Dispose();
    }

    /// <summary>Ends a prompt that waits for an answer, and all later ones.</summary>
    public void CancelPrompts() => _prompts.Cancel();

    /// <summary>Leaves a blank line before what comes next, where none is yet.</summary>
    public void StartParagraph()
    {
        if (_isAfterText)
            WriteLine("");
    }

    /// <inheritdoc/>
    public override void Write(string value) => Print(IsReportingError, value, "");

    /// <inheritdoc/>
    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) => Write(value);

    /// <inheritdoc/>
    public override void WriteLine(string value) => Print(IsReportingError, value, Environment.NewLine);

    /// <inheritdoc/>
    public override void WriteErrorLine(string value) => Print(true, value, Environment.NewLine);

    /// <inheritdoc/>
    public override void WriteVerboseLine(string message) => Tell("VERBOSE: " + message);

    /// <inheritdoc/>
    public override void WriteDebugLine(string message) => Tell("DEBUG: " + message);

    /// <inheritdoc/>
    public override void WriteWarningLine(string message) => Tell("WARNING: " + message);

    /// <inheritdoc/>
    public override void WriteProgress(long sourceId, ProgressRecord record)
    {
        if (!Terminal.ShowsProgress)
            return;
        lock (_lock)
        {
            ClearProgress();
            if (record.RecordType == ProgressRecordType.Completed)
                return;
            var text = $"{record.Activity}: {record.StatusDescription}";
            text = text.Length < Terminal.Width ? text : text[..(Terminal.Width - 1)];
            Console.Error.Write(text);
            _progressLength = text.Length;
        }
    }

    /// <inheritdoc/>
    public override string ReadLine() => _prompts.ReadLine();

    /// <inheritdoc/>
    public override SecureString ReadLineAsSecureString() => _prompts.ReadSecret();

    /// <inheritdoc/>
    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) =>
        _prompts.AskForFields(caption, message, descriptions);

    /// <inheritdoc/>
    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice) =>
        _prompts.AskForChoice(caption, message, choices, defaultChoice);

    /// <inheritdoc/>
    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        _prompts.AskForCredential(caption, message, userName);

    /// <inheritdoc/>
    public override PSCredential PromptForCredential(
        string caption,
        string message,
        string userName,
        string targetName,
        PSCredentialTypes allowedCredentialTypes,
        PSCredentialUIOptions options) => _prompts.AskForCredential(caption, message, userName);

    private void Tell(string message)
    {
        lock (_lock)
        {
            ClearProgress();
            _isAfterText = true;
            Console.Error.WriteLine(message);
        }
    }

    private void Print(bool isError, string value, string end)
    {
        lock (_lock)
        {
            ClearProgress();
            HadErrors |= isError;
            _isAfterText = !string.IsNullOrWhiteSpace(value);
            // The engine leaves it to the host to take the colours out.
            if (!(isError ? Terminal.HasColouredErrors : Terminal.HasColour))
                value = new StringDecorated(value).ToString(OutputRendering.PlainText);
            (isError ? Console.Error : Console.Out).Write(value + end);
        }
    }

    private void ClearProgress()
    {
        if (_progressLength > 0)
            Console.Error.Write('\r' + new string(' ', _progressLength) + '\r');
        _progressLength = 0;
    }
}
