using System.Management.Automation;
using NovaPS.Client.Operations;
using NovaPS.Commands.Abstractions;

namespace NovaPS.Commands;

/// <summary>Implements Suspend-NovaServer.</summary>
/// <remarks>
/// POST /servers/{server_id}/action with {"suspend": null}, {"pause": null} or {"shelve": null}; 202 means accepted, not completed.
/// </remarks>
[Cmdlet(VerbsLifecycle.Suspend, "NovaServer", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(NovaServerAction), typeof(NovaServer))]
public sealed class SuspendNovaServerCommand : IdempotentServerActionCmdlet
{
    /// <summary>
    /// <para>Specifies how the server is suspended. The default is Suspend.</para>
    /// <para>Suspend: its memory is saved to disk on its compute host. Pause: it stops running, and its memory stays in RAM. Shelve:
    /// it is shut down, and its disk is saved as an image; most clouds then remove it from its compute host.</para>
    /// </summary>
    [Parameter]
    [ValidateSet("Suspend", "Pause", "Shelve")]
    public string Mode { get; set; } = "Suspend";

    private protected override ServerAction Action => Mode.ToUpperInvariant() switch
    {
        "PAUSE" => ServerAction.Pause,
        "SHELVE" => ServerAction.Shelve,
        _ => ServerAction.Suspend,
    };
}
