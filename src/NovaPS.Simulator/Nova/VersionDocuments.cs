using NovaPS.Simulator.Http;

namespace NovaPS.Simulator.Nova;

/// <summary>The version documents, which need no token.</summary>
internal static class VersionDocuments
{
    public static byte[] List(string host, string maximum)
    {
        var json = new PythonJson().Object().Name("versions").Array();
        foreach (var isLegacy in new[] { true, false })
        {
            json.Object();
            Describe(json, isLegacy, maximum).Name("links").Array().Link("self", Self(host, isLegacy)).EndArray().EndObject();
        }

        return json.EndArray().EndObject().ToBytes();
    }

    public static byte[] One(string host, bool isLegacy, string maximum)
    {
        var json = new PythonJson().Object().Name("version").Object();
        Describe(json, isLegacy, maximum).Name("links").Array().Link("self", Self(host, isLegacy));
        json.Object().Member("rel", "describedby").Member("type", "text/html").Member("href", "http://docs.openstack.org/");
        json.EndObject().EndArray().Name("media-types").Array().Object().Member("base", "application/json");
        json.Member("type", "application/vnd.openstack.compute+json;version=" + (isLegacy ? "2" : "2.1")).EndObject().EndArray();
        return json.EndObject().EndObject().ToBytes();
    }

    private static string Self(string host, bool isLegacy) => host + (isLegacy ? "/v2/" : "/v2.1/");

    private static PythonJson Describe(PythonJson json, bool isLegacy, string maximum) => isLegacy
        ? json.Member("id", "v2.0").Member("status", "SUPPORTED").Member("version", "").Member("min_version", "")
            .Member("updated", "2011-01-21T11:33:21Z")
        : json.Member("id", "v2.1").Member("status", "CURRENT").Member("version", maximum).Member("min_version", "2.1")
            .Member("updated", "2013-07-23T11:33:21Z");
}
