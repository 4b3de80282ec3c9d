using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using NovaPS.Robustness.Wire;

namespace NovaPS.Robustness.Faults;

/// <summary>Responses about something else than was asked for, and links that lead nowhere.</summary>
internal static class ListFaults
{
    private const string Stranger = "01993400-ffff-4000-8000-00000000000f";

    private static int _pages;

    public static IEnumerable<Fault> All =>
    [
        .. Identities,
        .. Links.Select(f => f with { Needs = Needs.Page }),
    ];

    private static IEnumerable<Fault> Identities =>
    [
        Rows("wrong-id", rows => rows.ForEach(r => r["id"] = Stranger)),
        Rows("wrong-id-active", rows => rows.ForEach(r =>
        {
            (r["id"], r["status"], r["OS-EXT-STS:task_state"], r["OS-EXT-STS:vm_state"]) = (Stranger, "ACTIVE", null, "active");
        })),
        Rows("wrong-id-case", rows => rows.ForEach(r => r["id"] = ((string?)r["id"])?.ToUpperInvariant())),
        Rows("wrong-record", rows => rows.ForEach(r =>
        {
            r["request_id"] = "req-00000000-0000-4000-8000-00000000000f";
            r["action"] = "start";
        }), "request_id"),
        Rows("record-of-another-server", rows => rows.ForEach(r => r["instance_uuid"] = Stranger), "request_id"),
        Rows("record-of-another-action", rows => rows.ForEach(r => r["action"] = "delete"), "request_id"),
        Array("foreign-rows", rows => rows.AddFirst(Foreign())),
        Array("foreign-rows-many", rows =>
        {
            for (var i = 0; i < 1000; i++)
                rows.Add(Foreign());
        }),
        Array("duplicate-rows", rows => rows.ToList().ForEach(r => rows.Add(r.DeepClone()))),
        Array("duplicate-rows-null", rows => rows.ToList().ForEach(_ => rows.Add(null!))),
    ];

    private static IEnumerable<Fault> Links =>
    [
        Link("link-null", "null") with { IsPlausible = true },
        Link("link-text", "\"next\""),
        Link("link-number", "5"),
        Link("link-object", "{\"rel\": \"next\", \"href\": \"?marker=x\"}"),
        Link("link-of-null", "[null]"),
        Link("link-of-text", "[\"next\"]"),
        Link("link-empty", "[{}]"),
        Link("link-without-href", "[{\"rel\": \"next\"}]"),
        Href("null", _ => null),
        Href("empty", _ => string.Empty),
        Href("without-query", x => x.Root + "/v2.1/servers/detail"),
        Href("empty-query", x => x.Root + "/v2.1/servers/detail?"),
        Href("relative", _ => "?marker=" + Stranger),
        Href("relative-path", _ => "servers/detail"),
        Href("other-origin", _ => "https://other.example.com/v2.1/servers/detail?marker=" + Stranger),
        Href("script", _ => "javascript:alert(1)"),
        Href("itself", x => x.Root + x.Request.Target),
        Href("first-page", x => x.Root + "/v2.1/servers/detail?"),
        Href("fragment", x => x.Root + "/v2.1/servers/detail#?marker=" + Stranger),
        Href("secret", x => x.Root + "/v2.1/servers/detail?marker=" + x.Secret),
        Href("escapes", x => x.Root + "/v2.1/servers/detail?marker=\u001b[2J\u0007\r\nX-Evil: 1"),
        Href("not-ascii", x => x.Root + "/v2.1/servers/detail?marker=\u00e9\u202e"),
        Href("huge", x => x.Root + "/v2.1/servers/detail?marker=" + new string('m', 200_000)),
        Href("number", _ => null, "5"),
        Href("object", _ => null, "{}"),
        Href("spaces", x => x.Root + "/v2.1/servers/detail? marker = a b"),
        Endless("pages-endless-empty", "[]"),
        Endless("pages-endless-same", null),
        Page("link-twice", (x, page) => page["servers_links"] = new JArray(Next(x.Root + "/a?marker=" + Stranger), Next(x.Root
            + "/b?limit=1"))),
        Page("link-rel-upper-case", (x, page) => page["servers_links"] = new JArray(new JObject { ["rel"] = "NEXT", ["href"] = x.Root
            + "/?a=1" })),
        Page("links-other-name", (x, page) => page["links"] = new JArray(Next(x.Root + "/a?marker=" + Stranger))),
        Page("link-before-rows", (_, page) =>
        {
            var links = page["servers_links"];
            page.Remove("servers_links");
            if (links is not null)
                page.AddFirst(new JProperty("servers_links", links));
        }),
        new("link-behind-comment", async x =>
        {
            var response = await x.ForwardAsync();
            return await x.SendAsync(response.WithBody(response.Text.Replace("\"servers_links\": [", "\"servers_links\": [/* c */",
                StringComparison.Ordinal)));
        }),
    ];

    private static JObject Foreign() => new()
    {
        ["id"] = Guid.NewGuid().ToString(),
        ["name"] = "foreign",
        ["status"] = "SHUTOFF",
        ["tenant_id"] = "ffffffffffffffffffffffffffffffff",
    };

    private static JObject Next(string? href) => new() { ["rel"] = "next", ["href"] = href };

    private static Fault Link(string name, string json) => Page(name, (_, page) => page["servers_links"] = JToken.Parse(json));

    private static Fault Href(string name, Func<Exchange, string?> href, string? json = null) => Page("next-" + name, (x, page) =>
        page["servers_links"] = new JArray(new JObject { ["rel"] = "next", ["href"] = json is null ? href(x) : JToken.Parse(json) }));

    private static Fault Endless(string name, string? rows) => Page(name, (x, page) =>
    {
        if (rows is not null)
            page["servers"] = JToken.Parse(rows);
        page["servers_links"] = new JArray(Next(x.Root + "/v2.1/servers/detail?marker=m"
            + Interlocked.Increment(ref _pages).ToString(CultureInfo.InvariantCulture)));
    });

    private static Fault Rows(string name, Action<List<JObject>> change, string member = "id") => Change(name, (_, root) =>
    {
        var rows = MemberFaults.Things(root).Where(o => o.ContainsKey(member)).ToList();
        change(rows);
        return rows.Count > 0;
    }) with { Needs = Needs.Json, Things = member == "id" ? ["server"] : ["record", "records"],
        IsPlausible = member == "id", HidesActions = name == "record-of-another-action" };

    private static Fault Array(string name, Action<JArray> change) => Change(name, (_, root) =>
    {
        var rows = root.Properties().Select(p => p.Value).OfType<JArray>().FirstOrDefault();
        if (rows is not null)
            change(rows);
        return rows is not null;
    }) with { Needs = Needs.Rows };

    private static Fault Page(string name, Action<Exchange, JObject> change) => Change(name, (x, root) =>
    {
        if (!root.ContainsKey("servers"))
            return false;
        change(x, root);
        return true;
    });

    private static Fault Change(string name, Func<Exchange, JObject, bool> change) => new(name, async x =>
    {
        var response = await x.ForwardAsync();
        if (MemberFaults.Parse(response) is not { } root || !change(x, root))
        {
            x.IsApplied = false;
            return await x.SendAsync(response);
        }

        return await x.SendAsync(response.WithBody(root.ToString(Formatting.None)));
    });
}
