using System;
using System.Collections.Generic;
using System.Linq;
using NovaPS.Simulator.Http;

namespace NovaPS.Simulator.Nova;

/// <summary>GET /flavors, /flavors/detail and /flavors/{id}.</summary>
internal sealed class FlavorsApi(int pageSize)
{
    public HttpResponse List(NovaContext context, bool isDetail)
    {
        PageQuery.CheckLimit(context.Query);
        var limit = PageQuery.Limit(context.Query, pageSize);
        var page = Page(context.Query, limit);
        var json = new PythonJson().Object().Name("flavors").Array();
        foreach (var flavor in page)
            Write(json, context, flavor, isDetail);
        json.EndArray();
        PageQuery.NextLink(json, "flavors_links", context, isDetail ? "flavors/detail" : "flavors", page, limit, flavor => flavor.Id);
        return NovaResponses.Success(context, 200, json.EndObject().ToBytes());
    }

    public static HttpResponse Show(NovaContext context, string id)
    {
        var flavor = Flavors.Find(id) ?? throw new ApiFault(404, $"Flavor {id} could not be found.");
        var json = new PythonJson().Object().Name("flavor");
        Write(json, context, flavor, isDetail: true);
        return NovaResponses.Success(context, 200, json.EndObject().ToBytes());
    }

    private static List<Flavor> Page(QueryString query, int limit)
    {
        var start = 0;
        if (query.Last("marker") is { Length: > 0 } marker)
        {
            start = Array.FindIndex(Flavors.All, flavor => flavor.Id == marker) + 1;
            if (start == 0)
                throw ApiFault.BadRequest($"marker [{marker}] not found");
        }

        return Flavors.All.Skip(start).Take(limit).ToList();
    }

    private static void Write(PythonJson json, NovaContext context, Flavor flavor, bool isDetail)
    {
        json.Object().Member("id", flavor.Id).Member("name", flavor.Name);
        if (isDetail)
        {
            json.Member("ram", flavor.Ram).Member("disk", flavor.Disk);
            if (context.Version.AtLeast(75))
                json.Member("swap", 0);
            else
                json.Member("swap", "");
            json.Member("OS-FLV-EXT-DATA:ephemeral", 0).Member("OS-FLV-DISABLED:disabled", false).Member("vcpus", flavor.Vcpus)
                .Member("os-flavor-access:is_public", true).Name("rxtx_factor").Number("1.0");
        }

        var path = "flavors/" + flavor.Id;
        json.Name("links").Array().Link("self", context.Self(path)).Link("bookmark", context.Bookmark(path)).EndArray();
        if (context.Version.AtLeast(55))
            json.Member("description", null);
        if (isDetail && context.Version.AtLeast(61))
            json.Name("extra_specs").Object().EndObject();
        json.EndObject();
    }
}
