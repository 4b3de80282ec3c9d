using System.Management.Automation;
using System.Management.Automation.Remoting.Internal;
using NovaPS.Client;
using NovaPS.Internal;

namespace NovaPS.Commands.Abstractions;

/// <summary>
/// A cmdlet whose streams and prompts show no text as it came from outside: names of servers, clouds, files and regions stand in all of
/// them. The methods hide those of the engine, so that every command uses them.
/// </summary>
public abstract class NovaCmdlet : PSCmdlet
{
    // With -Debug alone, PowerShell asks at each verbose line (and Windows PowerShell at each debug line) whether to continue. Requests
    // are in flight then, and under -NonInteractive the question is an error. overrideInquire writes the line instead.
    private protected new void WriteVerbose(string text) =>
        new PSStreamObject(PSStreamObjectType.Verbose, DisplayText.Show(text)).WriteStreamObject(this, overrideInquire: true);

    private protected new void WriteDebug(string text) =>
        new PSStreamObject(PSStreamObjectType.Debug, DisplayText.Show(text)).WriteStreamObject(this, overrideInquire: true);

    // With -Debug PowerShell asks at each warning too, unless the user says what a warning is to do.
    private protected new void WriteWarning(string text)
    {
        if (MyInvocation.BoundParameters.ContainsKey("Debug") && !MyInvocation.BoundParameters.ContainsKey("WarningAction"))
            new PSStreamObject(PSStreamObjectType.Warning, DisplayText.Show(text)).WriteStreamObject(this, overrideInquire: true);
        else
            base.WriteWarning(DisplayText.Show(text));
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

    private protected void WriteError(NovaException error, object? target) => WriteError(ErrorRecords.Create(error, target));

    private protected void ThrowTerminatingError(NovaException error, object? target) =>
        ThrowTerminatingError(ErrorRecords.Create(error, target));
}
