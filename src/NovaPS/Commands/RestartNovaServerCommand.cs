using System.Management.Automation;
using NovaPS.Client.Operations;
using NovaPS.Commands.Abstractions;

namespace NovaPS.Commands;

/// <summary>Implements Restart-NovaServer.</summary>
/// <remarks>POST /servers/{server_id}/action with {"reboot": {"type": "SOFT"}}, or HARD; 202 means accepted, not completed.</remarks>
[Cmdlet(VerbsLifecycle.Restart, "NovaServer", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(NovaServerAction), typeof(NovaServer))]
public sealed class RestartNovaServerCommand : ServerActionCmdlet
{
    /// <summary>
    /// Restarts the server as if its power were cut (a HARD reboot). By default, the operating system of the server is asked to
    /// restart (a SOFT reboot), and the server must be ACTIVE.
    /// </summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override ServerAction Action => Force ? ServerAction.HardReboot : ServerAction.Reboot;
}
