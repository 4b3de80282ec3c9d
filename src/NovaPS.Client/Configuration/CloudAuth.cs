using System;
using System.Linq;
using System.Security;
using NovaPS.Client.Compute;
using NovaPS.Client.Http;
using NovaPS.Client.Identity;

namespace NovaPS.Client.Configuration;

/// <summary>How to log in to a cloud, from its settings.</summary>
/// <param name="settings">The settings.</param>
/// <param name="path">A path as it stands in the settings, made whole.</param>
internal sealed class CloudAuth(CloudSettings settings, Func<string, string> path)
{
    private static readonly string[] VersionKeys = ["compute_default_microversion", "compute_api_version"];

    /// <summary>What to ask Keystone for.</summary>
    /// <param name="given">A credential that was given beside the settings; null: they hold it.</param>
    /// <param name="passcode">A passcode that was given beside the settings; null: they hold it, where one is needed.</param>
    /// <exception cref="NovaException">NovaConnectInputInvalid: the settings do not suffice, or contradict themselves; the message says
    /// where.</exception>
    public ConnectRequest CreateRequest(Func<DomainName, NovaCredential>? given, SecureString? passcode = null)
    {
        settings.Require("auth_url");
        var userDomain = Domain("user_domain");
        var credential = given?.Invoke(userDomain) ?? ReadCredential(userDomain, passcode);
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
                throw CloudSettings.Wrong(settings.Find("auth_type")!,
                    "auth_type " + type + " is for Keystone v2.0, which OpenStack removed in 2018 (Queens)",
                    "Use v3password or v3token, and the v3 URL of the same Keystone.");
            default:
                throw CloudSettings.Wrong(settings.Find("auth_type")!,
                    "auth_type '" + type + "' is not supported; password, token, v3applicationcredential, v3totp and v3multifactor are",
                    "Use one of these, or " + AuthMethods.Elsewhere);
        }
    }

    private string GuessType(SecureString? passcode) =>
        settings.Text("password") is not null ? "password"
        : settings.Text("application_credential_secret") is not null ? "v3applicationcredential"
        : settings.Text("token") is not null ? "token"
        : passcode is not null || settings.Text("passcode") is not null ? "v3totp"
        : "password";

    /// <summary>
    /// A user. A passcode of the settings that the methods do not name is kept for a Keystone that asks for it.
    /// </summary>
    private NovaCredential ReadUser(DomainName userDomain, SecureString? given, params string[] methods)
    {
        settings.Require("username", "user_id");
        if (methods.Contains(AuthMethods.Password))
            settings.Require("password");
        var (id, name) = (settings.Text("user_id"), settings.Text("username"));
        var password = settings.Text("password") is { } secret ? SecureText.From(secret) : null;
        var passcode = given ?? (settings.Text("passcode") is { } text ? SecureText.From(text) : null);
        if (passcode is not null)
            return new PasscodeCredential(id, name, userDomain, password, passcode, methods);
        return methods.Contains(AuthMethods.Totp)
            ? throw CloudSettings.Wrong(settings.Find("auth_type")!, "the login requires a passcode",
                "Specify the current passcode with -Passcode.")
            : new PasswordCredential(id, name, userDomain, password!);
    }

    /// <summary>The methods of v3multifactor: names of login types, in the order in which keystoneauth sends them.</summary>
    private string[] ReadMethods()
    {
        if (settings.Find("auth_methods") is not { } node)
            throw CloudSettings.Wrong(settings.Find("auth_type")!, "auth_type v3multifactor is set, but auth_methods is not",
                "Set auth_methods to [v3password, v3totp].");
        var names = node.Items?.Select(i => i.Text ?? string.Empty)
            ?? settings.Text("auth_methods")!.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries);
        var methods = names.Select(name => name.Trim() switch
        {
            "v3password" or "password" => AuthMethods.Password,
            "v3totp" or "totp" => AuthMethods.Totp,
            _ => throw CloudSettings.Wrong(node, "the login method '" + name + "' is not supported; v3password and v3totp are",
                "Use these, or " + AuthMethods.Elsewhere),
        }).Distinct().ToArray();
        return methods.Length > 0 ? methods : throw CloudSettings.Wrong(node, "auth_methods is empty", "Set it to [v3password, v3totp].");
    }

    private static void RefusePasscode(SecureString? passcode)
    {
        if (passcode is not null)
            throw new NovaException(NovaErrorId.NovaConnectInputInvalid, "-Passcode is part of the login of a user")
            {
                Remedy = "Omit -Passcode, or connect as a user.",
            };
    }

    private void RefuseTrust()
    {
        if (settings.Find("trust_id") is { } trust)
            throw CloudSettings.Wrong(trust, "trusts are not supported",
                "Get a token of the trust first, and connect with -AuthUrl and -Token; or use an application credential.");
    }

    /// <param name="isImplied">Whether the credential has a project of its own, and asks for none.</param>
    private ProjectScope? ReadScope(bool isImplied)
    {
        var (id, name) = (settings.Text("project_id"), settings.Text("project_name"));
        if (!isImplied && (id is not null || name is not null))
            return new ProjectScope(id, name, Domain("project_domain"));
        // A domain may also be that of the user of an application credential.
        foreach (var key in isImplied ? ["system_scope"] : new[] { "system_scope", "domain_id", "domain_name" })
        {
            if (settings.Find(key) is { } node)
                throw CloudSettings.Wrong(node, key + " requests a token that is not for a project, and servers belong to projects",
                    "Set project_name or project_id instead.");
        }

        return null;
    }

    /// <summary>
    /// A domain by its own keys or those of the default, an id of either before a name of either (keystoneauth1, identity/generic/base.py);
    /// else the id default, which every Keystone has from its beginning (openstack takes it too, as --os-default-domain).
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
        // compute_api_version 2 says no more than the URL does; "latest" would change under our feet.
        var key = VersionKeys.FirstOrDefault(k => settings.Text(k) is not (null or "2" or "2.0" or "2.latest" or "latest"));
        if (key is null)
            return null;
        return Microversion.TryParse(settings.Text(key), out var version) && version is { Major: 2, Minor: > 0 }
            ? version
            : throw CloudSettings.Wrong(settings.Find(key)!, key + " is not a microversion of the compute API",
                "Set it to one such as '2.79', or to 2 to negotiate it.");
    }

    private TlsOptions ReadTls()
    {
        var verifies = settings.Flag("insecure") is not true && settings.Flag("verify") is not false;
        if (settings.Find("insecure") is { } insecure && settings.Flag("insecure") is null)
            settings.Warnings.Add(insecure.Where + ": insecure is not true, so certificates are checked.");
        if (!verifies && settings.Find("cacert") is { } cacert)
            settings.Warnings.Add(cacert.Where + ": cacert has no effect, since verify (or insecure) says to trust any certificate.");
        if (settings.Find("key") is { } key && settings.Find("cert") is null)
            settings.Warnings.Add(key.Where + ": key has no effect, since cert is not set.");
        return new TlsOptions
        {
            SkipCheck = !verifies,
            // verify may be the path of a file with authorities, as in Python's requests.
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
            throw CloudSettings.Wrong(settings.Find(name)!, name + " is not a path: " + e.Message, "Set it to the path of a file.");
        }
    }
}
