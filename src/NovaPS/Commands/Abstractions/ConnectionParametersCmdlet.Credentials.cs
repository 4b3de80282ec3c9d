using System;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;
using NovaPS.Client;
using NovaPS.Client.Identity;
using NovaPS.Simulator;

namespace NovaPS.Commands.Abstractions;

/// <content>Reads the credentials from the parameters.</content>
public abstract partial class ConnectionParametersCmdlet
{
    private NovaCredential? GivenCredential(DomainName domain, string? userId = null, string? userName = null)
    {
        if (ApplicationCredential is { } application)
        {
            if (Passcode is not null)
                throw Invalid("-Passcode is part of the login of a user, and -ApplicationCredential logs in without one",
                    "Use only one of them.");
            var (id, name) = (UserId ?? userId, UserName ?? userName);
            // With a user, the text is the name of the credential. With the user of clouds.yaml, it can also be the id.
            var isNamed = UserId is not null || UserName is not null
                || ((id ?? name) is not null && !Guid.TryParseExact(application.UserName, "N", out _));
            return new ApplicationCredential(isNamed ? null : application.UserName, application.UserName, id, name, domain,
                application.Password);
        }

        return Credential is null ? null : ByPassword(Credential, domain);
    }

    private NovaCredential ByName() => UserId is null && UserName is null
        ? throw Invalid("-Password is set, but no user is", "Use -UserName or -UserId.")
        : ByUser(UserId, UserName, Domain(UserDomainId, UserDomain), Password);

    private NovaCredential ByPassword(PSCredential credential, DomainName domain) =>
        ByUser(null, credential.UserName, domain, credential.Password);

    private NovaCredential ByUser(string? id, string? name, DomainName domain, SecureString? password) =>
        ReadPasscode() is not { } passcode ? new PasswordCredential(id, name, domain, password!)
            : password is null ? new PasscodeCredential(id, name, domain, null, passcode, AuthMethods.Totp)
                : new PasscodeCredential(id, name, domain, password, passcode, AuthMethods.Password, AuthMethods.Totp);

    private static NovaCredential SimulatorCredential(NovaSimulator simulator)
    {
        var (domain, password) = (DomainName.Parse("default"), SecureText.From(simulator.GetPassword()));
        return simulator.RequiresPasscode
            ? new PasscodeCredential(null, simulator.UserName, domain, password, SecureText.From(simulator.GetPasscode()),
                AuthMethods.Password, AuthMethods.Totp)
            : new PasswordCredential(null, simulator.UserName, domain, password);
    }

    private NovaCredential AskForCredential(DomainName domain)
    {
        try
        {
            if (Host.UI.PromptForCredential(MyInvocation.MyCommand.Name, DisplayText.Show("User name and password for " + AuthUrl),
                UserId ?? UserName, string.Empty) is { } credential)
                return ByUser(UserId, UserId is null ? credential.UserName : null, domain, credential.Password);
        }
        catch (Exception e) when (e is HostException or InvalidOperationException or NotImplementedException or NotSupportedException)
        {
            // The host cannot prompt. The error below says what is missing.
        }

        throw Invalid("no credential was specified", "Use -Credential, -UserId and -Password, -ApplicationCredential or -Token.");
    }

    /// <summary>The passcode without the spaces with which apps show it; null if there is none.</summary>
    private SecureString? ReadPasscode()
    {
        if (Passcode is null)
            return null;
        var passcode = string.Concat(SecureText.ToPlainText(Passcode).Where(c => !char.IsWhiteSpace(c)));
        return passcode.Length > 0 ? SecureText.From(passcode)
            : throw Invalid("the passcode is empty", "Specify the passcode that the authenticator app shows.");
    }

    private string RevealToken()
    {
        var token = SecureText.ToPlainText(Token!).Trim();
        if (token.Length == 0)
            throw Invalid("the token is empty", "Specify the token as Keystone issued it.");
        return token.All(c => c is > ' ' and <= '~') ? token
            : throw Invalid("the token contains an invalid character", "Specify only the token, as Keystone issued it.");
    }
}
