using System.Collections.Generic;
using System.Linq;
using NovaPS.Robustness.Wire;

namespace NovaPS.Robustness.Faults;

/// <summary>Headers of a response that is whole otherwise.</summary>
internal static class HeaderFaults
{
    public static IEnumerable<Fault> All =>
    [
        Without("Date"),
        .. Values("Date", ("0001", "Mon, 01 Jan 0001 00:00:00 GMT"), ("9999", "Fri, 31 Dec 9999 23:59:59 GMT"),
            ("1970", "Thu, 01 Jan 1970 00:00:00 GMT"), ("ahead", "Thu, 01 Jan 2026 05:00:00 GMT"),
            ("behind", "Wed, 31 Dec 2025 19:00:00 GMT"), ("words", "today"), ("empty", ""), ("offset", "Thu, 01 Jan 2026 00:00:00 +0500")),
        Fault.Change("date-twice", a => a.Adding("Date", "Thu, 01 Jan 2026 09:00:00 GMT")),
        Without("Content-Type"),
        .. Values("Content-Type", ("html", "text/html"), ("utf-16", "application/json; charset=utf-16"), ("words", "no type"),
            ("empty", ""), ("charset-unknown", "application/json; charset=x-none"), ("charset-7", "application/json; charset=utf-7")),
        Fault.Change("content-type-twice", a => a.Adding("Content-Type", "text/html")),
        Fault.Change("no-request-id", a => a.Without("X-Compute-Request-Id").Without("X-OpenStack-Request-Id")),
        .. Values("X-Compute-Request-Id", ("empty", ""), ("huge", new string('r', 10_000)), ("path", "../../servers"),
            ("escapes", "req-\u001b[2J\u0007"), ("words", "two words"), ("not-ascii", "req-\u00e9"), ("url", "http://x/")),
        Fault.Change("request-id-twice", a => a.Adding("X-Compute-Request-Id", "req-other")),
        Fault.Change("request-id-other", a => a.With("X-Compute-Request-Id", "req-00000000-0000-4000-8000-000000000000")),
        Fault.Change("no-microversion", a => a.Without("OpenStack-API-Version").Without("X-OpenStack-Nova-API-Version")),
        .. Values("OpenStack-API-Version", ("other", "compute 2.1"), ("words", "latest"), ("huge", "compute 99999999999999.1"),
            ("empty", "")),
        Fault.Change("no-subject-token", a => a.Without("X-Subject-Token")) with { Needs = Needs.Login },
        .. Values("X-Subject-Token", ("empty", ""), ("spaces", "   "), ("not-ascii", "gAAAA\u00e9"), ("escapes", "gAAAA\u001b[2J"),
            ("huge", new string('t', 30_000)), ("words", "two words"), ("crlf-like", "a%0d%0ab")).Select(f =>
                f with { Needs = Needs.Login }),
        Fault.Change("subject-token-twice", a => a.Adding("X-Subject-Token", "gAAAAABother")) with { Needs = Needs.Login },
        .. Values("Connection", ("close", "close"), ("upgrade", "Upgrade"), ("words", "whatever")),
        .. Values("Location", ("elsewhere", "http://127.0.0.2:9/"), ("no-url", "http://[")),
        .. Values("Retry-After", ("on-success", "3600"), ("on-success-words", "later")),
        .. Values("Set-Cookie", ("any", "a=b; Domain=.com; Path=/"), ("huge", "a=" + new string('c', 50_000))),
        .. Values("WWW-Authenticate", ("basic", "Basic realm=\"x\""), ("negotiate", "Negotiate"), ("digest",
            "Digest realm=\"x\", nonce=\"y\"")),
        Fault.Instead("401-basic", _ => WireResponse.Html(401).With("WWW-Authenticate", "Basic realm=\"x\"")),
        Fault.Instead("401-negotiate", _ => WireResponse.Html(401).With("WWW-Authenticate", "Negotiate")),
        Fault.Instead("407-basic", _ => WireResponse.Html(407).With("Proxy-Authenticate", "Basic realm=\"x\"")),
        Fault.Instead("401-receipt", _ => WireResponse.Json(401, "{\"receipt\": {\"methods\": [\"password\"]}, \"required_auth_methods\": "
            + "[[\"password\", \"totp\"], null, 5, [[]]]}").With("Openstack-Auth-Receipt", "gAAAAABreceipt")),
        Fault.Instead("401-receipt-odd", _ => WireResponse.Json(401, "{\"required_auth_methods\": \"totp\"}")
            .With("Openstack-Auth-Receipt", "")),
        .. Values("Content-Range", ("any", "bytes 0-1/2"), ("words", "x")),
        .. Values("Expires", ("words", "-1")),
        .. Values("ETag", ("words", "no quotes")),
        .. Values("Content-Language", ("any", "\u00e9")),
        .. Values("Alt-Svc", ("any", "h3=\":443\"")),
    ];

    private static Fault Without(string name) => Fault.Change("no-" + name.ToLowerInvariant(), a => a.Without(name));

    private static IEnumerable<Fault> Values(string name, params (string Name, string Value)[] values) =>
        values.Select(v => Fault.Change(name.ToLowerInvariant() + "-" + v.Name, a => a.With(name, v.Value)));
}
