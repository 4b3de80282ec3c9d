using System.Management.Automation;
using NovaPS.Client.Operations;
using NovaPS.Commands.Abstractions;

namespace NovaPS.Commands;

/// <summary>Implements Lock-NovaServer.</summary>
/// <remarks>POST /servers/{server_id}/action with {"lock": null}, or with a locked_reason from microversion 2.73 on.</remarks>
[Cmdlet(VerbsCommon.Lock, "NovaServer", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(NovaServerAction), typeof(NovaServer))]
public sealed class LockNovaServerCommand : IdempotentServerActionCmdlet
{
    /// <summary>
    /// Specifies the reason for the lock, in at most 255 characters. Everyone who can read the server can read it. It requires
    /// microversion 2.73 or later.
    /// </summary>
    [Parameter]
    [ValidateLength(1, 255)]
    public string? Reason { get; set; }

    private protected override ServerAction Action => ServerAction.Lock;

    private protected override ActionArguments Arguments => new() { { "locked_reason", Reason } };
}
