using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Newtonsoft.Json;
using NovaPS.Client.Compute;
using NovaPS.Client.Http;
using NovaPS.Client.Identity;
using NovaPS.Client.Tests.Support;
using Xunit;

namespace NovaPS.Client.Tests;

/// <summary>Tests bodies without an end, and valid bodies that are long.</summary>
public sealed class ResponseLimitTests
{
    private const int Mega = 1024 * 1024;

    /// <summary>The size of the socket buffers of both sides, plus what a reader reads before it detects the limit.</summary>
    private const int Slack = 16 * Mega;

    [Theory]
    [InlineData("{\"servers\": [{\"id\": \"", "a", 1)]
    [InlineData("{\"servers\": [{\"id\": \"a\", \"user_data\": \"", "a", 1)]
    [InlineData("{\"servers\": [{\"", "a", 1)]
    [InlineData("{\"", "a", 1)]
    [InlineData("{\"servers\": [{\"id\": \"a\", \"progress\": 1", "0", 1)]
    [InlineData("{\"servers\": [{\"id\": \"a\", \"progress\": 1.", "0", 1)]
    [InlineData("{\"servers\": [", " ", 1)]
    [InlineData("", " ", 1)]
    [InlineData("{\"servers\": ", "[", 1)]
    [InlineData("{\"x\": ", "{\"x\":", 1)]
    [InlineData("{\"servers\": [", "{\"id\":\"a\"},", 8)]
    [InlineData("{\"servers\": [{\"id\": \"a\", \"tags\": [", "\"a\",", 16)]
    [InlineData("{\"servers\": [{\"id\": \"a\", \"tags\": [", "{},", 16)]
    [InlineData("{\"servers\": [{\"id\": \"a\", \"addresses\": {\"n\": [", "{},", 16)]
    [InlineData("{\"servers\": [{\"id\": \"a\", \"metadata\": {\"n\": 1, ", "\"n\": \"1\",", 32)]
    [InlineData("{\"servers\": [{\"id\": \"a\", \"metadata\": {\"n\": 1, ", "\"n\": {},", 32)]
    [InlineData("{\"servers\": [], \"servers_links\": [", "{\"rel\":\"self\"},", 64)]
    [InlineData("{\"servers\": [], ", "\"x\":0,", 1)]
    [InlineData("{\"servers\": [] /*", "a", 1)]
    [InlineData("{\"servers\": []}", " ", 1)]
    public async Task EndlessList_IsRefused_BeforeItFillsTheMemory(string body, string unit, int megabytes)
    {
        using var flood = new Flood(body, unit);
        using var client = Clients.Connect(new Uri(flood.Server.Url, "/v2.1"));

        var error = await Clients.FailsAsync(ServerApi.ListAsync(client, string.Empty, NoLog.Instance, CancellationToken.None));

        Assert.Equal((NovaErrorId.NovaProtocolError, 200), (error.ErrorId, error.StatusCode));
        Assert.InRange(flood.Sent, 0, ((long)megabytes * Mega) + Slack);
    }

    [Theory]
    [InlineData("{\"server\": {\"id\": \"", "a")]
    [InlineData("{\"server\": {\"id\": \"a\", \"metadata\": {", "\"n\": \"1\",")]
    public async Task EndlessServer_IsRefused(string body, string unit)
    {
        using var flood = new Flood(body, unit);
        using var client = Clients.Connect(new Uri(flood.Server.Url, "/v2.1"));

        Assert.Equal(NovaErrorId.NovaProtocolError, (await Clients.FailsAsync(client.GetAsync())).ErrorId);
        Assert.InRange(flood.Sent, 0, 2 * Slack);
    }

