using System;
using System.Linq;
using System.Security;
using NovaPS.Client.Compute;
using NovaPS.Client.Http;
using NovaPS.Client.Identity;

namespace NovaPS.Client.Configuration;

/// <summary>Creates the login request of a cloud from its settings.</summary>
/// <param name="settings">The settings.</param>
/// <param name="path">Returns the full path of a path in the settings.</param>
internal sealed class CloudAuth(CloudSettings settings, Func<string, string> path)
{
    private static readonly string[] VersionKeys = ["compute_default_microversion", "compute_api_version"];

    /// <summary>Creates the login request.</summary>
    /// <param name="specified">A credential that a parameter specifies; null to use the one in the settings.</param>
    /// <param name="passcode">A passcode that a parameter specifies; null to use the one in the settings, if any.</param>
    /// <exception cref="NovaException">NovaConnectInputInvalid: the settings are incomplete or contradictory; the message has the file and
    /// line.</exception>
    public ConnectRequest CreateRequest(Func<DomainName, NovaCredential>? specified, SecureString? passcode = null)
    {
        settings.Require("auth_url");
        var userDomain = Domain("user_domain");
        var credential = specified?.Invoke(userDomain) ?? ReadCredential(userDomain, passcode);
        RefuseTrust();
        return new ConnectRequest(ReadAuthUrl(), credential)
        {
            Name = settings.Name,
            Scope = ReadScope(credential is ApplicationCredential),
            Region = settings.Text("compute_region_name") ?? settings.Text("region_name"),
            Interfaces = settings.Texts("compute_interface") ?? settings.Texts("interface") ?? ConnectRequest.DefaultInterfaces,
            ServiceType = settings.Text("compute_service_type") ?? ConnectRequest.DefaultServiceType,
            ServiceName = settings.Text("compute_service_name"),
            Endpoint = settings.Expanded("compute_endpoint_override"),
            Microversion = ReadMicroversion(),
            Tls = ReadTls(),
            RequestTimeout = settings.Seconds("api_timeout") ?? Connector.DefaultRequestTimeout,
            Sources = settings.Sources,
        };
    }

    private Uri ReadAuthUrl()
    {
        var text = settings.Expanded("auth_url")!;
        try
        {
            return KeystoneClient.ParseAuthUrl(text);
        }
        catch (NovaException e)
        {
            e.Reason = settings.Find("auth_url")!.Where + ": " + e.Reason;
            throw;
        }
    }

    private NovaCredential ReadCredential(DomainName userDomain, SecureString? passcode)
    {
        var type = settings.Text("auth_type") ?? GuessType(passcode);
        switch (type)
        {
            case "password":
            case "v3password":
                return ReadUser(userDomain, passcode, passcode is null ? [AuthMethods.Password] : [AuthMethods.Password, AuthMethods.Totp]);
            case "v3totp":
                return ReadUser(userDomain, passcode, AuthMethods.Totp);
            case "v3multifactor":
                return ReadUser(userDomain, passcode, ReadMethods());
            case "token":
            case "v3token":
                RefusePasscode(passcode);
                settings.Require("token");
                return new TokenCredential(SecureText.From(settings.Text("token")!));
            case "v3applicationcredential":
                RefusePasscode(passcode);
                settings.Require("application_credential_id", "application_credential_name");
                settings.Require("application_credential_secret");
                if (settings.Text("application_credential_id") is null)
                    settings.Require("username", "user_id");
                return new ApplicationCredential(
                    settings.Text("application_credential_id"), settings.Text("application_credential_name"),
                    settings.Text("user_id"), settings.Text("username"), userDomain,
                        SecureText.From(settings.Text("application_credential_secret")!));
            case "v2password":
            case "v2token":
                throw CloudSettings.Invalid(settings.Find("auth_type")!,
                    "auth_type " + type + " is for Keystone v2.0, which OpenStack removed in 2018 (Queens)",
                    "Use v3password or v3token, and the v3 URL of the same Keystone.");
            default:
                throw CloudSettings.Invalid(settings.Find("auth_type")!,
                    "auth_type '" + type + "' is not supported; use password, token, v3applicationcredential, v3totp or v3multifactor",
                    "Use one of these, or " + AuthMethods.OtherMethodRemedy);
        }
    }

    private string GuessType(SecureString? passcode) =>
        settings.Text("password") is not null ? "password"
        : settings.Text("application_credential_secret") is not null ? "v3applicationcredential"
        : settings.Text("token") is not null ? "token"
        : passcode is not null || settings.Text("passcode") is not null ? "v3totp"
        : "password";

    /// <summary>
    /// Reads a user. A passcode in the settings is also used if the methods do not include it, but Keystone requires it.
    /// </summary>
    private NovaCredential ReadUser(DomainName userDomain, SecureString? specified, params string[] methods)
    {
        settings.Require("username", "user_id");
        if (methods.Contains(AuthMethods.Password))
            settings.Require("password");
        var (id, name) = (settings.Text("user_id"), settings.Text("username"));
        var password = settings.Text("password") is { } secret ? SecureText.From(secret) : null;
        var passcode = specified ?? (settings.Text("passcode") is { } text ? SecureText.From(text) : null);
        if (passcode is not null)
            return new PasscodeCredential(id, name, userDomain, password, passcode, methods);
        return methods.Contains(AuthMethods.Totp)
            ? throw CloudSettings.Invalid(settings.Find("auth_type")!, "the login requires a passcode",
                "Specify the current passcode with -Passcode.")
            : new PasswordCredential(id, name, userDomain, password!);
    }

