using System;
using System.Collections.Generic;
using System.Linq;
using NovaPS.Robustness.Wire;

namespace NovaPS.Robustness.Faults;

/// <summary>What is too much: endless bodies, bombs, depth.</summary>
internal static class SizeFaults
{
    private const string Head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Subject-Token: gAAAAABendless\r\n\r\n";

    public static IEnumerable<Fault> All =>
    [
        Endless("endless-space", "{", " "),
        Endless("endless-string", "{\"ROOT\": {\"id\": \"", "abcdefgh"),
        Endless("endless-number", "{\"ROOT\": {\"id\": 1", "2345678"),
        Endless("endless-name", "{\"ROOT\": {\"", "abcdefgh"),
        Endless("endless-members", "{\"ROOT\": {", "\"a\": \"b\", "),
        Endless("endless-rows", "{\"ROOTs\": [",
            "{\"id\": \"01993400-0000-4000-8000-000000000000\", \"name\": \"n\", \"status\": \"ACTIVE\"},"),
        Endless("endless-nulls", "{\"ROOTs\": [", "null,"),
        Endless("endless-metadata", "{\"ROOT\": {\"id\": \"1\", \"metadata\": {", "\"a\": \"b\", "),
        Endless("endless-comment", "{/*", "* comment "),
        Endless("endless-refusal", "{\"badRequest\": {\"message\": \"", "no and ", 400),
        Endless("endless-html", "<html><title>", "no <b>", 502),
        Fault.Change("gzip-bomb-space", a => a.WithBody("{" + new string(' ', 64 * 1024 * 1024) + "}").Gzipped()) with { IsLarge = true },
        Fault.Change("gzip-bomb-string", a => a.WithBody("{\"x\": \"" + new string('x', 64 * 1024 * 1024) + "\"}").Gzipped())
            with { IsLarge = true },
        Fault.Instead("gzip-bomb-refusal", _ => WireResponse.Json(503,
            "{\"message\": \"" + new string('x', 32 * 1024 * 1024) + "\"}").Gzipped())
            with { IsLarge = true },
        Fault.Change("deep-arrays", a => a.WithBody(string.Concat(Enumerable.Repeat("[", 200_000)))),
        Fault.Change("deep-objects", a => a.WithBody(string.Concat(Enumerable.Repeat("{\"server\":", 100_000)))),
        Fault.Change("deep-skipped", a => a.WithBody("{\"x\": " + string.Concat(Enumerable.Repeat("[", 100_000)))),
        Fault.Instead("deep-refusal", _ => WireResponse.Json(400, string.Concat(Enumerable.Repeat("{\"a\":", 10_000)))),
        Fault.Change("number-long", a => a.WithBody("{\"a\": " + new string('9', 100_000) + "}")),
        Fault.Change("number-exponent", a => a.WithBody("{\"a\": 1e999999999}")),
        Fault.Change("string-long", a => a.WithBody("{\"a\": \"" + new string('s', 1_000_000) + "\"}")),
        Fault.Instead("html-brackets", _ => WireResponse.Html(502, string.Concat(Enumerable.Repeat("<title ", 20_000)))),
    ];

    private static Fault Endless(string name, string start, string part, int status = 200) => new(name, async x =>
    {
        var honest = await x.ForwardAsync();
        var root = honest.Text.StartsWith("{\"", StringComparison.Ordinal) ? honest.Text.Split('"')[1] : "server";
        var head = Head.Replace("200", (status == 200 ? honest.Status : status).ToString(System.Globalization.CultureInfo.InvariantCulture),
            StringComparison.Ordinal);
        return await x.SendEndlesslyAsync(head + start.Replace("ROOTs", root, StringComparison.Ordinal)
            .Replace("ROOT", root, StringComparison.Ordinal), part);
    }) { IsLarge = true };
}
