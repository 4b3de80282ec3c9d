using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Management.Automation.Remoting.Internal;
using NovaPS.Client;
using NovaPS.Internal;

namespace NovaPS.Commands.Abstractions;

/// <summary>
/// A cmdlet that escapes control characters in its streams and prompts, which contain names of servers, clouds, files and regions.
/// The methods hide those of the engine, so that every command uses them.
/// </summary>
public abstract class NovaCmdlet : PSCmdlet
{
    private readonly HashSet<(NovaErrorId, string)> _recommended = [];

    // With -Debug, PowerShell prompts at each verbose line (Windows PowerShell also at each debug line) while requests are in flight,
    // and with -NonInteractive the prompt is an error. overrideInquire writes the line without a prompt.
    private protected new void WriteVerbose(string text) =>
        new PSStreamObject(PSStreamObjectType.Verbose, DisplayText.Show(text)).WriteStreamObject(this, overrideInquire: true);

    private protected new void WriteDebug(string text) =>
        new PSStreamObject(PSStreamObjectType.Debug, DisplayText.Show(text)).WriteStreamObject(this, overrideInquire: true);

    /// <summary>
    /// Whether the debug stream is shown: by -Debug, or else by $DebugPreference. PowerShell reads it once for each command, too.
    /// </summary>
    private protected bool ShowsDebug => MyInvocation.BoundParameters.TryGetValue("Debug", out var given) ? LanguagePrimitives.IsTrue(given)
        : GetVariableValue("DebugPreference") is not (ActionPreference.SilentlyContinue or ActionPreference.Ignore);

    // With -Debug PowerShell asks at each warning too, unless the user says what a warning is to do.
    private protected new void WriteWarning(string text)
    {
        if (MyInvocation.BoundParameters.ContainsKey("Debug") && !MyInvocation.BoundParameters.ContainsKey("WarningAction"))
            new PSStreamObject(PSStreamObjectType.Warning, DisplayText.Show(text)).WriteStreamObject(this, overrideInquire: true);
        else
            base.WriteWarning(DisplayText.Show(text));
    }

    /// <summary>
    /// Writes a warning after Ctrl+C, unless warnings are disabled. WriteWarning throws then; the host writes to the warning stream too.
    /// </summary>
    /// <param name="describe">Returns the text; null for none.</param>
    private protected void WriteWarningWhenStopped(Func<string?> describe)
    {
        try
        {
            var action = MyInvocation.BoundParameters.TryGetValue("WarningAction", out var given) ? given
                : GetVariableValue("WarningPreference");
            if (action?.ToString() is not (nameof(ActionPreference.SilentlyContinue) or nameof(ActionPreference.Ignore))
                && describe() is { } text)
                Host.UI.WriteWarningLine(DisplayText.Show(text));
        }
        catch (Exception)
        {
            // The host has no console, or the runspace is closing. The command was stopped and ends in any case.
        }
    }

    private protected new void WriteProgress(ProgressRecord record)
    {
        (record.Activity, record.StatusDescription) = (DisplayText.Show(record.Activity), DisplayText.Show(record.StatusDescription));
        base.WriteProgress(record);
    }

    private protected new bool ShouldProcess(string target, string action) =>
        base.ShouldProcess(DisplayText.Show(target), DisplayText.Show(action));

    private protected new bool ShouldProcess(string description, string? warning, string? caption) => base.ShouldProcess(
        DisplayText.Show(description), warning is null ? null : DisplayText.Show(warning), caption);

    /// <summary>
    /// Writes an error. Many servers can fail for one reason, so the recommended action is shown with the first of such errors only; the
    /// exception has it always.
    /// </summary>
    private protected void WriteError(NovaException error, object? target) => WriteError(ErrorRecords.Create(Complete(error), target,
        hasRemedy: _recommended.Add((error.ErrorId, error.RemedyText))));

    private protected void ThrowTerminatingError(NovaException error, object? target) =>
        ThrowTerminatingError(ErrorRecords.Create(Complete(error), target));

    /// <summary>
    /// Warns of a time that nothing can have reached, such as one with day and month swapped. This is not an error, because the clock of
    /// this computer can be slow.
    /// </summary>
    private protected void WarnOfFuture(string parameter, DateTime? time)
    {
        if (LocalTime.ToInstant(time) is { } instant && instant > DateTimeOffset.UtcNow)
            WriteWarning("-" + parameter + " is in the future: " + LocalTime.Describe(instant) + ".");
    }

    /// <summary>Adds what only the command knows to an error before it leaves.</summary>
    private protected virtual NovaException Complete(NovaException error) => error;
}
