using System.Management.Automation;
using System.Security;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client;
using NovaPS.Client.Compute;
using NovaPS.Client.Operations;
using NovaPS.Commands.Abstractions;
using NovaPS.Completers;
using NovaPS.Internal;
using NovaPS.Parameters;

namespace NovaPS.Commands;

/// <summary>Implements Invoke-NovaServerRebuild.</summary>
/// <remarks>
/// GET /servers/{server_id}, and POST .../action with {"rebuild": {"imageRef": "...", "adminPass": "..."}}. 202 means accepted, not
/// completed; its body, which has a password, is not read. GET /v2/images of the image service for the id of an image.
/// </remarks>
[Cmdlet(VerbsLifecycle.Invoke, "NovaServerRebuild", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(NovaServerAction), typeof(NovaServer))]
public sealed class InvokeNovaServerRebuildCommand : ServerActionCmdlet
{
    /// <summary>
    /// Specifies the image: its name or its id. The default is the current image of each server. A server that boots from a
    /// volume has none, and needs this parameter. Tab completes the names.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ImageCompleter))]
    public string? Image { get; set; }

    /// <summary>
    /// Specifies the administrator's password of the rebuilt server, as a SecureString or a string. By default, Nova generates a
    /// password, which NovaPS discards. Whether the image uses it depends on the cloud.
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    [SecureStringTransformation]
    public SecureString? AdminPassword { get; set; }

    private protected override ServerAction Action => ServerAction.Rebuild;

    private protected override SecureString? Secret => AdminPassword;

    private protected override ArgumentLookup CreateLookup() =>
        ImageArguments.CreateLookup(Image, AdminPassword, RebuildImage.Argument);

    private protected override Task<Operation> PrepareAsync(
        ComputeClient client, TrackedOperation tracked, IClientLog log, CancellationToken cancellation) =>
        RebuildImage.AddAsync(client, tracked, log, cancellation);
}
