using System;
using System.Linq;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using NovaPS.Simulator.Http;
using NovaPS.Simulator.Nova.Actions;

namespace NovaPS.Simulator.Nova;

/// <summary>PUT /servers/{id}, .../metadata, .../tags and .../remote-consoles.</summary>
internal sealed class ServerUpdatesApi(Compute compute)
{
    private static readonly BodySchema Server = new(false, [], BodyField.Label("name"), BodyField.Description,
        new("accessIPv4", null, "string"), new("accessIPv6", null, "string"), new("hostname", null, "string"),
        BodyField.OneOf("OS-DCF:diskConfig", "AUTO", "MANUAL"));

    private static readonly BodySchema OldServer = new(false, [], BodyField.Label("name"), new("accessIPv4", null, "string"),
        new("accessIPv6", null, "string"), BodyField.OneOf("OS-DCF:diskConfig", "AUTO", "MANUAL"));

    private static readonly BodySchema Console = new(false, ["protocol", "type"],
        BodyField.OneOf("protocol", "vnc", "spice", "rdp", "serial", "mks"),
        BodyField.OneOf("type", "novnc", "xvpvnc", "spice-html5", "rdp-html5", "serial", "webmks"));

    /// <summary>PUT /servers/{id}. Nova does not check the lock.</summary>
    public HttpResponse Update(NovaContext context, string id)
    {
        var given = (JObject)Member(context, "server", BodyField.Any("server"));
        (context.Version.AtLeast(19) ? Server : OldServer).Check(context.Version, "server", given);
        ServersApi.Get(compute, context, id);
        context.Require("servers:update");
        var server = compute.Change(id, s => s.WithProperties((string?)given["name"] ?? s.Name,
            given["description"] is { } description ? (string?)description : s.Description, compute.Now));
        var json = new PythonJson().Object().Name("server");
        ServerView.Updated(json, context, server);
        return NovaResponses.Success(context, 200, json.EndObject().ToBytes());
    }

    /// <summary>POST /servers/{id}/metadata: adds or replaces entries.</summary>
    public HttpResponse AddMetadata(NovaContext context, string id)
    {
        var given = (JObject)Member(context, "metadata", BodyField.Any("metadata"));
        BodyField.Metadata("metadata").Check(given);
        ServersApi.Get(compute, context, id);
        context.Require("server-metadata:create");
        var added = given.Properties().ToDictionary(p => p.Name, p => (string)p.Value!);
        var server = compute.Change(id, s => Unlocked(context, s).WithMetadata(
            s.Metadata.Where(e => !added.ContainsKey(e.Key)).Concat(added), compute.Now));
        var json = new PythonJson().Object().Name("metadata").Object();
        foreach (var entry in server.Metadata)
            json.Member(entry.Key, entry.Value);
        return NovaResponses.Success(context, 200, json.EndObject().EndObject().ToBytes());
    }

    /// <summary>DELETE /servers/{id}/metadata/{key}.</summary>
    public HttpResponse RemoveMetadata(NovaContext context, string id, string key)
    {
        ServersApi.Get(compute, context, id);
        context.Require("server-metadata:delete");
        compute.Change(id, s =>
        {
            if (s.Metadata.All(e => e.Key != key))
                throw new ApiFault(404, "Metadata item was not found");
            return Unlocked(context, s).WithMetadata(s.Metadata.Where(e => e.Key != key), s.Updated);
        });
        return NovaResponses.Success(context, 204, []);
    }

    /// <summary>PUT /servers/{id}/tags: replaces all tags.</summary>
    public HttpResponse ReplaceTags(NovaContext context, string id)
    {
        var given = Member(context, "tags", BodyField.Tags).Select(tag => (string)tag!).ToList();
        Find(context, id);
        context.Require("os-server-tags:update_all");
        var server = compute.Change(id, s => s.WithTags(given));
        var json = new PythonJson().Object().Name("tags").Array();
        foreach (var tag in server.Tags)
            json.Value(tag);
        return NovaResponses.Success(context, 200, json.EndArray().EndObject().ToBytes());
    }

    /// <summary>PUT /servers/{id}/tags/{tag}: 201 if it is new, otherwise 204.</summary>
    public HttpResponse AddTag(NovaContext context, string id, string tag)
    {
        var server = Find(context, id);
        context.Require("os-server-tags:update");
        if (BodyField.TagProblem(tag) is { } problem)
            throw ApiFault.BadRequest($"Tag '{tag}' is invalid. It must be a non empty string without characters '/' and ','. "
                + $"Validation error message: {problem}");
        if (server.Tags.Contains(tag))
            return NovaResponses.Success(context, 204, []);
        compute.Change(id, s => s.WithTags(s.Tags.Append(tag)));
        return NovaResponses.Success(context, 201, []).With("Location", context.Self($"servers/{id}/tags/{Uri.EscapeDataString(tag)}"));
    }

    /// <summary>DELETE /servers/{id}/tags/{tag}.</summary>
    public HttpResponse RemoveTag(NovaContext context, string id, string tag)
    {
        Find(context, id);
        context.Require("os-server-tags:delete");
        compute.Change(id, s => s.Tags.Contains(tag) ? s.WithTags(s.Tags.Where(t => t != tag))
            : throw new ApiFault(404, $"Instance {id} has no tag '{tag}'"));
        return NovaResponses.Success(context, 204, []);
    }

    /// <summary>POST /servers/{id}/remote-consoles. This cloud offers novnc.</summary>
    public HttpResponse CreateConsole(NovaContext context, string id)
    {
        var given = (JObject)Member(context, "remote_console", BodyField.Any("remote_console"));
        Console.Check(context.Version, "remote_console", given);
        ServersApi.Get(compute, context, id);
        context.Require("os-remote-consoles");
        var (protocol, type) = ((string)given["protocol"]!, (string)given["type"]!);
        if (type != "novnc")
            throw ApiFault.BadRequest($"Unavailable console type {type}.");
        var url = $"{context.Host}/console/vnc_auto.html?path=%3Ftoken%3D{Guid.NewGuid()}";
        return NovaResponses.Success(context, 200, new PythonJson().Object().Name("remote_console").Object()
            .Member("protocol", protocol).Member("type", type).Member("url", url).EndObject().EndObject().ToBytes());
    }

    /// <summary>Finds a server whose tags are changed, for which Nova looks up its cell.</summary>
    private Instance Find(NovaContext context, string id) => compute.Find(id) is null ? throw ApiFault.NotInAnyCell(id)
        : ServersApi.Get(compute, context, id);

    /// <summary>Reads the body, which has one member.</summary>
    private static JToken Member(NovaContext context, string name, BodyField field)
    {
        JToken body;
        try
        {
            body = context.Request.IsChunked ? throw new JsonReaderException() : JToken.Parse(context.Request.WireBody);
        }
        catch (JsonReaderException)
        {
            throw ApiFault.BadRequest("Malformed request body");
        }

        if (body is not JObject members)
            throw ApiFault.BadRequest($"{PythonText.Repr(body)} is not of type 'object'");
        if (members[name] is not { } value)
            throw ApiFault.BadRequest($"'{name}' is a required property");
        field.Check(value);
        if (members.Properties().FirstOrDefault(p => p.Name != name) is { } other)
            throw ApiFault.BadRequest($"Additional properties are not allowed ('{other.Name}' was unexpected)");
        return value;
    }

    private static Instance Unlocked(NovaContext context, Instance server) =>
        server.Locked && !context.IsAdmin ? throw ApiFault.Locked(server.Id) : server;
}