    /// <summary>Reads the methods of v3multifactor, which are names of login types.</summary>
    private string[] ReadMethods()
    {
        if (settings.Find("auth_methods") is not { } node)
            throw CloudSettings.Invalid(settings.Find("auth_type")!, "auth_type v3multifactor is set, but auth_methods is not",
                "Set auth_methods to [v3password, v3totp].");
        var names = node.Items?.Select(i => i.Text ?? string.Empty)
            ?? settings.Text("auth_methods")!.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries);
        var methods = names.Select(name => name.Trim() switch
        {
            "v3password" or "password" => AuthMethods.Password,
            "v3totp" or "totp" => AuthMethods.Totp,
            _ => throw CloudSettings.Invalid(node, "the login method '" + name + "' is not supported; use v3password or v3totp",
                "Use these, or " + AuthMethods.OtherMethodRemedy),
        }).Distinct().ToArray();
        return methods.Length > 0 ? methods : throw CloudSettings.Invalid(node, "auth_methods is empty", "Set it to [v3password, v3totp].");
    }

    private static void RefusePasscode(SecureString? passcode)
    {
        if (passcode is not null)
            throw new NovaException(NovaErrorId.NovaConnectInputInvalid, "-Passcode is valid only for the login of a user")
            {
                Remedy = "Omit -Passcode, or connect as a user.",
            };
    }

    private void RefuseTrust()
    {
        if (settings.Find("trust_id") is { } trust)
            throw CloudSettings.Invalid(trust, "trusts are not supported",
                "Get a token of the trust first, and connect with -AuthUrl and -Token; or use an application credential.");
    }

    /// <param name="isImplied">Whether the credential is for one project, so that no scope is requested.</param>
    private ProjectScope? ReadScope(bool isImplied)
    {
        var (id, name) = (settings.Text("project_id"), settings.Text("project_name"));
        if (!isImplied && (id is not null || name is not null))
            return new ProjectScope(id, name, Domain("project_domain"));
        // With an application credential, the domain may be that of its user.
        foreach (var key in isImplied ? ["system_scope"] : new[] { "system_scope", "domain_id", "domain_name" })
        {
            if (settings.Find(key) is { } node)
                throw CloudSettings.Invalid(node, key + " requests a token that is not for a project, and servers belong to projects",
                    "Set project_name or project_id instead.");
        }

        return null;
    }

    /// <summary>
    /// Reads a domain from its own keys or the default keys, an id before a name (keystoneauth1, identity/generic/base.py). Otherwise it is
    /// the domain with the id default, as in the openstack command (--os-default-domain).
    /// </summary>
    private DomainName Domain(string which)
    {
        if ((settings.Text(which + "_id") ?? settings.Text("default_domain_id")) is { } id)
            return new DomainName(id, null);
        if ((settings.Text(which + "_name") ?? settings.Text("default_domain_name")) is { } name)
            return new DomainName(null, name);
        return new DomainName(settings.Text("default_domain") ?? "default", null);
    }

    private Microversion? ReadMicroversion()
    {
        // compute_api_version 2 is not a microversion, and with "latest" responses could change after an upgrade of the cloud.
        var key = VersionKeys.FirstOrDefault(k => settings.Text(k) is not (null or "2" or "2.0" or "2.latest" or "latest"));
        if (key is null)
            return null;
        return Microversion.Parse(settings.Text(key)) is { Major: 2, Minor: > 0 } version
            ? version
            : throw CloudSettings.Invalid(settings.Find(key)!, key + " is not a microversion of the compute API",
                "Set it to one such as '2.79', or to 2 to negotiate it.");
    }

    private TlsOptions ReadTls()
    {
        var verifies = settings.Flag("insecure") is not true && settings.Flag("verify") is not false;
        if (settings.Find("insecure") is { } insecure && settings.Flag("insecure") is null)
            settings.Warnings.Add(insecure.Where + ": insecure is not true, so certificates are checked.");
        if (!verifies && settings.Find("cacert") is { } cacert)
            settings.Warnings.Add(cacert.Where + ": cacert has no effect, because verify or insecure is set to accept any certificate.");
        if (settings.Find("key") is { } key && settings.Find("cert") is null)
            settings.Warnings.Add(key.Where + ": key has no effect, because cert is not set.");
        return new TlsOptions
        {
            SkipCheck = !verifies,
            // As in Python's requests, verify may be the path of a file with authorities.
            CaFile = !verifies ? null : FullPath("cacert") ?? (settings.Flag("verify") is null ? FullPath("verify") : null),
            CertificateFile = FullPath("cert"),
            KeyFile = settings.Find("cert") is null ? null : FullPath("key"),
        };
    }

    private string? FullPath(string name)
    {
        try
        {
            return settings.Text(name) is { } text ? path(text) : null;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw CloudSettings.Invalid(settings.Find(name)!, name + " is not a path: " + e.Message, "Set it to the path of a file.");
        }
    }
}
