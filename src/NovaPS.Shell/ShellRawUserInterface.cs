using System;
using System.Management.Automation.Host;

namespace NovaPS.Shell;

/// <summary>The size of the console, and nothing more: this console has no cursor and no buffer of its own.</summary>
internal sealed class ShellRawUserInterface : PSHostRawUserInterface
{
    private const int Height = 50;

    /// <inheritdoc/>
    public override ConsoleColor ForegroundColor { get; set; } = ConsoleColor.Gray;

    /// <inheritdoc/>
    public override ConsoleColor BackgroundColor { get; set; } = ConsoleColor.Black;

    /// <inheritdoc/>
    public override Size BufferSize { get => new(Terminal.Width, Height); set { } }

    /// <inheritdoc/>
    public override Size WindowSize { get => BufferSize; set { } }

    /// <inheritdoc/>
    public override Size MaxWindowSize => BufferSize;

    /// <inheritdoc/>
    public override Size MaxPhysicalWindowSize => BufferSize;

    /// <inheritdoc/>
    public override Coordinates WindowPosition { get; set; }

    /// <inheritdoc/>
    public override Coordinates CursorPosition { get; set; }

    /// <inheritdoc/>
    public override int CursorSize { get; set; } = 25;

    /// <inheritdoc/>
    public override string WindowTitle { get; set; } = "";

    /// <inheritdoc/>
    public override bool KeyAvailable => Terminal.CanAsk && Console.KeyAvailable;

    /// <inheritdoc/>
    public override void FlushInputBuffer() { }

    /// <inheritdoc/>
    public override KeyInfo ReadKey(ReadKeyOptions options) => throw Missing("read single keys");

    /// <inheritdoc/>
    public override BufferCell[,] GetBufferContents(Rectangle rectangle) => throw Missing("read its screen");

    /// <inheritdoc/>
    public override void SetBufferContents(Coordinates origin, BufferCell[,] contents) => throw Missing("draw");

    /// <inheritdoc/>
    public override void SetBufferContents(Rectangle rectangle, BufferCell fill) => throw Missing("draw");

    /// <inheritdoc/>
    public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill) =>
        throw Missing("scroll");

    private static NotSupportedException Missing(string what) => new($"This small console cannot {what}.");
}
