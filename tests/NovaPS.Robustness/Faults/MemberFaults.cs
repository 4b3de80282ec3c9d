using System;
using System.Collections.Generic;
using System.Linq;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using NovaPS.Robustness.Wire;

namespace NovaPS.Robustness.Faults;

/// <summary>Members of the wrong type, missing, doubled or with odd values, at each level.</summary>
internal static class MemberFaults
{
    private static readonly (string Name, string Json)[] Types =
    [
        ("null", "null"), ("text", "\"x\""), ("number", "7"), ("float", "1.5e300"), ("true", "true"), ("array", "[]"),
        ("object", "{}"), ("nested", "[[{\"a\": [null]}]]"), ("deep-object", "{\"id\": {\"id\": {\"id\": null}}}"),
    ];

    /// <summary>Members of servers, records, tokens and versions.</summary>
    /// <summary>Members, and what has them.</summary>
    private static readonly (string Name, string[] Things)[] Members =
    [
        ("id", ["server", "version"]), ("name", ["server"]), ("status", ["server", "version"]), ("OS-EXT-STS:task_state", ["server"]),
        ("OS-EXT-STS:vm_state", ["server"]), ("OS-EXT-STS:power_state", ["server"]), ("updated", ["server", "version"]),
        ("created", ["server"]), ("metadata", ["server"]), ("addresses", ["server"]), ("flavor", ["server"]), ("tenant_id", ["server"]),
        ("locked", ["server"]), ("action", ["record", "records"]), ("request_id", ["record", "records"]), ("start_time", ["record",
            "records"]), ("message", ["record", "records"]),
        ("events", ["record"]), ("instance_uuid", ["record", "records"]), ("expires_at", ["token"]), ("issued_at", ["token"]),
            ("project", ["token"]),
        ("user", ["token"]), ("catalog", ["token"]), ("version", ["version"]), ("min_version", ["version"]), ("output", ["output"]),
    ];

    private static readonly (string Member, string Name, string Value)[] Values =
    [
        ("id", "empty", ""), ("id", "dots", ".."), ("id", "slash", "a/b"), ("id", "query", "a?b#c"), ("id", "huge", new string('i',
            100_000)),
        ("id", "escapes", "\u001b[2J\u0007"), ("id", "percent", "%2e%2e"), ("id", "not-ascii", "\u00e9\u202e"),
        ("name", "empty", ""), ("name", "huge", new string('n', 100_000)), ("name", "escapes", "\u001b]0;owned\u0007\r\n\u202egnp.exe"),
        ("name", "quotes", "a'b\"c`$(d)"), ("name", "surrogate", "\ud800"), ("name", "wildcards", "*[a]?"),
        ("status", "unknown", "FROBNICATED"), ("status", "escapes", "\u001b[31mACTIVE"), ("status", "huge", new string('S', 100_000)),
        ("status", "empty", ""), ("OS-EXT-STS:task_state", "unknown", "frobnicating"), ("OS-EXT-STS:task_state", "empty", ""),
        ("updated", "words", "yesterday"), ("updated", "0001", "0001-01-01T00:00:00Z"), ("updated", "9999", "9999-12-31T23:59:59Z"),
        ("updated", "empty", ""), ("updated", "overflow", "9999-12-31T23:59:59-14:00"), ("updated", "2999", "2999-01-01T00:00:00Z"),
        ("created", "words", "now"), ("start_time", "0001", "0001-01-01T00:00:00.000000"), ("start_time", "9999", "9999-12-31T23:59:59.9"),
        ("start_time", "words", "noon"), ("issued_at", "9999", "9999-12-31T23:59:59.000000Z"), ("issued_at", "words", "today"),
        ("expires_at", "0001", "0001-01-01T00:00:00.000000Z"), ("expires_at", "9999", "9999-12-31T23:59:59.000000Z"),
        ("expires_at", "before", "2020-01-01T00:00:00.000000Z"), ("request_id", "other", "req-00000000-0000-4000-8000-00000000000f"),
        ("request_id", "escapes", "req-\u001b[2J"), ("instance_uuid", "other", "01993400-ffff-4000-8000-000000000000"),
        ("tenant_id", "other", "ffffffffffffffffffffffffffffffff"), ("version", "huge", "99999999999999999999.1"), ("version", "words",
            "latest"),
        ("version", "negative", "-2.-1"), ("action", "other", "delete"), ("action", "escapes", "\u001b[2J"), ("min_version", "high",
            "9.99"),
    ];

