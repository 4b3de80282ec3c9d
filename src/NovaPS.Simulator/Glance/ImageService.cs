using System;
using System.Globalization;
using System.Linq;
using NovaPS.Simulator.Http;
using NovaPS.Simulator.Keystone;

namespace NovaPS.Simulator.Glance;

/// <summary>The part of Glance's API in which a client looks up images: GET /v2/images.</summary>
internal sealed class ImageService(ImageStore images, TokenStore tokens, int pageSize)
{
    /// <summary>limit_param_default of Glance.</summary>
    private const int DefaultLimit = 25;

    private const string NotAuthorized = "This server could not verify that you are authorized to access the document you requested. "
        + "Either you supplied the wrong credentials (e.g., bad password), or your browser does not understand how to supply the "
        + "credentials required.";

    /// <summary>Responds to a request for a path below Glance's root.</summary>
    public HttpResponse Respond(NovaSimulatorRequest request, string[] path, string root)
    {
        if (tokens.Find(request.Header("X-Auth-Token")) is not { } token)
        {
            return WebObErrorResponse.Create(401, NotAuthorized, request.Header("Accept"))
                .With("Www-Authenticate", $"Keystone uri=\"{root}/\"");
        }

        return WithId(request.Method == "GET" && string.Join("/", path) == "v2/images" ? List(request, token)
            : WebObErrorResponse.Create(404, "The resource could not be found.", request.Header("Accept")));
    }

    private static HttpResponse WithId(HttpResponse response) => response.With("X-Openstack-Request-Id", Formats.NewRequestId());

    private HttpResponse List(NovaSimulatorRequest request, Token token)
    {
        var query = new QueryString(request.Query);
        HttpResponse Refuse(string why) => WebObErrorResponse.Create(400, why, request.Header("Accept"));
        var limit = DefaultLimit;
        if (query.Last("limit") is { } text && !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit))
            return Refuse("limit param must be an integer");
        limit = Math.Min(limit, pageSize);
        var all = images.All(token.Project?.Id);
        var start = 0;
        if (query.Last("marker") is { } marker && (start = all.FindIndex(i => i.Id == marker) + 1) == 0)
            return Refuse($"No image found with ID {marker}");
        // The database compares names without case. Any other parameter is a property, which no image here has.
        var name = query.Last("name");
        var isOther = query.Names.Any(n => n is not ("limit" or "marker" or "name" or "sort"));
        var page = all.Skip(start).Where(i => !isOther && (name is null || string.Equals(i.Name, name, StringComparison.OrdinalIgnoreCase)))
            .Take(limit).ToList();

        var json = new PythonJson().Object().Name("images").Array();
        foreach (var image in page)
            Write(json, image);
        json.EndArray().Member("first", "/v2/images" + (query.Without("marker") is { Length: > 0 } first ? "?" + first : ""))
            .Member("schema", "/v2/schemas/images");
        // A full page has a link to the next, even if that is empty.
        if (limit > 0 && page.Count == limit)
            json.Member("next", "/v2/images?" + query.Without("marker", page[page.Count - 1].Id));
        return new HttpResponse(200, json.EndObject().ToBytes()).WithLength().With("Content-Type", "application/json");
    }

    private static void Write(PythonJson json, Image image)
    {
        json.Object().Member("name", image.Name).Member("disk_format", "raw").Member("container_format", "bare")
            .Member("visibility", image.ProjectId is null ? "public" : "private").Member("size", 1048576).Member("status", "active")
            .Member("protected", false).Member("min_ram", 0).Member("min_disk", 0).Member("owner", image.ProjectId)
            .Member("os_hidden", false).Member("id", image.Id).Member("created_at", Formats.Seconds(image.Created))
            .Member("updated_at", Formats.Seconds(image.Created)).Name("tags").Array().EndArray()
            .Member("self", "/v2/images/" + image.Id).Member("file", "/v2/images/" + image.Id + "/file")
            .Member("schema", "/v2/schemas/image").EndObject();
    }
}
