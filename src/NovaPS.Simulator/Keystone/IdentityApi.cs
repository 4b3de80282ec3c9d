using System;
using System.Linq;
using NovaPS.Simulator.Http;

namespace NovaPS.Simulator.Keystone;

/// <summary>
/// GET /v3/users and /v3/projects, and of one. Only an admin reads the names of others, as by Keystone's default policies, which refuse
/// before they search for the user or project.
/// </summary>
internal sealed class IdentityApi(Identity identity, string authUrl)
{
    /// <summary>Returns the method that responds to a path; null if it is another path.</summary>
    public Func<Token, string, byte[]>? Route(string path)
    {
        var parts = path.Split('/');
        return (parts.Length, string.Join("/", parts.Take(2))) switch
        {
            (2, "v3/users") => (caller, query) => List(caller, query, "users", WriteUsers),
            (2, "v3/projects") => (caller, query) => List(caller, query, "projects", WriteProjects),
            (3, "v3/users") => (caller, _) => ShowUser(caller, parts[2]),
            (3, "v3/projects") => (caller, _) => ShowProject(caller, parts[2]),
            _ => null,
        };
    }

    public static void WriteProject(PythonJson json, Project project, string authUrl)
    {
        json.Object().Member("id", project.Id).Member("name", project.Name).Member("domain_id", "default")
            .Member("description", "").Member("enabled", true).Member("parent_id", "default").Member("is_domain", false);
        json.Name("tags").Array().EndArray().Name("options").Object().EndObject();
        json.Name("links").Object().Member("self", $"{authUrl}/projects/{project.Id}").EndObject().EndObject();
    }

    private void WriteUser(PythonJson json, User user)
    {
        json.Object().Member("id", user.Id).Member("name", user.Name).Member("domain_id", "default").Member("enabled", true)
            .Member("password_expires_at", null);
        json.Name("options").Object().EndObject();
        json.Name("links").Object().Member("self", $"{authUrl}/users/{user.Id}").EndObject().EndObject();
    }

    private byte[] ShowUser(Token caller, string id)
    {
        Require(caller.IsAdmin || caller.User.Id == id, "get_user");
        var user = identity.Users.FirstOrDefault(u => u.Id == id) ?? throw new KeystoneError(404, $"Could not find user: {id}.");
        var json = new PythonJson().Object().Name("user");
        WriteUser(json, user);
        return End(json);
    }

    private byte[] ShowProject(Token caller, string id)
    {
        Require(caller.IsAdmin || caller.Project?.Id == id, "get_project");
        var project = identity.Projects.FirstOrDefault(p => p.Id == id)
            ?? throw new KeystoneError(404, $"Could not find project: {id}.");
        var json = new PythonJson().Object().Name("project");
        WriteProject(json, project, authUrl);
        return End(json);
    }

    private void WriteUsers(PythonJson json, Func<string, bool> isWanted)
    {
        foreach (var user in identity.Users.Where(u => isWanted(u.Name)))
            WriteUser(json, user);
    }

    private void WriteProjects(PythonJson json, Func<string, bool> isWanted)
    {
        foreach (var project in identity.Projects.Where(p => isWanted(p.Name)))
            WriteProject(json, project, authUrl);
    }

    private byte[] List(Token caller, string query, string name, Action<PythonJson, Func<string, bool>> write)
    {
        Require(caller.IsAdmin, "list_" + name);
        var wanted = new QueryString(query).Last("name");
        var json = new PythonJson().Object().Name(name).Array();
        write(json, found => wanted is null || string.Equals(found, wanted, StringComparison.OrdinalIgnoreCase));
        var self = $"{authUrl}/{name}" + (query.Length > 0 ? "?" + query : string.Empty);
        json.EndArray().Name("links").Object().Member("next", null).Member("self", self).Member("previous", null).EndObject();
        return End(json);
    }

    private static void Require(bool isAllowed, string rule)
    {
        if (!isAllowed)
            throw new KeystoneError(403, $"You are not authorized to perform the requested action: identity:{rule}.");
    }

    private static byte[] End(PythonJson json) => HttpResponse.Utf8(json.EndObject() + "\n");
}