    public static IEnumerable<Fault> All =>
    [
        .. Types.Select(t => Root("root-" + t.Name, root => Each(root, p => p.Value = JToken.Parse(t.Json))) with
            { IsPlausible = t.Name == "array", HidesActions = t.Name == "array" }),
        .. Types.Select(t => Root("row-" + t.Name, root => EachRow(root, (rows, i) =>
            rows[i] = JToken.Parse(t.Json))) with { Needs = Needs.Rows }),
        .. Types.Select(t => Root("row-first-" + t.Name, root => EachRow(root, (rows, i) => rows[i] = JToken.Parse(t.Json),
            1)) with { Needs = Needs.Rows }),
        .. Members.SelectMany(m => Types.Select(t => Of("member-" + Short(m.Name) + "-" + t.Name, m.Name, (o, name) =>
            o[name] = JToken.Parse(t.Json)))),
        .. Members.Select(m => Of("member-" + Short(m.Name) + "-missing", m.Name, (o, name) => o.Remove(name))),
        .. Members.Select(m => Of("member-" + Short(m.Name) + "-renamed", m.Name, (o, name) =>
        {
            var value = o[name];
            o.Remove(name);
            o[name.ToUpperInvariant()] = value;
        })),
        .. Values.Select(v => Of("value-" + Short(v.Member) + "-" + v.Name, v.Member, (o, name) => o[name] = v.Value)),
        .. new[] { "id", "name", "status" }.Select(m => Text("double-" + Short(m) + "-null", "\"" + m + "\": null, ", "\"" + m + "\": ")),
        .. new[] { "id", "name", "status" }.Select(m => Text("double-" + Short(m) + "-other", "\"" + m + "\": \"other\", ", "\"" + m
            + "\": ")),
        new("root-twice", async x =>
        {
            var response = await x.ForwardAsync();
            return await x.SendAsync(response.Text.Length < 3 ? response
                : response.WithBody(response.Text[..^1] + ", " + response.Text[1..response.Text.IndexOf(':', StringComparison.Ordinal)]
                    + ": null}"));
        }) { Needs = Needs.Json },
        Root("strangers", root => EachThing(root, o =>
        {
            foreach (var (name, json) in Types)
                o["x-" + name] = JToken.Parse(json);
        })),
        Root("metadata-odd", root => EachThing(root, o => o["metadata"] = JToken.Parse(
            "{\"a\": null, \"b\": 1, \"c\": {}, \"d\": [], \"\": \"e\", \"k\\u001b\": \"v\\u0007\", \"A\": 1.5}")))
            with { IsPlausible = true },
        Root("addresses-odd", root => EachThing(root, o => o["addresses"] = JToken.Parse("{\"n\": [null, 1, {}, {\"addr\": 5}, {\"addr\": "
            + "\"no\", \"version\": \"six\"}], \"m\": {}, \"\": null, \"k\\u001b\": [{\"addr\": \"\\u001b[2J\", \"version\": 4}]}"))),
        Root("events-odd", root => EachThing(root, o => o["events"] = JToken.Parse("[null, 1, [], {}, {\"event\": 5, \"result\": {}, "
            + "\"start_time\": []}, {\"event\": \"\\u001b\", \"result\": null}]"))),
    ];

    private static string Short(string member) => member[(member.LastIndexOf(':') + 1)..];

    private static Fault Root(string name, Func<JObject, bool> change) => new(name, async x =>
    {
        var response = await x.ForwardAsync();
        if (Parse(response) is not { } root || !change(root))
        {
            x.IsApplied = false;
            return await x.SendAsync(response);
        }

        return await x.SendAsync(response.WithBody(root.ToString(Formatting.None)));
    }) { Needs = Needs.Json };

    private static Fault Of(string name, string member, Action<JObject, string> change) => Root(name, root => EachThing(root, o =>
        change(o, member), o => o.ContainsKey(member))) with
    {
        Things = Members.First(m => m.Name == member).Things,
        IsPlausible = member == "id" || name is "member-metadata-object" or "member-metadata-deep-object",
        HidesActions = name is "value-action-other" or "member-action-text" or "member-action-true",
    };

    private static Fault Text(string name, string added, string before) => new(name, async x =>
    {
        var response = await x.ForwardAsync();
        x.IsApplied = response.Text.Contains(before, StringComparison.Ordinal);
        return await x.SendAsync(response.WithBody(response.Text.Replace(before, added + before, StringComparison.Ordinal)));
    }) { Needs = Needs.Json, Things = ["server", "version"], IsPlausible = before.Contains("\"id\"", StringComparison.Ordinal) };

    public static JObject? Parse(WireResponse response)
    {
        try
        {
            using var reader = new JsonTextReader(new System.IO.StringReader(response.Text)) { DateParseHandling = DateParseHandling.None };
            return JObject.Load(reader);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The servers, records, versions or the token of a response; and the root itself, for the log of a console.</summary>
    public static IEnumerable<JObject> Things(JObject root) => root.Properties()
        .SelectMany(p => p.Value is JArray rows ? rows.OfType<JObject>() : p.Value is JObject one ? [one] : Enumerable.Empty<JObject>())
        .Append(root);

    private static bool EachThing(JObject root, Action<JObject> change, Func<JObject, bool>? fits = null)
    {
        var things = Things(root).Where(o => fits?.Invoke(o) ?? o != root).ToList();
        things.ForEach(change);
        return things.Count > 0;
    }

    private static bool Each(JObject root, Action<JProperty> change)
    {
        var members = root.Properties().ToList();
        members.ForEach(change);
        return members.Count > 0;
    }

    private static bool EachRow(JObject root, Action<JArray, int> change, int most = int.MaxValue)
    {
        var rows = root.Properties().Select(p => p.Value).OfType<JArray>().FirstOrDefault(a => a.Count > 0);
        for (var i = 0; i < Math.Min(rows?.Count ?? 0, most); i++)
            change(rows!, i);
        return rows is not null;
    }
}
