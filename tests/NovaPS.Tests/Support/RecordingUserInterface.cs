using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Internal;
using System.Security;
using System.Text;

namespace NovaPS.Tests.Support;

/// <summary>Records what a person would see and be asked, and gives the answers that a test laid ready.</summary>
public sealed class RecordingUserInterface : PSHostUserInterface
{
    private readonly RecordingRawUserInterface _raw = new();
    private readonly Queue<string> _answers = new();
    private readonly List<string> _questions = [];
    private readonly StringBuilder _text = new();
    private bool _colour;

    /// <summary>The questions so far, each with caption and message.</summary>
    public IReadOnlyList<string> Questions => _questions;

    /// <summary>What was shown since the last rendering began.</summary>
    public string Rendered => _text.ToString();

    /// <inheritdoc/>
    public override PSHostRawUserInterface RawUI => _raw;

    /// <inheritdoc/>
    public override bool SupportsVirtualTerminal => _colour;

    /// <summary>Lays answers ready. A question without one fails.</summary>
    /// <param name="labels">The labels of the choices, in the order of the questions: Yes, No, Yes to All.</param>
    public void Answer(params string[] labels)
    {
        foreach (var label in labels)
            _answers.Enqueue(label);
    }

    /// <summary>Forgets what was shown.</summary>
    /// <param name="width">The columns from now on.</param>
    /// <param name="colour">Whether escape sequences are kept.</param>
    public void StartRendering(int width, bool colour)
    {
        _text.Clear();
        _raw.BufferSize = new Size(width, 50);
        _colour = colour;
    }

    /// <inheritdoc/>
    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        _questions.Add($"{caption} {message}");
        if (!_answers.TryDequeue(out var answer))
            throw new InvalidOperationException($"No answer was laid ready for: {caption} {message}");
        var labels = choices.Select(choice => choice.Label.Replace("&", "", StringComparison.Ordinal)).ToList();
        // As a console shows it, with the key that the person presses.
        WriteLine($"\n{caption}\n{message}");
        var keys = choices.Select(choice => choice.Label[choice.Label.IndexOf('&', StringComparison.Ordinal) + 1]).ToList();
        WriteLine(string.Join("  ", keys.Zip(labels, (key, label) => $"[{key}] {label}")) + $"  [?] Help (default is \"{keys[defaultChoice]}\"): {answer[0]}");
        var index = labels.IndexOf(answer);
        return index >= 0 ? index : throw new InvalidOperationException($"'{answer}' is none of {string.Join(", ", labels)}.");
    }

    /// <inheritdoc/>
    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) =>
        throw new NotSupportedException("A mandatory parameter was asked for: " + string.Join(", ", descriptions.Select(d => d.Name)));

    /// <inheritdoc/>
    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        throw new NotSupportedException("A credential was asked for.");

    /// <inheritdoc/>
    public override PSCredential PromptForCredential(
        string caption,
        string message,
        string userName,
        string targetName,
        PSCredentialTypes allowedCredentialTypes,
        PSCredentialUIOptions options) => PromptForCredential(caption, message, userName, targetName);

    /// <inheritdoc/>
    public override string ReadLine() => throw new NotSupportedException("A line was asked for.");

    /// <inheritdoc/>
    public override SecureString ReadLineAsSecureString() => throw new NotSupportedException("A secret was asked for.");

    /// <inheritdoc/>
    public override void Write(string value) =>
        _text.Append(_colour ? value : new StringDecorated(value).ToString(OutputRendering.PlainText));

    /// <inheritdoc/>
    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) => Write(value);

    /// <inheritdoc/>
    public override void WriteLine(string value) => Write(value.ReplaceLineEndings("\n") + "\n");

    /// <inheritdoc/>
    public override void WriteErrorLine(string value) => WriteLine(value);

    /// <inheritdoc/>
    public override void WriteVerboseLine(string message) => WriteLine("VERBOSE: " + message);

    /// <inheritdoc/>
    public override void WriteDebugLine(string message) => WriteLine("DEBUG: " + message);

    /// <inheritdoc/>
    public override void WriteWarningLine(string message) => WriteLine("WARNING: " + message);

    /// <inheritdoc/>
    public override void WriteProgress(long sourceId, ProgressRecord record) { }
}
