using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Internal;
using System.Security;
using System.Text;

namespace NovaPS.Tests.Support;

/// <summary>A PowerShell host that records all streams in their order and prompts, and has a window width.</summary>
internal sealed class RecordingHost(RecordingUserInterface userInterface) : PSHost
{
    public override string Name => "NovaPS.Tests";

    public override Version Version { get; } = new(1, 0);

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override CultureInfo CurrentCulture => CultureInfo.InvariantCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.InvariantCulture;

    public override PSHostUserInterface UI => userInterface;

    public override void SetShouldExit(int exitCode) { }

    public override void EnterNestedPrompt() => throw new NotSupportedException();

    public override void ExitNestedPrompt() => throw new NotSupportedException();

    public override void NotifyBeginApplication() { }

    public override void NotifyEndApplication() { }
}

/// <summary>Records output and prompts, and responds to prompts with the labels that a test queued.</summary>
public sealed class RecordingUserInterface : PSHostUserInterface
{
    private readonly Window _window = new();
    private readonly Queue<string> _choices = new();
    private readonly List<string> _questions = [];
    private readonly StringBuilder _text = new();
    private bool _color;

    /// <summary>The prompts so far, each with caption and message.</summary>
    public IReadOnlyList<string> Questions => _questions;

    /// <summary>What was displayed since <see cref="StartRendering"/>.</summary>
    public string Rendered => _text.ToString();

    public override PSHostRawUserInterface RawUI => _window;

    public override bool SupportsVirtualTerminal => _color;

    /// <summary>Queues labels of choices: Yes, No, Yes to All. A prompt without one fails.</summary>
    public void Choose(params string[] labels) => labels.ToList().ForEach(_choices.Enqueue);

    /// <summary>Clears the recorded text.</summary>
    /// <param name="width">The window width in columns from now on.</param>
    /// <param name="color">Whether escape sequences are kept.</param>
    public void StartRendering(int width, bool color)
    {
        _text.Clear();
        _window.BufferSize = new Size(width, 50);
        _color = color;
    }

    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        _questions.Add($"{caption} {message}");
        if (!_choices.TryDequeue(out var choice))
            throw new InvalidOperationException($"No choice was queued for: {caption} {message}");
        var labels = choices.Select(c => c.Label.Replace("&", "", StringComparison.Ordinal)).ToList();
        var keys = choices.Select(c => c.Label[c.Label.IndexOf('&', StringComparison.Ordinal) + 1]).ToList();
        // As the console host displays it, with the key that was pressed.
        WriteLine($"\n{caption}\n{message}\n" + string.Join("  ", keys.Zip(labels, (key, label) => $"[{key}] {label}"))
            + $"  [?] Help (default is \"{keys[defaultChoice]}\"): {choice[0]}");
        var index = labels.IndexOf(choice);
        return index >= 0 ? index : throw new InvalidOperationException($"'{choice}' is none of {string.Join(", ", labels)}.");
    }

    public override void Write(string value) => _text.Append(_color ? value
        : new StringDecorated(value).ToString(OutputRendering.PlainText));

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) => Write(value);

    public override void WriteLine(string value) => Write(value.ReplaceLineEndings("\n") + "\n");

    public override void WriteErrorLine(string value) => WriteLine(value);

    public override void WriteVerboseLine(string message) => WriteLine("VERBOSE: " + message);

    public override void WriteDebugLine(string message) => WriteLine("DEBUG: " + message);

    public override void WriteWarningLine(string message) => WriteLine("WARNING: " + message);

    public override void WriteProgress(long sourceId, ProgressRecord record) { }

    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) =>
        throw new NotSupportedException("A mandatory parameter was asked for: " + string.Join(", ", descriptions.Select(d => d.Name)));

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        throw new NotSupportedException("A credential was asked for.");

    public override PSCredential PromptForCredential(
        string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes,
            PSCredentialUIOptions options) =>
        PromptForCredential(caption, message, userName, targetName);

    public override string ReadLine() => throw new NotSupportedException("A line was asked for.");

    public override SecureString ReadLineAsSecureString() => throw new NotSupportedException("A secret was asked for.");

    private sealed class Window : PSHostRawUserInterface
    {
        public override Size BufferSize { get; set; } = new(120, 50);

        public override Size WindowSize { get => BufferSize; set => BufferSize = value; }

        public override Size MaxWindowSize => BufferSize;

        public override Size MaxPhysicalWindowSize => BufferSize;

        public override Coordinates WindowPosition { get; set; }

        public override Coordinates CursorPosition { get; set; }

        public override int CursorSize { get; set; }

        public override ConsoleColor ForegroundColor { get; set; }

        public override ConsoleColor BackgroundColor { get; set; }

        public override string WindowTitle { get; set; } = "";

        public override bool KeyAvailable => false;

        public override void FlushInputBuffer() { }

        public override KeyInfo ReadKey(ReadKeyOptions options) => throw new NotSupportedException();

        public override BufferCell[,] GetBufferContents(Rectangle rectangle) => throw new NotSupportedException();

        public override void SetBufferContents(Coordinates origin, BufferCell[,] contents) => throw new NotSupportedException();

        public override void SetBufferContents(Rectangle rectangle, BufferCell fill) => throw new NotSupportedException();

        public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill) =>
            throw new NotSupportedException();
    }
}
