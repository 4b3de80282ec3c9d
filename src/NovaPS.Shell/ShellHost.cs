using System;
using System.Globalization;
using System.Management.Automation.Host;

namespace NovaPS.Shell;

/// <summary>The host that the engine talks to.</summary>
/// <param name="userInterface">Where it reads and writes.</param>
internal sealed class ShellHost(PSHostUserInterface userInterface) : PSHost
{
    /// <inheritdoc/>
    public override string Name => "NovaPS.Shell";

    /// <inheritdoc/>
    public override Version Version => typeof(ShellHost).Assembly.GetName().Version!;

    /// <inheritdoc/>
    public override Guid InstanceId { get; } = Guid.NewGuid();

    /// <inheritdoc/>
    public override CultureInfo CurrentCulture => CultureInfo.CurrentCulture;

    /// <inheritdoc/>
    public override CultureInfo CurrentUICulture => CultureInfo.CurrentUICulture;

    /// <inheritdoc/>
    public override PSHostUserInterface UI => userInterface;

    /// <summary>What the script gave to exit, or null.</summary>
    public int? RequestedExitCode { get; private set; }

    /// <inheritdoc/>
    public override void SetShouldExit(int exitCode) => RequestedExitCode = exitCode;

    /// <inheritdoc/>
    public override void EnterNestedPrompt() =>
        throw new NotSupportedException("This small console has no prompt to suspend to.");

    /// <inheritdoc/>
    public override void ExitNestedPrompt() => throw new NotSupportedException("This small console has no nested prompt.");

    /// <inheritdoc/>
    public override void NotifyBeginApplication() { }

    /// <inheritdoc/>
    public override void NotifyEndApplication() { }
}
