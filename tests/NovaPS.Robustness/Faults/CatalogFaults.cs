using System;
using System.Collections.Generic;
using System.Linq;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace NovaPS.Robustness.Faults;

/// <summary>The catalog of a login.</summary>
internal static class CatalogFaults
{
    private static readonly string[] Types = ["null", "\"x\"", "7", "true", "[]", "{}", "[null]", "[[[]]]", "[\"x\"]"];

    private static readonly string[] Urls =
    [
        "", " ", "/v2.1", "nova", "http://", "http://[", "ftp://127.0.0.1/", "file:///etc/passwd", "javascript:alert(1)",
        "http://user:pass@127.0.0.1:1/v2.1", "http://127.0.0.1:1/v2.1", "http://127.0.0.1:99999/v2.1", "http://127.0.0.1/v2.1?a=b",
        "http://127.0.0.1/v2.1#a", "http://\u001b[2J/v2.1", "http://h\u00f6st.invalid/v2.1", "http://a b/v2.1", "http://127.0.0.2:9/v2.1",
        "http://169.254.169.254/v2.1", "https://127.0.0.1:1/v2.1", "http://127.0.0.1:1/v2.1/%(project_id)s",
            "http://127.0.0.1:1/v2.1/$(tenant_id)s",
    ];

    public static IEnumerable<Fault> All =>
    [
        .. Types.Select(t => Change("catalog-" + Name(t), token => token["catalog"] = JToken.Parse(t))),
        Change("catalog-missing", token => token.Remove("catalog")),
        .. Types.Select(t => Services("service-" + Name(t), s => s.Replace(JToken.Parse(t)))),
        .. new[] { "type", "name", "endpoints", "id" }.SelectMany(m => Types.Select(t =>
            Services("service-" + m + "-" + Name(t), s => s[m] = JToken.Parse(t)))),
        .. new[] { "url", "interface", "region", "region_id" }.SelectMany(m => Types.Select(t =>
            Endpoints("endpoint-" + m + "-" + Name(t), e => e[m] = JToken.Parse(t)))),
        .. new[] { "url", "interface", "region", "region_id" }.Select(m => Endpoints("endpoint-" + m + "-missing", e => e.Remove(m))),
        .. Urls.Select((u, i) => Endpoints("url-" + i.ToString(System.Globalization.CultureInfo.InvariantCulture), e => e["url"] = u)),
        Endpoints("url-huge", e => e["url"] = "http://127.0.0.1:1/" + new string('u', 100_000)),
        Endpoints("region-escapes", e => e["region"] = e["region_id"] = "\u001b]0;owned\u0007\u202e" + Guid.NewGuid()),
        Endpoints("interface-escapes", e => e["interface"] = "\u001b[2J\u0007"),
        Change("regions-many", token => Compute(token).ForEach(s => s["endpoints"] = new JArray(Enumerable.Range(0, 20_000).Select(i =>
            new JObject { ["url"] = "http://127.0.0.1:1/v2.1", ["interface"] = "public", ["region"] = "region-" + i,
                ["region_id"] = "region-" + i })))),
        Change("services-many", token => token["catalog"] = new JArray(Enumerable.Range(0, 20_000).Select(i =>
            new JObject { ["type"] = "compute", ["endpoints"] = new JArray() }))),
        Change("compute-twice", token => Compute(token).ForEach(s => ((JArray)token["catalog"]!).Add(s.DeepClone()))),
    ];

    private static string Name(string json) => json switch
    {
        "\"x\"" => "text",
        "7" => "number",
        "[]" => "array",
        "{}" => "object",
        "[null]" => "of-null",
        "[[[]]]" => "nested",
        "[\"x\"]" => "of-text",
        _ => json,
    };

    private static List<JObject> Compute(JObject token) =>
        (token["catalog"] as JArray)?.OfType<JObject>().Where(s => (string?)s["type"] == "compute").ToList() ?? [];

    private static Fault Services(string name, Action<JObject> change) => Change(name, token => Compute(token).ForEach(change));

    private static Fault Endpoints(string name, Action<JObject> change) =>
        Services(name, s => (s["endpoints"] as JArray)?.OfType<JObject>().ToList().ForEach(change));

    private static Fault Change(string name, Action<JObject> change) => new(name, async x =>
    {
        var response = await x.ForwardAsync();
        if (MemberFaults.Parse(response) is not { } root || root["token"] is not JObject token)
        {
            x.IsApplied = false;
            return await x.SendAsync(response);
        }

        change(token);
        return await x.SendAsync(response.WithBody(root.ToString(Formatting.None)));
    }) { Needs = Needs.Catalog };
}
