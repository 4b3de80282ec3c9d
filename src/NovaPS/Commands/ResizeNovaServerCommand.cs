using System.Management.Automation;
using NovaPS.Client.Lookups;
using NovaPS.Client.Operations;
using NovaPS.Commands.Abstractions;
using NovaPS.Completers;

namespace NovaPS.Commands;

/// <summary>Implements Resize-NovaServer.</summary>
/// <remarks>
/// POST /servers/{server_id}/action with {"resize": {"flavorRef": "..."}}, and with -AutoConfirm {"confirmResize": null} once the server is
/// in VERIFY_RESIZE; GET /flavors/detail for the id of the flavor. 202 and 204 mean accepted, not completed.
/// </remarks>
[Cmdlet(VerbsCommon.Resize, "NovaServer", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(NovaServerAction), typeof(NovaServer))]
public sealed class ResizeNovaServerCommand : ServerActionCmdlet
{
    /// <summary>Specifies the new flavor: its name or its id. Tab completes the names.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(FlavorCompleter))]
    public string Flavor { get; set; } = string.Empty;

    /// <summary>
    /// Waits for the resize, and then confirms it, as Confirm-NovaServerResize does. It implies -Wait, and -Timeout applies to both
    /// together. The resize of a server cannot be undone after that.
    /// </summary>
    [Parameter]
    public SwitchParameter AutoConfirm { get; set; }

    private protected override ServerAction Action => ServerAction.Resize;

    private protected override ServerAction? Then => AutoConfirm ? ServerAction.ConfirmResize : null;

    private protected override bool IsWaiting => Wait || AutoConfirm;

    private protected override ArgumentLookup CreateLookup()
    {
        var given = Flavor;
        return async (client, log, cancellation) =>
        {
            var flavor = await FlavorLookup.FindAsync(client, given, log, cancellation).ConfigureAwait(false);
            return new ActionArguments { { "flavorRef", flavor.Id } };
        };
    }
}
