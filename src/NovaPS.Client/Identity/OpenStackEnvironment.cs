using System;
using System.Linq;
using System.Security;

namespace NovaPS.Client;

/// <summary>
/// What the OS_* variables say, read as the openstack command reads them (openstacksdk, keystoneauth1 loading).
/// </summary>
/// <param name="get">The variable's value; null when it is not set.</param>
internal sealed class OpenStackEnvironment(Func<string, string?> get)
{
    /// <summary>How to log in.</summary>
    /// <exception cref="NovaException">NovaConnectInputInvalid: the variables do not suffice; the message names what is missing.</exception>
    public ConnectRequest Read()
    {
        var authUrl = First("OS_AUTH_URL");
        if (authUrl is null)
        {
            throw new NovaException(NovaErrorId.NovaConnectInputInvalid,
                "Nothing says where to connect: OS_AUTH_URL is not set. Set the OS_* variables (source your openrc file), or name the cloud with -AuthUrl and -Credential, or with -Endpoint, -ProjectId and -Token.");
        }

        return new ConnectRequest(KeystoneClient.ParseAuthUrl(authUrl), ReadCredential())
        {
            Scope = ReadScope(),
            Region = First("OS_REGION_NAME"),
            Interface = First("OS_INTERFACE", "OS_ENDPOINT_TYPE") ?? "public",
            Endpoint = First("OS_COMPUTE_ENDPOINT_OVERRIDE"),
        };
    }

    private NovaCredential ReadCredential()
    {
        var type = First("OS_AUTH_TYPE") ?? (First("OS_PASSWORD") is null && First("OS_TOKEN", "OS_AUTH_TOKEN") is not null ? "token" : "password");
        switch (type)
        {
            case "password":
            case "v3password":
                var password = Require("OS_PASSWORD");
                var id = First("OS_USER_ID");
                return new PasswordCredential(id, id is null ? Require("OS_USERNAME", "OS_USER_ID") : null, Domain("OS_USER_DOMAIN_ID", "OS_USER_DOMAIN_NAME"), Secure(password));
            case "token":
            case "v3token":
                return new TokenCredential(Secure(Require("OS_TOKEN", "OS_AUTH_TOKEN")));
            default:
                throw new NovaException(NovaErrorId.NovaConnectInputInvalid, "OS_AUTH_TYPE is '" + type + "'; NovaPS knows password and token.");
        }
    }

    private ProjectScope? ReadScope()
    {
        var id = First("OS_PROJECT_ID", "OS_TENANT_ID");
        var name = First("OS_PROJECT_NAME", "OS_TENANT_NAME");
        return id is null && name is null ? null : new ProjectScope(id, name, Domain("OS_PROJECT_DOMAIN_ID", "OS_PROJECT_DOMAIN_NAME"));
    }

    private DomainName Domain(string id, string name)
    {
        if (First(id) is { } given)
            return new DomainName(given, null);
        return First(name, "OS_DEFAULT_DOMAIN_NAME") is { } named ? new DomainName(null, named) : new DomainName(First("OS_DEFAULT_DOMAIN_ID", "OS_DEFAULT_DOMAIN") ?? "default", null);
    }

    private string? First(params string[] names) => names.Select(get).FirstOrDefault(value => !string.IsNullOrEmpty(value));

    private string Require(params string[] names) => First(names) ?? throw new NovaException(
        NovaErrorId.NovaConnectInputInvalid, "OS_AUTH_URL is set, but " + string.Join(" or ", names) + " is not.");

    private static SecureString Secure(string text)
    {
        var secret = new SecureString();
        foreach (var c in text)
            secret.AppendChar(c);
        secret.MakeReadOnly();
        return secret;
    }
}
