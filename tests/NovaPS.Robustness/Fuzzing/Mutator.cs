using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using NovaPS.Robustness.Wire;

namespace NovaPS.Robustness.Fuzzing;

/// <summary>Makes other responses of one: bytes, JSON, headers, status.</summary>
internal sealed class Mutator(Random random)
{
    private static readonly string[] Texts =
    [
        "", " ", "..", "a/b", "\u001b]0;x\u0007", "\u202e\u200b", "\0", "null", "*", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z",
        "2026-01-01T00:00:00+99:00", "ACTIVE", "ERROR", "%00%2e", "http://[", "\ud800", "req-1", "1e999", RecordedResponse.Token,
    ];

    private static readonly string[] Values =
    [
        "null", "true", "0", "-1", "1.5", "1e308", "1e-400", "9223372036854775808", "999999999999999999999999999999", "[]", "{}", "[null]",
        "[[[]]]", "{\"a\": {\"b\": []}}", "[1, \"a\", {}]",
    ];

    private static readonly string[] HeaderNames =
    [
        "Date", "Content-Type", "X-Subject-Token", "X-Compute-Request-Id", "X-OpenStack-Request-Id", "OpenStack-API-Version",
        "X-OpenStack-Nova-API-Version", "Retry-After", "Location", "Openstack-Auth-Receipt", "WWW-Authenticate", "Vary",
    ];

    private static readonly int[] Statuses = [200, 200, 201, 202, 203, 204, 206, 300, 302, 307, 400, 401, 403, 404, 406, 409, 413, 429,
        500, 501, 503, 504];

    public WireResponse Mutate(WireResponse original)
    {
        var response = new WireResponse(original.Status, original.Body) { Reason = original.Reason };
        response.Headers.AddRange(original.Headers);
        for (var n = random.Next(1, 5); n > 0; n--)
        {
            switch (random.Next(10))
            {
                case < 6:
                    response.Body = MutateJson(response.Text) ?? MutateBytes(response.Body);
                    break;
                case < 8:
                    response.Body = MutateBytes(response.Body);
                    break;
                case 8:
                    MutateHeader(response);
                    break;
                default:
                    response.Status = Pick(Statuses);
                    break;
            }
        }

        return response;
    }

    private T Pick<T>(IReadOnlyList<T> values) => values[random.Next(values.Count)];

    private byte[] MutateBytes(byte[] body)
    {
        var bytes = body.ToList();
        var (at, count) = (random.Next(bytes.Count + 1), random.Next(1, 40));
        count = Math.Min(count, bytes.Count - at);
        switch (random.Next(9))
        {
            case 0:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 1:
                bytes.RemoveRange(at, count);
                break;
            case 2:
                bytes.InsertRange(at, bytes.GetRange(at, count));
                break;
            case 3:
                for (var i = at; i < at + count; i++)
                    bytes[i] = (byte)random.Next(256);
                break;
            case 4:
                bytes.InsertRange(at, Encoding.UTF8.GetBytes(Pick(new[] { "/* c */", "//", "\0", "{", "[", "\"", ",", "\\u", "\ufeff",
                    "NaN" })));
                break;
            case 5:
                bytes.AddRange(body);
                break;
            case 6:
                return Pick<Func<byte[]>>([() => Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(body)), () => [0xEF, 0xBB, 0xBF,
                    .. body],
                    () => [.. body.Reverse()], () => Encoding.UTF8.GetBytes(new string('[', random.Next(10_000)))])();
            case 7 when bytes.Count > 0:
                bytes[Math.Min(at, bytes.Count - 1)] ^= (byte)(1 << random.Next(8));
                break;
            default:
                bytes.InsertRange(at, Encoding.UTF8.GetBytes(new string(Pick("9a \"{[,".ToCharArray()), random.Next(1, 20_000))));
                break;
        }

        return [.. bytes];
    }

    private byte[]? MutateJson(string text)
    {
        JToken root;
        try
        {
            using var reader = new JsonTextReader(new System.IO.StringReader(text)) { DateParseHandling = DateParseHandling.None };
            root = JToken.Load(reader);
        }
        catch (JsonException)
        {
            return null;
        }

        if (root is not JContainer container || Pick([.. container.DescendantsAndSelf()]) is not { } token)
            return null;
        try
        {
            Change(root, token);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or JsonException)
        {
            // That change fits no such token.
        }

        return Encoding.UTF8.GetBytes(root.ToString(Formatting.None));
    }

    private void Change(JToken root, JToken token)
    {
        switch (random.Next(10))
        {
            case 0 when token.Parent is not null:
                (token.Parent is JProperty property ? property : token).Remove();
                break;
            case 1 when token is JObject o:
                o[Pick(o.Properties().Select(p => p.Name).Append("x").ToList())] = JToken.Parse(Pick(Values));
                break;
            case 2 when token is JProperty { Parent: JObject parent } renamed:
                parent.Add(renamed.Name.ToUpperInvariant() + random.Next(2), renamed.Value.DeepClone());
                renamed.Remove();
                break;
            case 3 when token is JArray rows && rows.Count > 0:
                for (var i = random.Next(1, 30); i > 0; i--)
                    rows.Add(rows[random.Next(rows.Count)].DeepClone());
                break;
            case 4 when token is JArray rows:
                rows.Insert(random.Next(rows.Count + 1), JToken.Parse(Pick(Values)));
                break;
            case 5 when token is JValue:
                token.Replace(new JArray(token.DeepClone()));
                break;
            case 6 when token is JValue:
                token.Replace(new JObject { ["a"] = token.DeepClone() });
                break;
            case 7 when token is JValue:
                token.Replace(new string('h', random.Next(1, 50_000)));
                break;
            case 8 when token is JValue:
                token.Replace(Pick(Texts));
                break;
            default:
                if (token != root && token is not JProperty)
                    token.Replace(JToken.Parse(Pick(Values)));
                break;
        }
    }

    private void MutateHeader(WireResponse response)
    {
        var name = Pick(response.Headers.Count > 0 && random.Next(2) == 0 ? response.Headers.Select(h => h.Name).ToArray() : HeaderNames);
        if (random.Next(4) == 0)
            response.Without(name);
        else if (random.Next(3) == 0)
            response.Adding(name, Pick(Texts));
        else
            response.With(name, random.Next(4) == 0 ? new string('v', random.Next(20_000)) : Pick(Texts));
    }
}
