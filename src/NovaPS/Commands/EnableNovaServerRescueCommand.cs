using System.Management.Automation;
using System.Security;
using NovaPS.Client.Operations;
using NovaPS.Commands.Abstractions;
using NovaPS.Completers;
using NovaPS.Internal;
using NovaPS.Parameters;

namespace NovaPS.Commands;

/// <summary>Implements Enable-NovaServerRescue.</summary>
/// <remarks>
/// POST /servers/{server_id}/action with {"rescue": {"adminPass": "...", "rescue_image_ref": "..."}}, both optional; GET /v2/images of the
/// image service for the id of the image. 200 means accepted, not completed, and its body, which has the password, is not read.
/// </remarks>
[Cmdlet(VerbsLifecycle.Enable, "NovaServerRescue", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(NovaServerAction), typeof(NovaServer))]
public sealed class EnableNovaServerRescueCommand : IdempotentServerActionCmdlet
{
    /// <summary>
    /// Specifies the image that the server boots from: its name or its id. The default is set by the cloud: usually the image that the
    /// server was created from. Tab completes the names.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ImageCompleter))]
    public string? Image { get; set; }

    /// <summary>
    /// Specifies the administrator's password of the rescue system, as a SecureString or a string. By default, Nova generates a
    /// password, which NovaPS discards. Whether the image uses it depends on the cloud.
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    [SecureStringTransformation]
    public SecureString? AdminPassword { get; set; }

    private protected override ServerAction Action => ServerAction.Rescue;

    private protected override SecureString? Secret => AdminPassword;

    private protected override ArgumentLookup CreateLookup() => ImageArguments.CreateLookup(Image, AdminPassword, "rescue_image_ref");
}
