using System.Linq;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace NovaPS.Simulator.Keystone;

/// <summary>Processes the body of POST /v3/auth/tokens.</summary>
internal sealed class Authenticator(Identity identity, TokenStore tokens, MultiFactor multiFactor)
{
    public Token Authenticate(NovaSimulatorRequest request)
    {
        var type = (request.Header("Content-Type") ?? "").Split(';')[0].Trim();
        if (type != "application/json")
            throw KeystoneError.Missing("application/json", "Content-Type header");
        var given = Parse(request)["auth"];
        if (given is null || given.Type == JTokenType.Null)
            throw KeystoneError.Missing("auth", "request body");
        AuthSchema.Check(given);
        var auth = (JObject)given;
        var identityPart = (JObject)auth["identity"]!;
        var methods = (JArray)identityPart["methods"]!;
        foreach (var name in methods.Select(method => (string?)method ?? ""))
        {
            if (identityPart[name] is not JObject)
                throw KeystoneError.Missing(name, "identity");
        }

        // Combining a token or an application credential with another method is not simulated.
        var receipt = request.Header("Openstack-Auth-Receipt");
        return (methods.Count == 1 ? (string?)methods[0] : null) switch
        {
            "token" => Rescope((JObject)identityPart["token"]!, auth["scope"], receipt),
            "application_credential" => ApplicationCredential((JObject)identityPart["application_credential"]!, auth["scope"], receipt),
            _ => LogIn([.. methods.Select(method => (string?)method ?? "").Distinct()], identityPart, auth["scope"], receipt),
        };
    }

    private static JObject Parse(NovaSimulatorRequest request)
    {
        try
        {
            if (!request.IsChunked && JToken.Parse(request.WireBody) is JObject body)
                return body;
        }
        catch (JsonReaderException)
        {
            // Refused below, like JSON that is not an object.
        }

        throw KeystoneError.Missing("valid JSON", "request body");
    }

    private static bool IsDefault(JObject domain) =>
        Text(domain["id"]) == "default" || (Text(domain["id"]) is null && Text(domain["name"]) == "Default");

    /// <summary>Application credentials are not in the schema, so their members can have any type.</summary>
    private static string? Text(JToken? value) => value?.Type == JTokenType.String ? (string?)value : null;

    /// <summary>Logs in with a password, a passcode, or both, which must be valid for the same user.</summary>
    private Token LogIn(string[] methods, JObject identityPart, JToken? scope, string? receipt)
    {
        var users = methods.Select(method => Prove(method, (JObject)identityPart[method]!)).Distinct().ToList();
        var project = FindProject(scope, out var isUnknown);
        if (users.Count != 1 || users[0] is not { } user)
            throw KeystoneError.Unauthorized();
        var proved = multiFactor.Check(user, methods, receipt);
        DemandRole(user, project, isUnknown);
        return tokens.Issue(user, project, [.. proved]);
    }

    /// <summary>Returns the user of the password or passcode; null if it is wrong.</summary>
    private User? Prove(string method, JObject proof)
    {
        if (method != "password" && !(method == MultiFactor.Totp && multiFactor.IsRequired))
            return null;
        var given = proof["user"] as JObject ?? throw KeystoneError.Missing("user", "None");
        var user = FindUser(given);
        return method == "password" ? (string?)given["password"] == identity.Password ? user : null
            : (string?)given["passcode"] == multiFactor.Passcode() ? user : null;
    }

    private Token Rescope(JObject method, JToken? scope, string? receipt)
    {
        var origin = tokens.Find((string?)method["id"]) ?? throw KeystoneError.UnknownToken();
        var project = FindProject(scope, out var isUnknown);
        multiFactor.Check(origin.User, [.. origin.Methods, "token"], receipt);
        DemandRole(origin.User, project, isUnknown);
        return tokens.Rescope(origin, project);
    }

    private Token ApplicationCredential(JObject method, JToken? scope, string? receipt)
    {
        var user = identity.DemoUser;
        if (Text(method["id"]) is { } id)
        {
            if (id != identity.ApplicationCredentialId)
                throw new KeystoneError(404, $"Could not find Application Credential: {id}.");
        }
        else
        {
            var name = Text(method["name"]) ?? throw KeystoneError.Missing("name or ID", "application credential");
            var owner = method["user"] as JObject ?? throw KeystoneError.Missing("user", "application credential");
            user = FindUser(owner);
            if (user != identity.DemoUser || name != identity.ApplicationCredentialName)
                throw KeystoneError.Unauthorized();
        }

        if (Text(method["secret"]) != identity.ApplicationCredentialSecret)
            throw KeystoneError.Unauthorized();
        if (scope is not null)
        {
            throw new KeystoneError(
                401, "Error authenticating with application credential: Application credentials cannot request a scope.");
        }

        multiFactor.Check(user, ["application_credential"], receipt);
        return tokens.Issue(user, identity.Demo, "application_credential");
    }

    private User? FindUser(JObject given)
    {
        if (Text(given["id"]) is { } id)
            return identity.Users.FirstOrDefault(user => user.Id == id);
        var name = Text(given["name"]) ?? throw new KeystoneError(400,
            "Invalid input for field identity/password/user: id or name must be present.");
        var domain = given["domain"] as JObject ?? throw KeystoneError.Missing("domain", "user");
        return IsDefault(domain) ? identity.Users.FirstOrDefault(user => user.Name == name) : null;
    }

    /// <summary>Returns the requested project; null if there is none.</summary>
    private Project? FindProject(JToken? scope, out bool isUnknown)
    {
        isUnknown = false;
        if (scope is null || (scope.Type == JTokenType.String && (string?)scope == "unscoped"))
            return null;
        if (scope is not JObject given || given["project"] is not JObject wanted)
        {
            // The scope is a domain or the system, in which no user of the simulator has a role.
            isUnknown = true;
            return null;
        }

        Project? project;
        if (Text(wanted["id"]) is { } id)
        {
            project = identity.Projects.FirstOrDefault(p => p.Id == id);
        }
        else
        {
            var domain = wanted["domain"] as JObject ?? throw KeystoneError.Missing("domain", "project");
            project = IsDefault(domain) ? identity.Projects.FirstOrDefault(p => p.Name == Text(wanted["name"])) : null;
        }

        isUnknown = project is null;
        return project;
    }

    private static void DemandRole(User user, Project? project, bool isUnknown)
    {
        if (isUnknown || (project is not null && user.RolesIn(project).Length == 0))
            throw KeystoneError.Unauthorized();
    }
}
