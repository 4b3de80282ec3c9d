using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Text;
using Newtonsoft.Json;
using NovaPS.Robustness.Wire;

namespace NovaPS.Robustness.Faults;

/// <summary>Servers that give back what they were sent, and send what a terminal obeys.</summary>
internal static class EchoFaults
{
    private const string Escapes = "\u001b]0;owned\u0007\u001b[2J\r\nline\u202egnp\u200b\u009b31m\0";

    private static readonly (string Name, Func<string, string> Write)[] Forms =
    [
        ("plain", s => s), ("json", JsonConvert.ToString), ("html", s => WebUtility.HtmlEncode(s)), ("url", Uri.EscapeDataString),
        ("base64", s => Convert.ToBase64String(Encoding.UTF8.GetBytes(s))),
        ("json-twice", s => JsonConvert.ToString(JsonConvert.ToString(s))),
        ("u-escaped", s => string.Concat(s.Select(c => "\\u" + ((int)c).ToString("x4",
            System.Globalization.CultureInfo.InvariantCulture)))),
        ("entities", s => string.Concat(s.Select(c => "&#" + (int)c + ";"))),
    ];

    public static IEnumerable<Fault> All =>
    [
        .. new[] { 400, 401, 403, 404, 409, 500, 503 }.SelectMany(s => Forms.Select(f => Fault.Instead("echo-" + s + "-" + f.Name,
            x => Message(s, f.Write(x.Secret))))),
        .. new[] { 200, 400, 401, 502 }.Select(s => Fault.Instead("echo-" + s + "-request", x => Message(s, x.Echo))),
        .. new[] { 200, 400, 502 }.Select(s => Fault.Instead("echo-" + s + "-page", x => WireResponse.Html(s, "<html><h1>"
            + WebUtility.HtmlEncode(x.Echo)
            + "</h1></html>"))),
        .. new[] { 400, 502 }.Select(s => Fault.Instead("echo-" + s + "-text",
            x => new WireResponse(s, Encoding.UTF8.GetBytes("Bad: " + x.Secret)).With("Content-Type", "text/plain"))),
        Fault.Instead("echo-kind", x => WireResponse.Json(400, "{" + JsonConvert.ToString(x.Secret) + ": {\"message\": \"no\"}}")),
        Fault.Instead("echo-request-id", x => WireResponse.Fault(409, "conflictingRequest", "no").With("X-Compute-Request-Id", "req-"
            + x.Secret)),
        Fault.Instead("echo-request-id-alone", x => WireResponse.Fault(409, "conflictingRequest", "no")
            .With("X-Compute-Request-Id", x.Secret)),
        new("echo-reason", async x => await x.SendRawAsync("HTTP/1.1 400 " + x.Secret + "\r\nContent-Length: 0\r\n\r\n")),
        new("echo-status-line", async x => await x.SendRawAsync("ERROR " + x.Secret + "\r\n\r\n")),
        new("echo-header-line", async x => await x.SendRawAsync("HTTP/1.1 200 OK\r\n" + x.Secret + "\r\n\r\n")),
        new("echo-header-name", async x => await x.SendRawAsync("HTTP/1.1 200 OK\r\n" + x.Secret + " x: 1\r\n\r\n")),
        new("echo-length", async x => await x.SendRawAsync("HTTP/1.1 200 OK\r\nContent-Length: " + x.Secret + "\r\n\r\n")),
        new("echo-chunk-size", async x => await x.SendRawAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + x.Secret
            + "\r\n")),
        Fault.Instead("echo-content-type", x => WireResponse.Json(200, "no").With("Content-Type", "text/" + x.Secret)),
        Fault.Instead("echo-encoding", x => WireResponse.Json(200, "no").With("Content-Encoding", x.Secret)),
        Fault.Instead("echo-retry-after", x => WireResponse.Fault(503, "serviceUnavailable", "no").With("Retry-After", x.Secret)),
        Fault.Instead("echo-date", x => WireResponse.Fault(503, "serviceUnavailable", "no").With("Date", x.Secret)),
        Fault.Instead("echo-location-path", x => WireResponse.Html(302).With("Location", "/" + x.Secret)),
        Fault.Instead("echo-location-host", x => WireResponse.Html(307).With("Location", "http://" + x.Secret.ToLowerInvariant() + "/")),
        Fault.Instead("echo-location-scheme", x => WireResponse.Html(307).With("Location", "x" + x.Secret + "://a/")),
        Fault.Instead("echo-cut", x => Message(400, new string('a', 390) + x.Secret)),
        Fault.Instead("echo-cut-inside", x => Message(400, new string('a', 398 - (x.Secret.Length / 2)) + x.Secret)),
        Fault.Instead("echo-tab-inside", x => Message(400, x.Secret.Insert(x.Secret.Length / 2, "\t"))),
        Fault.Instead("echo-newline-inside", x => Message(400, x.Secret.Insert(x.Secret.Length / 2, "\n"))),
        Fault.Instead("echo-upper", x => Message(400, x.Secret.ToUpperInvariant())),
        Fault.Instead("echo-lower", x => Message(400, x.Secret.ToLowerInvariant())),
        Fault.Instead("echo-broken-json", x => WireResponse.Json(200, "{\"a\": " + x.Secret)),
        Fault.Instead("echo-property", x => WireResponse.Json(200, "{\"servers\": [{" + JsonConvert.ToString(x.Secret) + ": [}")),
        Fault.Instead("echo-microversion", x => Message(406, "Version " + x.Secret + " is not supported")),
        Fault.Instead("echo-task-state", x => Message(409, "Cannot 'start' instance a while it is in task_state " + x.Secret)),
        Fault.Instead("echo-vm-state", x => Message(409, "Cannot 'start' instance a while it is in vm_state " + x.Secret)),
        .. new[] { 400, 404, 409, 500, 503 }.Select(s => Fault.Instead("escapes-" + s, _ => Message(s, "No: " + Escapes))),
        Fault.Instead("escapes-html", _ => WireResponse.Html(502, "<html><title>" + Escapes + "&#27;[2J&#x7;</title></html>")),
        Fault.Instead("escapes-text", _ => new WireResponse(502, Encoding.UTF8.GetBytes(Escapes)).With("Content-Type", "text/plain")),
        Fault.Instead("escapes-kind", _ => WireResponse.Json(400, "{" + JsonConvert.ToString(Escapes) + ": {\"message\": \"no\"}}")),
        Fault.Instead("escapes-vm-state", _ => Message(409, "Cannot 'start' instance a while it is in vm_state \u001b[31mx")),
        new("escapes-status-line", async x => await x.SendRawAsync("\u001b[2J\u0007 no HTTP\r\n\r\n")),
        new("escapes-reason", async x => await x.SendRawAsync("HTTP/1.1 400 \u001b[2J\u0007\r\nContent-Length: 0\r\n\r\n")),
        Fault.Instead("message-huge", _ => Message(400, new string('m', 60_000))),
        Fault.Instead("message-not-text", _ => WireResponse.Json(400, "{\"badRequest\": {\"message\": {\"a\": [1]}, \"code\": \"x\"}}")),
        Fault.Instead("message-array", _ => WireResponse.Json(400, "[{\"badRequest\": {\"message\": \"no\"}}]")),
        Fault.Instead("message-empty", _ => WireResponse.Json(400, "{\"badRequest\": {\"message\": \"\", \"code\": 400}}")),
        Fault.Instead("message-null", _ => WireResponse.Json(400, "{\"badRequest\": null}")),
        Fault.Instead("message-keystone", _ => WireResponse.Json(401,
            "{\"error\": {\"code\": 401, \"message\": \"No.\", \"title\": \"Unauthorized\"}}")),
        Fault.Instead("retry-after-odd", _ => WireResponse.Json(413, "{\"overLimit\": {\"message\": \"no\", \"retryAfter\": {\"a\": 1}}}")),
        Fault.Instead("retry-after-huge", _ => WireResponse.Json(413, "{\"overLimit\": {\"message\": \"no\", \"retryAfter\": 1e308}}")),
        Fault.Instead("retry-after-nan", _ => WireResponse.Json(413, "{\"overLimit\": {\"message\": \"no\", \"retryAfter\": \"NaN\"}}")),
        Fault.Instead("retry-after-negative", _ => WireResponse.Json(413, "{\"overLimit\": {\"message\": \"no\", \"retryAfter\": -5}}")),
    ];

    private static WireResponse Message(int status, string message) =>
        WireResponse.Json(status, "{\"badRequest\": {\"code\": " + status + ", \"message\": " + JsonConvert.ToString(message) + "}}");
}
