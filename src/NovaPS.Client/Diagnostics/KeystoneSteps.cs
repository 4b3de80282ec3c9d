using System;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Errors;
using NovaPS.Client.Identity;

namespace NovaPS.Client.Diagnostics;

/// <summary>Tests Keystone, the login and the token.</summary>
internal static class KeystoneSteps
{
    private const string TokenPassed = "A token was passed in, so Keystone is not used.";

    /// <summary>The remaining lifetime below which a token that cannot be renewed is a warning.</summary>
    private static readonly TimeSpan Short = TimeSpan.FromMinutes(10);

    public static async Task<StepResult> ReadVersionAsync(DiagnosisState state, CancellationToken cancellation)
    {
        if (state.Keystone is not { } keystone)
            return StepResult.Skipped(TokenPassed);
        try
        {
            var version = await keystone.ReadVersionAsync(state.Log, cancellation).ConfigureAwait(false);
            state.ObserveTime(version.Date, "Date header of Keystone");
            return version.Id is { } id
                ? StepResult.Ok(keystone.AuthUrl.AbsoluteUri + " is Keystone " + id
                    + (version.Status is null or "stable" ? "." : " (" + version.Status + ")."))
                : StepResult.Warning(keystone.AuthUrl.AbsoluteUri + " responds, but not with the version document of a Keystone.");
        }
        catch (NovaException e) when (e.StatusCode is not (null or 407))
        {
            // Some gateways hide the document. The login shows whether the URL is that of Keystone.
            return StepResult.Warning(keystone.AuthUrl.AbsoluteUri + " shows no version document: " + e.Message);
        }
    }

    public static async Task<StepResult> LogInAsync(DiagnosisState state, CancellationToken cancellation)
    {
        if (state.Keystone is not { } keystone)
            return StepResult.Skipped(TokenPassed);
        if (state.Target.Request is not { } request)
            return StepResult.Skipped("The connection is already logged in. Its token is used.");
        try
        {
            var token = await keystone.LogInAsync(request.Credential, request.Scope, state.Log, cancellation).ConfigureAwait(false);
            state.Tokens = new TokenProvider(token, keystone, request.Credential, request.Scope, state.Clock);
            state.ObserveTime(token.IssuedAt, "issued_at of the token");
            return StepResult.Ok("Logged in " + request.Credential.Subject + " (" + string.Join(", ", request.Credential.Methods) + ").");
        }
        catch (NovaException e)
        {
            return StepResult.Failed(Connector.Explain(e, request));
        }
    }

    public static async Task<StepResult> CheckProjectAsync(DiagnosisState state, CancellationToken cancellation)
    {
        if (state.Keystone is null)
            return StepResult.Skipped("A token was passed in for project " + state.Target.Connection!.ProjectId
                + ". The server list shows whether it is scoped to this project.");
        var token = state.Tokens!.Current;
        if (token.ProjectId is null)
            return StepResult.Failed(await Connector.NoProjectAsync(state.Tokens, state.Log, cancellation).ConfigureAwait(false));
        var project = "Project " + (token.ProjectName is { } name ? name + " (" + token.ProjectId + ")" : token.ProjectId);
        return token.Roles.Count > 0
            ? StepResult.Ok(project + ", roles: " + NameList.Of(token.Roles) + ".")
            : StepResult.Warning(project + ". The token lists no roles.", "Ask an administrator for a role in the project.");
    }

    public static StepResult CheckToken(DiagnosisState state)
    {
        var token = state.Tokens!.Current;
        if (token.Expires is not { } expires)
            return StepResult.Skipped("The expiry of the token is not known.");
        // On the cloud's clock if it is known, because the clock of this computer may be wrong.
        var left = token.Lifetime is { } life ? life - (state.Clock.Elapsed - token.ReceivedAt) : expires - state.Clock.UtcNow;
        var text = string.Format(CultureInfo.InvariantCulture, "Expires at {0:yyyy-MM-dd HH:mm:ss}, in {1}.",
            expires.ToLocalTime(), Describe(left));
        var credential = state.Target.Request?.Credential;
        if (credential is not TokenCredential && state.Tokens.CanRenew)
            return StepResult.Ok(text + " NovaPS renews it.");
        text += credential is TokenCredential ? " It ends with the token that it was exchanged for, so NovaPS cannot renew it."
            : " NovaPS cannot renew it, because a passcode can be used only once.";
        return left > Short ? StepResult.Ok(text) : StepResult.Warning(text, credential?.Remedy
            ?? "Connect again with Connect-NovaProject.");
    }

    private static string Describe(TimeSpan time) => string.Format(CultureInfo.InvariantCulture, time.TotalHours >= 2 ? "{0:0.#} h"
        : "{1:0} min", time.TotalHours, time.TotalMinutes);
}
