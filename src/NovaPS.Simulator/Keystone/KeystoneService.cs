using System;
using System.Linq;
using NovaPS.Simulator.Http;

namespace NovaPS.Simulator.Keystone;

/// <summary>The part of Keystone's API with which a client logs in and out, lists its projects, and reads names.</summary>
internal sealed class KeystoneService(
    Identity identity, TokenStore tokens, MultiFactor multiFactor, SimulatedCatalog catalog, string root)
{
    private readonly IdentityApi _names = new(identity, root + "/v3");
    private readonly Authenticator _authenticator = new(identity, tokens, multiFactor);

    private string AuthUrl => root + "/v3";

    /// <summary>Responds to a request for a path below Keystone's root.</summary>
    public HttpResponse Respond(NovaSimulatorRequest request, string[] path)
    {
        if (request.IsTooLarge)
            return KeystoneResponses.TooLarge(request.Header("Accept"));
        try
        {
            return Route(request, string.Join("/", path).TrimEnd('/'));
        }
        catch (InsufficientMethods login)
        {
            return KeystoneResponses.Challenge(Body(login.Receipt), login.Receipt.Id);
        }
        catch (KeystoneError error)
        {
            return KeystoneResponses.Error(error.Status, error.Message, AuthUrl);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return KeystoneResponses.Error(500, "The simulator failed: " + e, AuthUrl);
        }
    }

    private HttpResponse Route(NovaSimulatorRequest request, string path) => (request.Method, path) switch
    {
        ("GET", "") => KeystoneResponses.Choices(Versions(), AuthUrl + "/"),
        ("GET", "v3") => KeystoneResponses.Success(200, VersionDocument()),
        ("POST", "v3/auth/tokens") => Issue(request),
        ("GET", "v3/auth/tokens") => Show(request),
        ("DELETE", "v3/auth/tokens") => Revoke(request),
        (_, "v3/auth/tokens") => KeystoneResponses.MethodNotAllowed("HEAD, DELETE, POST, GET, OPTIONS"),
        ("GET", "v3/auth/projects") => Projects(request),
        ("GET", "v3/auth/catalog") => Catalog(request),
        ("GET", _) when _names.Route(path) is { } route => KeystoneResponses.Success(200, route(Caller(request), request.Query)),
        _ => KeystoneResponses.NoRoute(),
    };

    private HttpResponse Issue(NovaSimulatorRequest request)
    {
        var token = _authenticator.Authenticate(request);
        return KeystoneResponses.Success(201, Body(token, HasCatalog(request)), token.Id);
    }

    private HttpResponse Show(NovaSimulatorRequest request)
    {
        var token = Subject(request, "validate_token");
        return KeystoneResponses.Success(200, Body(token, HasCatalog(request)), token.Id);
    }

    private HttpResponse Revoke(NovaSimulatorRequest request)
    {
        tokens.Revoke(Subject(request, "revoke_token").Id);
        return KeystoneResponses.NoContent();
    }

    private HttpResponse Projects(NovaSimulatorRequest request)
    {
        var json = new PythonJson().Object().Name("projects").Array();
        foreach (var project in Caller(request).User.Projects)
            IdentityApi.WriteProject(json, project, AuthUrl);
        json.EndArray().Name("links").Object().Member("next", null).Member("self", AuthUrl + "/auth/projects")
            .Member("previous", null).EndObject();
        return KeystoneResponses.Success(200, Line(json));
    }

    private HttpResponse Catalog(NovaSimulatorRequest request)
    {
        var project = Caller(request).Project
            ?? throw new KeystoneError(403, "A project-scoped token is required to produce a service catalog.");
        var json = new PythonJson().Object();
        catalog.Write(json, project);
        json.Name("links").Object().Member("next", null).Member("self", AuthUrl + "/auth/catalog").Member("previous", null).EndObject();
        return KeystoneResponses.Success(200, Line(json));
    }

    private Token Caller(NovaSimulatorRequest request) =>
        tokens.Find(request.Header("X-Auth-Token")) ?? throw KeystoneError.Unauthorized();

    /// <summary>Returns the token in X-Subject-Token: the user's own, or for an admin any token.</summary>
    private Token Subject(NovaSimulatorRequest request, string rule)
    {
        var caller = Caller(request);
        var id = request.Header("X-Subject-Token");
        var subject = id is null ? null : tokens.Find(id) ?? throw KeystoneError.UnknownToken();
        return subject is not null && (subject.User == caller.User || caller.IsAdmin)
            ? subject
            : throw new KeystoneError(403, $"You are not authorized to perform the requested action: identity:{rule}.");
    }

    private static bool HasCatalog(NovaSimulatorRequest request) => !new QueryString(request.Query).Names.Contains("nocatalog");

    /// <summary>Ends a body with a line feed, as some of Keystone's responses do.</summary>
    private static byte[] Line(PythonJson json) => HttpResponse.Utf8(json.EndObject() + "\n");

    private static PythonJson Domain(PythonJson json) =>
        json.Name("domain").Object().Member("id", "default").Member("name", "Default").EndObject();

    private byte[] Body(Token token, bool hasCatalog)
    {
        var json = new PythonJson().Object().Name("token").Object();
        json.Name("methods").Array();
        foreach (var method in token.Methods)
            json.Value(method);
        Domain(json.EndArray().Name("user").Object()).Member("id", token.User.Id).Member("name", token.User.Name)
            .Member("password_expires_at", null).EndObject();
        json.Name("audit_ids").Array();
        foreach (var id in token.AuditIds)
            json.Value(id);
        json.EndArray().Member("expires_at", Formats.Microseconds(token.ExpiresAt) + "Z")
            .Member("issued_at", Formats.Microseconds(token.IssuedAt) + "Z");
        if (token.Project is { } project)
            WriteProject(json, token, project, hasCatalog);
        return json.EndObject().EndObject().ToBytes();
    }

    private static byte[] Body(Receipt receipt)
    {
        var json = new PythonJson().Object().Name("receipt").Object().Name("methods").Array();
        foreach (var method in receipt.Methods)
            json.Value(method);
        json.EndArray().Name("user").Object().Member("id", receipt.User.Id).Member("name", receipt.User.Name);
        Domain(json).EndObject().Member("expires_at", Formats.Microseconds(receipt.ExpiresAt) + "Z")
            .Member("issued_at", Formats.Microseconds(receipt.IssuedAt) + "Z").EndObject().Name("required_auth_methods").Array();
        foreach (var rule in MultiFactor.RequiredFor(receipt))
        {
            json.Array();
            foreach (var method in rule)
                json.Value(method);
            json.EndArray();
        }

        return json.EndArray().EndObject().ToBytes();
    }

    private void WriteProject(PythonJson json, Token token, Project project, bool hasCatalog)
    {
        Domain(json.Name("project").Object()).Member("id", project.Id).Member("name", project.Name).EndObject();
        json.Member("is_domain", false).Name("roles").Array();
        foreach (var role in token.Roles)
            json.Object().Member("id", identity.RoleId(role)).Member("name", role).EndObject();
        json.EndArray();
        if (hasCatalog)
            catalog.Write(json, project);
        if (!token.IsByApplicationCredential)
            return;
        json.Name("application_credential").Object().Member("id", identity.ApplicationCredentialId)
            .Member("name", identity.ApplicationCredentialName).Member("restricted", true).EndObject();
    }

    private void WriteVersion(PythonJson json)
    {
        json.Object().Member("id", "v3.14").Member("status", "stable").Member("updated", "2020-04-07T00:00:00Z");
        json.Name("links").Array().Link("self", AuthUrl + "/").EndArray().Name("media-types").Array().Object()
            .Member("base", "application/json").Member("type", "application/vnd.openstack.identity-v3+json");
        json.EndObject().EndArray().EndObject();
    }

    private byte[] VersionDocument()
    {
        var json = new PythonJson().Object().Name("version");
        WriteVersion(json);
        return json.EndObject().ToBytes();
    }

    private byte[] Versions()
    {
        var json = new PythonJson().Object().Name("versions").Object().Name("values").Array();
        WriteVersion(json);
        return json.EndArray().EndObject().EndObject().ToBytes();
    }
}