    [Theory]
    [InlineData("{\"instanceAction\": {\"action\": \"", "a")]
    [InlineData("{\"instanceAction\": {\"events\": [", "{},")]
    public async Task EndlessRecord_IsRefused(string body, string unit)
    {
        using var flood = new Flood(body, unit);
        using var client = Clients.Connect(new Uri(flood.Server.Url, "/v2.1"));

        var error = await Clients.FailsAsync(ServerApi.GetActionAsync(client, Clients.Id, "req-1", NoLog.Instance, CancellationToken.None));

        Assert.Equal(NovaErrorId.NovaProtocolError, error.ErrorId);
        Assert.InRange(flood.Sent, 0, 2 * Slack);
    }

    [Theory]
    [InlineData("{\"token\": {\"project\": {\"id\": \"", "a")]
    [InlineData("{\"token\": {\"catalog\": [{\"endpoints\": [", "{\"url\": \"http://x\"},")]
    [InlineData("{\"token\": {\"catalog\": [", "[],")]
    public async Task EndlessLogin_IsRefused(string body, string unit)
    {
        using var flood = new Flood(body, unit, "201 Created\r\nX-Subject-Token: t");
        using var transport = new HttpTransport(TimeSpan.FromSeconds(30), SystemClock.Instance);

        var error = await Clients.FailsAsync(new KeystoneClient(transport, new Uri(flood.Server.Url, "/v3"))
            .LogInAsync(new TokenCredential(new System.Security.SecureString()), null, NoLog.Instance, CancellationToken.None));

        Assert.Equal(NovaErrorId.NovaProtocolError, error.ErrorId);
        Assert.InRange(flood.Sent, 0, 3 * Slack);
    }

    [Fact]
    public async Task EndlessVersions_AreRefused()
    {
        using var flood = new Flood("{\"versions\": [", "{\"id\": \"v2.1\"},");
        using var transport = new HttpTransport(TimeSpan.FromSeconds(30), SystemClock.Instance);

        var error = await Clients.FailsAsync(ApiVersion.ReadAsync(transport, flood.Server.Url, null, NoLog.Instance,
            CancellationToken.None));

        Assert.Equal(NovaErrorId.NovaProtocolError, error.ErrorId);
        Assert.InRange(flood.Sent, 0, 2 * Slack);
    }

    [Theory]
    [InlineData("409 Conflict")]
    [InlineData("502 Bad Gateway")]
    public async Task EndlessRefusal_IsReportedAsTheRefusal(string status)
    {
        using var flood = new Flood("{\"conflictingRequest\": {\"message\": \"", "a", status);
        using var client = Clients.Connect(new Uri(flood.Server.Url, "/v2.1"));

        Assert.Equal(int.Parse(status.Split(' ')[0], null), (await Clients.FailsAsync(client.StartAsync())).StatusCode);
        Assert.InRange(flood.Sent, 0, Slack);
    }

    [Theory]
    [InlineData("{\"output\": \"", "a")]
    [InlineData("{\"output\": \"", "\\n")]
    [InlineData("{\"", "a")]
    [InlineData("{\"output\": \"", "\\ud83d")]
    [InlineData("{", " ")]
    [InlineData("{\"output\": 1", "0")]
    public async Task EndlessConsoleLog_IsRefused(string body, string unit)
    {
        using var flood = new Flood(body, unit);
        using var client = Clients.Connect(new Uri(flood.Server.Url, "/v2.1"));

        var error = await Clients.FailsAsync(ReadConsoleAsync(client, _ => { }));

        Assert.Equal(NovaErrorId.NovaProtocolError, error.ErrorId);
        Assert.InRange(flood.Sent, 0, (16 * Mega) + Slack);
    }

    [Fact]
    public async Task AcceptedAction_IsAccepted_WhateverItsBody()
    {
        using var flood = new Flood("", "a", "202 Accepted\r\nX-Compute-Request-Id: req-1");
        using var client = Clients.Connect(new Uri(flood.Server.Url, "/v2.1"));

        Assert.Equal("req-1", (await client.StartAsync()).RequestId);
    }

