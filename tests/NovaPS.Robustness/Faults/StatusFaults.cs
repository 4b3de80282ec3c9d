using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using NovaPS.Robustness.Wire;

namespace NovaPS.Robustness.Faults;

/// <summary>Status codes: Nova's refusals, those of what stands before it, redirects, and invitations to come again.</summary>
internal static class StatusFaults
{
    private static readonly int[] Refusals =
    [
        400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 418, 421, 422, 423, 424, 425, 426, 428,
            429,
        431, 444, 451, 460, 494, 498, 499, 500, 501, 502, 503, 504, 505, 506, 507, 508, 510, 511, 520, 521, 522, 523, 524, 525, 526, 527,
            530,
        561, 598, 599,
    ];

    private static readonly string[] Times =
    [
        "0", "1", "3", "-1", "1.5", "59", "61", "99999999999999999999", "soon", "", "Mon, 01 Jan 0001 00:00:00 GMT",
        "Fri, 31 Dec 9999 23:59:59 GMT", "1, 2",
    ];

    public static IEnumerable<Fault> All => Refusals.SelectMany(Refusal).Concat(Redirects).Concat(Others).Concat(Times.SelectMany(Later));

    private static IEnumerable<Fault> Others =>
    [
        .. new[] { 100, 102, 103, 199 }.Select(s => new Fault("then-" + Text(s) + "-first", async x =>
        {
            var response = await x.ForwardAsync();
            await x.SendRawAsync("HTTP/1.1 " + Text(s) + " X\r\nX-A: 1\r\n\r\n");
            return await x.SendAsync(response);
        })),
        new("endless-100", async x => await x.ForwardAsync() is not null && await x.SendEndlesslyAsync("", "HTTP/1.1 100 Continue\r\n\r\n"))
            { IsLarge = true },
        new("switching-protocols", async x =>
        {
            await x.ForwardAsync();
            await x.SendRawAsync("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n");
            return await x.HoldAsync();
        }) { Hangs = true },
        .. new[] { 200, 201, 202, 203, 206, 226, 299, 300, 304, 305, 306, 399 }
            .Select(s => Fault.Change("status-" + Text(s), a => a.WithStatus(s))),
        .. new[] { 204, 205, 202, 200, 201 }.Select(s => Fault.Change("empty-" + Text(s), a => a.WithStatus(s).WithBody(""))),
        Fault.Change("html-200", a => WireResponse.Html(a.Status)),
        Fault.Change("html-200-as-json", a => WireResponse.Html(a.Status).With("Content-Type", "application/json")),
        Fault.Instead("captive-portal", _ => WireResponse.Html(200, "<html><title>Sign in</title></html>")
            .With("X-Subject-Token", "portal")),
    ];

    private static IEnumerable<Fault> Redirects =>
    [
        .. new[] { 301, 302, 303, 307, 308 }.SelectMany(s => new[]
        {
            Redirect(s, "loop", x => x.Root + x.Request.Target),
            Redirect(s, "elsewhere", x => x.Root + "/elsewhere"),
            Redirect(s, "other-origin", _ => "http://127.0.0.2:9/"),
            Redirect(s, "other-host-with-secret", x => "http://" + Uri.EscapeDataString(x.Secret) + ".example.com/"),
            Redirect(s, "no-url", _ => "http://["),
        }),
        Redirect(307, "relative", _ => "../x"),
        Redirect(307, "empty", _ => string.Empty),
        Redirect(307, "to-https", x => x.Root.Replace("http:", "https:", StringComparison.Ordinal) + x.Request.Target),
        Redirect(307, "to-file", _ => "file:///etc/passwd"),
        Redirect(307, "with-user", x => x.Root.Replace("//", "//user:pass@", StringComparison.Ordinal) + x.Request.Target),
        Redirect(307, "longer", x => x.Root + x.Request.Target + (x.Request.Target.Contains('?', StringComparison.Ordinal) ? "&" : "?")
            + "a"),
        Fault.Instead("redirect-without-location", _ => WireResponse.Html(302)),
        Fault.After("redirect-after", x => WireResponse.Html(302).With("Location", x.Root + "/login")),
    ];

    private static IEnumerable<Fault> Refusal(int status)
    {
        // Nova carries nothing out that it refuses; what stands before it may have passed the request on.
        yield return Fault.Instead("nova-" + Text(status), _ => WireResponse.Fault(status, Kind(status), "Not now.")) with
        {
            SaysNotFound = status == 404,
        };
        yield return Fault.Instead("html-" + Text(status), _ => WireResponse.Html(status));
        // Except those of a gate, which lets nothing pass.
        if (status is 401 or 407 or 429)
            yield break;
        yield return Fault.After("html-" + Text(status) + "-after", _ => WireResponse.Html(status));
        yield return Fault.After("bare-" + Text(status) + "-after", _ => new WireResponse(status, []));
    }

    private static IEnumerable<Fault> Later(string time)
    {
        var isSlow = int.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is > 1 and <= 60;
        foreach (var status in new[] { 429, 503, 413 })
        {
            yield return Fault.Instead("retry-" + Text(status) + "-" + (time.Length == 0 ? "empty" : time.Replace(' ', '_')),
                _ => WireResponse.Fault(status, status == 413 ? "overLimit" : Kind(status), "Later.").With("Retry-After", time))
                with { IsSlow = isSlow };
        }

        yield return Fault.After("retry-503-after-" + (time.Length == 0 ? "empty" : time.Replace(' ', '_')),
            _ => WireResponse.Html(503).With("Retry-After", time)) with { IsSlow = isSlow };
    }

    private static Fault Redirect(int status, string name, Func<Exchange, string> to) =>
        Fault.Instead("redirect-" + Text(status) + "-" + name, x => WireResponse.Html(status).With("Location", to(x)));

    private static string Kind(int status) => status switch
    {
        400 => "badRequest",
        401 => "unauthorized",
        403 => "forbidden",
        404 => "itemNotFound",
        405 => "badMethod",
        409 => "conflictingRequest",
        413 or 429 => "overLimit",
        501 => "notImplemented",
        503 => "serviceUnavailable",
        _ => "computeFault",
    };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
