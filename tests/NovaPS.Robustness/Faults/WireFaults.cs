using System;
using System.Collections.Generic;
using System.Text;
using System.Threading.Tasks;
using NovaPS.Robustness.Wire;

namespace NovaPS.Robustness.Faults;

/// <summary>What is wrong below HTTP's meaning: connections, framing, encodings.</summary>
internal static class WireFaults
{
    public static IEnumerable<Fault> All =>
    [
        new("reset-before", x => Task.FromResult(x.Reset())),
        new("reset-after", async x => await x.ForwardAsync() is not null && x.Reset()),
        new("close-before", _ => Task.FromResult(false)),
        new("close-after", async x => await x.ForwardAsync() is null),
        new("never", x => x.HoldAsync()) { Hangs = true },
        new("never-after", async x => await x.ForwardAsync() is not null && await x.HoldAsync()) { Hangs = true },
        Cut("half-status-line", a => "HTTP/1.1 20"),
        Cut("half-head", a => a.Head()[..(a.Head().Length / 2)]),
        Cut("head-alone", a => a.With("Content-Length", "1000").Head(false)),
        Cut("half-body", a => a.Head() + a.Text[..(a.Text.Length / 2)]),
        new("half-body-reset", async x =>
        {
            var response = await x.ForwardAsync();
            await x.WriteAsync(Encoding.Latin1.GetBytes(response.Head() + response.Text[..(response.Text.Length / 2)]));
            return x.Reset();
        }),
        new("head-then-never", async x =>
        {
            var response = await x.ForwardAsync();
            await x.SendRawAsync(response.With("Content-Length", "1000").Head(false));
            return await x.HoldAsync();
        }) { Hangs = true },
        new("half-body-then-never", async x =>
        {
            var response = await x.ForwardAsync();
            await x.SendRawAsync(response.With("Content-Length", "100000").Head(false) + response.Text);
            return await x.HoldAsync();
        }) { Hangs = true },
        new("drip-head", async x => await x.DripAsync(Encoding.Latin1.GetBytes((await x.ForwardAsync()).Head()))) { Hangs = true },
        new("drip-body", async x =>
        {
            var response = await x.ForwardAsync();
            await x.SendRawAsync(response.With("Content-Length", "100000").Head(false));
            return await x.DripAsync(Encoding.Latin1.GetBytes(response.Text + new string(' ', 1000)));
        }) { Hangs = true },
        Cut("chunked-truncated", a => Chunked(a) + "40\r\n{\"a"),
        Cut("chunked-without-end", a => Chunked(a) + Chunk(a.Text)),
        Cut("chunked-bad-size", a => Chunked(a) + "zz\r\n" + a.Text + "\r\n0\r\n\r\n"),
        Cut("chunked-huge-size", a => Chunked(a) + "FFFFFFFFFFFFFFFF\r\n" + a.Text),
        Cut("chunked-negative-size", a => Chunked(a) + "-1\r\n" + a.Text),
        Cut("chunked-with-extension", a => Chunked(a) + Chunk(a.Text, ";name=\"v\"") + "0\r\n\r\n"),
        Cut("chunked-with-trailer", a => Chunked(a) + Chunk(a.Text) + "0\r\nX-Trailer: 1\r\n\r\n"),
        Cut("chunked-and-length", a => a.With("Transfer-Encoding", "chunked").With("Content-Length", "3").Head(false) + Chunk(a.Text)
            + "0\r\n\r\n"),
        Cut("length-too-long", a => a.With("Content-Length", (a.Body.Length + 10).ToString(Formats)).Head(false) + a.Text),
        Cut("length-too-short", a => a.With("Content-Length", (a.Body.Length / 2).ToString(Formats)).Head(false) + a.Text),
        Cut("length-zero", a => a.With("Content-Length", "0").Head(false) + a.Text),
        Cut("length-negative", a => a.With("Content-Length", "-1").Head(false) + a.Text),
        Cut("length-huge", a => a.With("Content-Length", "9223372036854775807").Head(false) + a.Text),
        Cut("length-too-many-digits", a => a.With("Content-Length", new string('9', 40)).Head(false) + a.Text),
        Cut("length-words", a => a.With("Content-Length", "ten").Head(false) + a.Text),
        Cut("length-twice", a => a.With("Content-Length", "5").Adding("Content-Length", a.Body.Length.ToString(Formats)).Head(false)
            + a.Text),
        Cut("no-length", a => a.Head(false) + a.Text),
        Cut("http-1.0", a => { a.Protocol = "HTTP/1.0"; return a.Head() + a.Text; }),
        Cut("http-0.9", a => a.Text),
        Cut("http-2-preface", _ => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        Cut("http-3.0", a => { a.Protocol = "HTTP/3.0"; return a.Head() + a.Text; }),
        Cut("status-line-garbage", _ => "This is no HTTP at all\r\n\r\n"),
        Cut("status-letters", a => a.Head().Replace("HTTP/1.1 " + a.Status, "HTTP/1.1 ABC", StringComparison.Ordinal)),
        Cut("status-0", a => a.WithStatus(0).Head() + a.Text),
        Cut("status-1000", a => a.WithStatus(1000).Head() + a.Text),
        Cut("status-negative", a => a.WithStatus(-200).Head() + a.Text),
        Cut("reason-with-escapes", a => { a.Reason = "\u001b[2J\u0007Fine"; return a.Head() + a.Text; }),
        Cut("reason-huge", a => { a.Reason = new string('r', 100_000); return a.Head() + a.Text; }),
        Cut("no-reason", a => { a.Reason = string.Empty; return a.Head() + a.Text; }),
        Cut("header-without-colon", a => a.With("X", "1").Head().Replace("X: 1", "no colon here", StringComparison.Ordinal) + a.Text),
        Cut("header-with-spaces", a => a.Adding("X Y", "1").Head() + a.Text),
        Cut("header-with-nul", a => a.Adding("X-A", "a\0b").Head() + a.Text),
        Cut("header-with-escapes", a => a.Adding("X-A", "\u001b]0;title\u0007").Head() + a.Text),
        Cut("header-folded", a => a.Adding("X-A", "a\r\n b").Head() + a.Text),
        Cut("header-not-ascii", a => a.Adding("X-\u00e9", "\u00e9\u00ff").Head() + a.Text),
        Cut("header-huge", a => a.Adding("X-A", new string('a', 200_000)).Head() + a.Text),
        Cut("headers-many", a =>
        {
            for (var i = 0; i < 5000; i++)
                a.Adding("X-" + i.ToString(Formats), "v");
            return a.Head() + a.Text;
        }),
        new("headers-endless", async x => await x.ForwardAsync() is not null
            && await x.SendEndlesslyAsync("HTTP/1.1 200 OK\r\n", "X-More: value\r\n")),
        new("status-line-endless", async x => await x.ForwardAsync() is not null && await x.SendEndlesslyAsync("HTTP/1.1 200 ", "OK ")),
        Cut("line-feeds-alone", a => a.Head().Replace("\r\n", "\n", StringComparison.Ordinal) + a.Text),
        Cut("leading-lines", a => "\r\n\r\n" + a.Head() + a.Text),
        Cut("tls-alert", _ => "\u0015\u0003\u0003\u0000\u0002\u0002\u0028"),
        Cut("random-bytes", _ => string.Create(2000, 7, static (span, seed) =>
        {
            var random = new Random(seed);
            foreach (ref var c in span)
                c = (char)random.Next(256);
        })),
        Cut("two-responses", a => a.Head() + a.Text + a.Head() + a.Text),
        new("two-responses-kept", async x =>
        {
            var response = await x.ForwardAsync();
            await x.SendAsync(response);
            return await x.SendAsync(WireResponse.Json(200, "{\"servers\": []}"));
        }),
        Fault.Change("gzip", a => a.Gzipped()),
        Fault.Change("gzip-bad", a => a.WithBody("this is no gzip").With("Content-Encoding", "gzip")),
        Fault.Change("gzip-truncated", a => { a.Gzipped().Body = a.Body[..(a.Body.Length / 2)]; return a; }),
        Fault.Change("gzip-bad-checksum", a => { a.Gzipped().Body[^5] ^= 0x55; return a; }),
        Fault.Change("gzip-twice", a => a.Gzipped().Gzipped()),
        Fault.Change("gzip-of-nothing", a => a.WithBody("").With("Content-Encoding", "gzip")),
        Fault.Change("gzip-not-said", a => a.Gzipped().Without("Content-Encoding")),
        Fault.Change("encoding-unknown", a => a.With("Content-Encoding", "zstd-7")),
        Fault.Change("encoding-deflate", a => a.With("Content-Encoding", "deflate")),
    ];

    private static IFormatProvider Formats => System.Globalization.CultureInfo.InvariantCulture;

    private static Fault Cut(string name, Func<WireResponse, string> text) =>
        new(name, async x => await x.SendRawAsync(text(await x.ForwardAsync())));

    private static string Chunked(WireResponse response) => response.With("Transfer-Encoding", "chunked").Head(false);

    private static string Chunk(string text, string extension = "") =>
        text.Length == 0 ? string.Empty : $"{Encoding.UTF8.GetByteCount(text):x}{extension}\r\n{text}\r\n";
}