    [Theory]
    [InlineData("{\"servers\": [{\"id\": \"", "aaaaaaaa", 600, "more than 1 MB")]
    [InlineData("{\"servers\": [{\"id\": \"a\", \"x\": [",
        "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\",", 300,
        "more than 256 MB")]
    [InlineData("{\"servers\": [", "{\"id\":\"a\"},", 600, "more than 192 MB")]
    public async Task GzipBomb_IsRefused(string body, string unit, int megabytes, string limit)
    {
        using var server = Flood.Gzip(body, unit, megabytes);
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"));

        var error = await Clients.FailsAsync(ServerApi.ListAsync(client, string.Empty, NoLog.Instance, CancellationToken.None));

        Assert.Equal(NovaErrorId.NovaProtocolError, error.ErrorId);
        Assert.Contains(limit, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DrippingBody_EndsWithTheTimeLimitOfTheRequest()
    {
        var clock = new TestClock();
        using var flood = new Flood("{\"servers\": [" + new string(' ', Mega), " ", pause: TimeSpan.FromMilliseconds(20));
        using var client = Clients.Connect(new Uri(flood.Server.Url, "/v2.1"), clock, TimeSpan.FromSeconds(30));

        var list = ServerApi.ListAsync(client, string.Empty, NoLog.Instance, CancellationToken.None);
        // The first megabyte extends the limit.
        await TestWait.UntilAsync(() => clock.Limits > 1, "the body");
        clock.Expire(TimeSpan.FromSeconds(30));
        var error = await Clients.FailsAsync(list.WaitAsync(TestWait.Bound));

        Assert.Equal(NovaErrorId.NovaRequestTimeout, error.ErrorId);
        Assert.Contains("was not complete in time", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DrippingBody_IsCanceled()
    {
        using var flood = new Flood("{\"servers\": [", " ", pause: TimeSpan.FromMilliseconds(20));
        using var client = Clients.Connect(new Uri(flood.Server.Url, "/v2.1"), timeout: TimeSpan.FromHours(1));
        using var cancellation = new CancellationTokenSource();

        var list = ServerApi.ListAsync(client, string.Empty, NoLog.Instance, cancellation.Token);
        await TestWait.UntilAsync(() => flood.Sent > 2, "the body");
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => list.WaitAsync(TestWait.Bound));
    }

    [Fact]
    public async Task LongBody_IsCanceled_WhileItIsParsed()
    {
        // More than is read before parsing starts.
        var clock = new TestClock();
        using var flood = new Flood("{\"servers\": [" + new string(' ', Mega), "{\"id\": \"a\"},", pause: TimeSpan.FromMilliseconds(20));
        using var client = Clients.Connect(new Uri(flood.Server.Url, "/v2.1"), clock);
        using var cancellation = new CancellationTokenSource();

        var list = ServerApi.ListAsync(client, string.Empty, NoLog.Instance, cancellation.Token);
        await TestWait.UntilAsync(() => clock.Limits > 1 && flood.Sent > 2, "the body");
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => list.WaitAsync(TestWait.Bound));
    }

    [Fact]
    public async Task ClosingTheConnection_EndsABody()
    {
        using var flood = new Flood("{\"servers\": [", " ", pause: TimeSpan.FromMilliseconds(20));
        var client = Clients.Connect(new Uri(flood.Server.Url, "/v2.1"), timeout: TimeSpan.FromHours(1));

        var list = ServerApi.ListAsync(client, string.Empty, NoLog.Instance, CancellationToken.None);
        await TestWait.UntilAsync(() => flood.Sent > 2, "the body");
        client.Dispose();

        Assert.Equal(NovaErrorId.NovaNotConnected, (await Clients.FailsAsync(list.WaitAsync(TestWait.Bound))).ErrorId);
    }

    [Fact]
    public async Task StreamThatIgnoresCancellation_IsAbandoned()
    {
        using var cancellation = new CancellationTokenSource();
        using var body = new ResponseBody(new StuckStream(), ResponseLimits.Document, () => { }, cancellation.Token);

        var read = body.PrefetchAsync(100);
        var blocking = Task.Factory.StartNew(() => body.Read(new byte[1], 0, 1), CancellationToken.None, TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read.WaitAsync(TestWait.Bound));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => blocking.WaitAsync(TestWait.Bound));
    }

    [Fact]
    public async Task EachMegabyte_ExtendsTheTimeLimit()
    {
        var extensions = 0;
        using var body = new ResponseBody(new MemoryStream(new byte[(7 * Mega) + 5]), ResponseLimits.Document, () => extensions++,
            CancellationToken.None);

        for (var megabytes = 1; megabytes <= 7; megabytes++)
            Assert.False(await body.PrefetchAsync(megabytes * Mega));
        Assert.True(await body.PrefetchAsync(10 * Mega));

        Assert.Equal(7, extensions);
    }

    [Fact]
    public async Task ConsoleLogOf15Megabytes_IsReadInParts()
    {
        var line = new string('x', 79) + "\\n";
        using var server = new RawServer(_ => RawServer.Respond(200,
            "{\"output\": \"" + new StringBuilder().Insert(0, line, 15 * Mega / 81) + "\"}"));
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"));
        var (length, longest) = (0, 0);

        await ReadConsoleAsync(client, part =>
        {
            length += part.Length;
            longest = Math.Max(longest, part.Length);
        });

        Assert.Equal(15 * Mega / 81 * 80, length);
        Assert.InRange(longest, 1, Mega);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("ab\n")]
    [InlineData("\\\"\t\u001b[0m")]
    [InlineData("\ud83d\ude00")]
    [InlineData("x\u00e4\u20ac")]
    public async Task LongConsoleLog_IsReadUnchanged_InParts(string unit)
    {
        var text = "begin" + string.Concat(Enumerable.Repeat(unit, 300_000 / unit.Length)) + "end";
        foreach (var handling in new[] { StringEscapeHandling.Default, StringEscapeHandling.EscapeNonAscii })
        {
            using var server = new RawServer(_ => RawServer.Respond(200,
                "{\"output\": " + JsonConvert.ToString(text, '"', handling) + ", \"more\": 1}"));
            using var client = Clients.Connect(new Uri(server.Url, "/v2.1"));
            var read = new StringBuilder();

            await ReadConsoleAsync(client, part => read.Append(part));

            Assert.Equal(text, read.ToString());
        }
    }

    [Fact]
    public async Task PageOf100000Servers_IsRead()
    {
        using var server = new RawServer(_ => RawServer.Respond(200, "{\"servers\": [" + string.Join(",", Enumerable.Range(0, 100_000)
            .Select(i => "{\"id\": \"" + i + "\", \"name\": \"web" + i + "\", \"status\": \"ACTIVE\"}")) + "]}"));
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"));

        Assert.Equal(100_000, (await ServerApi.ListAsync(client, string.Empty, NoLog.Instance, CancellationToken.None)).Rows.Count);
    }

    [Fact]
    public async Task AnyDocument_IsReadToItsEnd()
    {
        using var server = new RawServer(_ => "HTTP/1.1 200 OK\r\nContent-Length: 500\r\nConnection: close\r\n\r\n{\"servers\": []}");
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"));

        var error = await Clients.FailsAsync(ServerApi.ListAsync(client, string.Empty, NoLog.Instance, CancellationToken.None));

        Assert.Equal(NovaErrorId.NovaProtocolError, error.ErrorId);
    }

    private static Task<bool> ReadConsoleAsync(ComputeClient client, Action<string> take) =>
        ServerApi.ReadConsoleOutputAsync(client, Clients.Id, 10, take, NoLog.Instance, CancellationToken.None);

    private sealed class StuckStream : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get; set; }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            new TaskCompletionSource<int>().Task;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
