using System;
using System.Collections.Generic;
using System.Management.Automation;

namespace NovaPS.Shell;

/// <summary>
/// The engine's Out-Default, which tells in addition why a well-known command is missing. This is done where errors are
/// shown: a CommandNotFoundAction cannot change the message, and a function in the command's place would be found by Get-Command.
/// </summary>
[Cmdlet("Out", "Default")]
internal sealed class OutDefaultCommand : Microsoft.PowerShell.Commands.OutDefaultCommand
{
    private static readonly Lazy<HashSet<string>> PowerShellCommands = new(() => new HashSet<string>(
        Resources.Read("PowerShellCommands.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        StringComparer.OrdinalIgnoreCase));

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (InputObject?.BaseObject is ErrorRecord { Exception: CommandNotFoundException missing } error
            && PowerShellCommands.Value.Contains(missing.CommandName))
        {
            error.ErrorDetails = new ErrorDetails(
                $"{missing.CommandName} is not part of this small console: it has the engine's commands only. Use PowerShell for it.");
        }

        base.ProcessRecord();
    }
}
