using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace NovaPS.Robustness.Faults;

/// <summary>Bodies as a whole: what is no JSON, and JSON that is not what was asked for.</summary>
internal static class JsonFaults
{
    private static readonly (string Name, string Body)[] Bodies =
    [
        ("empty", ""), ("space", " \r\n\t "), ("null", "null"), ("true", "true"), ("number", "42"), ("string", "\"text\""), ("array", "[]"),
        ("array-of-object", "[{}]"), ("object", "{}"), ("object-open", "{"), ("name-open", "{\"ser"), ("colon-open", "{\"servers\":"),
        ("words", "not json"), ("nan", "{\"a\": NaN}"), ("infinity", "{\"a\": -Infinity}"), ("undefined", "{\"a\": undefined}"),
        ("constructor", "{\"a\": new Date(1)}"), ("hex", "{\"a\": 0xFF}"), ("octal", "{\"a\": 010}"), ("plus", "{\"a\": +1}"),
        ("single-quotes", "{'a': 'b'}"), ("no-quotes", "{a: 1}"), ("nul-alone", "\0\0\0\0"), ("closing", "}"), ("date",
            "{\"a\": \"/Date(0)/\"}"),
        ("envelope", "{\"computeFault\": {\"code\": 500, \"message\": \"No.\"}}"), ("surrogate", "{\"a\": \"\\ud800\"}"),
        ("bad-escape", "{\"a\": \"\\q\"}"), ("reference", "{\"$ref\": \"1\", \"$id\": \"1\", \"$type\": \"System.Object\"}"),
    ];

    public static IEnumerable<Fault> All =>
    [
        .. Bodies.Select(b => Fault.Change("body-" + b.Name, a => a.WithBody(b.Body)) with { Needs = Needs.Json }),
        .. Encodings.Select(f => f with { Needs = Needs.Json }),
    ];

    private static IEnumerable<Fault> Encodings =>
    [
        Fault.Change("bom", a => a.WithBody([0xEF, 0xBB, 0xBF, .. a.Body])),
        Fault.Change("utf-16", a => a.WithBody(Encoding.Unicode.GetBytes(a.Text))),
        Fault.Change("utf-16-bom", a => a.WithBody([0xFF, 0xFE, .. Encoding.Unicode.GetBytes(a.Text)])),
        Fault.Change("utf-32", a => a.WithBody([0xFF, 0xFE, 0, 0, .. Encoding.UTF32.GetBytes(a.Text)])),
        Fault.Change("not-utf-8", a => a.WithBody([.. a.Body.Select(b => b == (byte)'e' ? (byte)0xFF : b)])),
        Fault.Change("overlong", a => a.WithBody([.. Encoding.UTF8.GetBytes("{\"a\": \""), 0xC0, 0xAF, .. Encoding.UTF8.GetBytes("\"}")])),
        Fault.Change("nul-inside", a => a.WithBody(a.Text.Insert(a.Text.Length / 2, "\0"))),
        Fault.Change("escape-inside", a => a.WithBody(a.Text.Insert(a.Text.Length / 2, "\u001b[2J"))),
        Fault.Change("trailing-garbage", a => a.WithBody(a.Text + " garbage")),
        Fault.Change("two-documents", a => a.WithBody(a.Text + a.Text)),
        Fault.Change("trailing-document", a => a.WithBody(a.Text + "{}")),
        Fault.Change("trailing-comma", a => a.WithBody(a.Text[..^1] + ",}")),
        Fault.Change("comment-first", a => a.WithBody("/* c */" + a.Text)),
        Fault.Change("comment-inside", a => a.WithBody("{/* c */" + a.Text[1..])),
        Fault.Change("comment-in-rows", a => a.WithBody(a.Text.Replace("{\"id\"", "{/* c */\"id\"", StringComparison.Ordinal))),
        Fault.Change("comment-between", a => a.WithBody(a.Text.Replace(", ", ", /* c */ ", StringComparison.Ordinal))),
        Fault.Change("comment-line", a => a.WithBody(a.Text.Replace(", ", ", // c\n ", StringComparison.Ordinal))),
        Fault.Change("comment-open", a => a.WithBody(a.Text[..^1] + "/* ")),
        Fault.Change("prefix-xssi", a => a.WithBody(")]}',\n" + a.Text)),
        Fault.Change("quoted-whole", a => a.WithBody(Newtonsoft.Json.JsonConvert.ToString(a.Text))),
        Fault.Change("members-in-upper-case", a => a.WithBody(a.Text.ToUpperInvariant())),
        Fault.Change("html-entities", a => a.WithBody(a.Text.Replace("\"", "&quot;", StringComparison.Ordinal))),
        Fault.Change("jsonp", a => a.WithBody("callback(" + a.Text + ");")),
        Fault.Change("last-half-missing", a => a.WithBody(a.Text[..(a.Text.Length / 2)])),
        Fault.Change("last-character-missing", a => a.WithBody(a.Text[..^1])),
    ];
}
