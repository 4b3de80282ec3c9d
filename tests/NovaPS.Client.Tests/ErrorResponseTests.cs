using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Compute;
using NovaPS.Client.Operations;
using NovaPS.Client.Tests.Support;
using Xunit;

namespace NovaPS.Client.Tests;

/// <summary>Tests the error of each unsuccessful response. The bodies are those of Nova 26.2 and Keystone 22.</summary>
public sealed class ErrorResponseTests
{
    [Theory]
    [InlineData(400, """{"badRequest": {"code": 400, "message": "Malformed request URL: URL's project_id 'a' doesn't match Context's project_id 'b'"}}""", NovaErrorId.NovaProjectMismatch)]
    [InlineData(400, """{"badRequest": {"code": 400, "message": "There is no such action: os-frobnicate"}}""", NovaErrorId.NovaBadRequest)]
    [InlineData(401, """{"error": {"code": 401, "title": "Unauthorized", "message": "The request you have made requires authentication."}}""", NovaErrorId.NovaUnauthorized)]
    [InlineData(403, """{"forbidden": {"code": 403, "message": "Policy doesn't allow os_compute_api:servers:start to be performed."}}""", NovaErrorId.NovaForbidden)]
    [InlineData(403, """{"forbidden": {"code": 403, "message": "Quota exceeded for instances: Requested 1, but already used 10 of 10 instances"}}""", NovaErrorId.NovaQuotaExceeded)]
    [InlineData(404, """{"itemNotFound": {"code": 404, "message": "Instance x has no mapping to a cell."}}""", NovaErrorId.NovaServerNotFound)]
    [InlineData(404, "\uFEFF{\"itemNotFound\": {\"code\": 404, \"message\": \"Instance x\"}}", NovaErrorId.NovaServerNotFound)]
    [InlineData(404, """{"itemNotFound": {"code": 404, "message": "The project could not be found."}}""", NovaErrorId.NovaEndpointNotFound)]
    [InlineData(404, "<html>\n <head>\n  <title>404 Not Found</title>\n </head></html>", NovaErrorId.NovaEndpointNotFound)]
    [InlineData(404, "", NovaErrorId.NovaEndpointNotFound)]
    [InlineData(300, """{"choices": []}""", NovaErrorId.NovaEndpointNotFound)]
    [InlineData(405, """{"badMethod": {"code": 405, "message": "no"}}""", NovaErrorId.NovaRequestRefused)]
    [InlineData(406, """{"computeFault": {"code": 406, "message": "Version 2.999 is not supported by the API. Minimum is 2.1 and maximum is 2.93."}}""", NovaErrorId.NovaMicroversionNotSupported)]
    [InlineData(407, "", NovaErrorId.NovaProxyRefused)]
    [InlineData(409, """{"conflictingRequest": {"code": 409, "message": "Cannot 'start' instance x while it is in vm_state active"}}""", NovaErrorId.NovaServerInvalidState)]
    [InlineData(409, """{"conflictingRequest": {"code": 409, "message": "Cannot 'start' instance x while it is in task_state powering-on"}}""", NovaErrorId.NovaServerBusy)]
    [InlineData(409, """{"conflictingRequest": {"code": 409, "message": "Instance x is locked"}}""", NovaErrorId.NovaServerLocked)]
    [InlineData(409, """{"conflictingRequest": {"code": 409, "message": "Instance x is not ready"}}""", NovaErrorId.NovaServerInvalidState)]
    [InlineData(409, "something new", NovaErrorId.NovaServerInvalidState)]
    [InlineData(413, "<html><title>413 Request Entity Too Large</title></html>", NovaErrorId.NovaRequestRefused)]
    [InlineData(418, "", NovaErrorId.NovaRequestRefused)]
    [InlineData(500, """{"computeFault": {"code": 500, "message": "Unexpected API Error."}}""", NovaErrorId.NovaServiceError)]
    [InlineData(501, """{"notImplemented": {"code": 501, "message": "no"}}""", NovaErrorId.NovaNotSupported)]
    [InlineData(502, "<html><h1>502 Bad Gateway</h1></html>", NovaErrorId.NovaServiceUnavailable)]
    [InlineData(503, "", NovaErrorId.NovaServiceUnavailable)]
    [InlineData(504, "", NovaErrorId.NovaServiceUnavailable)]
    [InlineData(505, "", NovaErrorId.NovaServiceError)]
    [InlineData(200, "<html>Please log in</html>", NovaErrorId.NovaProtocolError)]
    public async Task Start_ReportsTheErrorIdAndIsSentOnce_WhenItIsRefused(int status, string body, NovaErrorId expected)
    {
        using var server = new RawServer(_ => RawServer.Respond(status, body, "X-Compute-Request-Id: req-9\r\n"));
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"));

        var error = await Clients.FailsAsync(client.StartAsync());

        Assert.Equal(expected, error.ErrorId);
        Assert.Equal(status, error.StatusCode);
        Assert.Equal("req-9", error.RequestId);
        Assert.Equal("POST", error.Method);
        Assert.Equal("/v2.1/servers/" + Clients.Id + "/action", error.Path);
        Assert.Equal(1, error.Attempts);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Conflict_HasTheState_WhenTheMessageNamesIt()
    {
        using var server = new RawServer(_ => RawServer.Respond(409, """{"conflictingRequest": {"code": 409, "message": "Cannot 'start' instance x while it is in task_state powering-on"}}"""));
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"));

        var error = await Clients.FailsAsync(client.StartAsync());

        Assert.Equal("powering-on", error.TaskState);
        Assert.Null(error.VmState);
        Assert.Equal("conflictingRequest", error.FaultKind);
    }

    [Fact]
    public async Task Error_IsOneLine_WhenAProxyRespondsWithAPage()
    {
        using var server = new RawServer(_ => RawServer.Respond(502,
            "<html>\n<head><title>502 Bad\n Gateway</title></head><body>...</body></html>", type: "text/html"));
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"));

        Assert.Equal("502 Bad Gateway (HTTP 502).", (await Clients.FailsAsync(client.StartAsync())).Message);
    }

    [Fact]
    public async Task Message_HasASpace_WhereJsonContainsAnHtmlBreak()
    {
        using var server = new RawServer(_ => RawServer.Respond(400, """{"badRequest": {"code": 400, "message": "No.<br /><br />\n\n\nNever"}}"""));
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"));

        Assert.Equal("No. Never (HTTP 400).", (await Clients.FailsAsync(client.StartAsync())).Message);
    }

    [Fact]
    public async Task List_ReportsEndpointNotFound_WhenTheStatusIs404()
    {
        using var server = new RawServer(_ => RawServer.Respond(404, """{"itemNotFound": {"code": 404, "message": "The resource could not be found."}}"""));
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"));

        var list = await Clients.FailsAsync(ServerApi.ListAsync(client, string.Empty, NoLog.Instance, CancellationToken.None));

        Assert.Equal((NovaErrorId.NovaEndpointNotFound, "/v2.1/servers/detail", 404), (list.ErrorId, list.Path, list.StatusCode));
        Assert.Equal(NovaErrorId.NovaServerNotFound, (await Clients.FailsAsync(client.GetAsync())).ErrorId);
    }

    [Theory]
    [InlineData("Version 2.1 is not supported by the API.", "Version 2.1 is not supported by the API (HTTP 406).")]
    [InlineData("no", "No (HTTP 406). Microversion 2.1 was requested.")]
    public async Task Error_NamesTheMicroversion_WhenTheStatusIs406(string says, string expected)
    {
        using var server = new RawServer(_ => RawServer.Respond(406, "{\"computeFault\": {\"code\": 406, \"message\": \"" + says + "\"}}"));
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"));

        Assert.Equal(expected, (await Clients.FailsAsync(client.GetAsync())).Message);
    }

    [Fact]
    public async Task Trace_ShowsTheQueryWithoutTheToken()
    {
        using var server = new RawServer(_ => RawServer.Respond(200, "{\"servers\": []}"));
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"));
        var log = new RecordingLog();

        await ServerApi.ListAsync(client, "?status=ACTIVE&marker=" + Clients.Token + "&other=" + new string('x', 70), log,
            CancellationToken.None);

        Assert.StartsWith("GET /v2.1/servers/detail?status=ACTIVE&marker=***&other=*** -> 200", Assert.Single(log.Traces),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_ReportsProtocolError_WhenAnIdIsNotText()
    {
        using var server = new RawServer(_ => RawServer.Respond(200, """{"servers": [{"id": 5}]}"""));
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"));

        var error = await Clients.FailsAsync(ServerApi.ListAsync(client, string.Empty, NoLog.Instance, CancellationToken.None));

        Assert.Equal(NovaErrorId.NovaProtocolError, error.ErrorId);
        Assert.Contains("a server without an id", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Error_RedactsTheToken_WhenTheCloudEchoesIt()
    {
        using var server = new RawServer(_ => RawServer.Respond(400, """{"badRequest": {"code": 400, "message": "bad token """ + Clients.Token + "\"}}"));
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"));

        var error = await Clients.FailsAsync(client.StartAsync());

        Assert.DoesNotContain(Clients.Token, error.ToString(), StringComparison.Ordinal);
        Assert.Equal("bad token ***", error.FaultMessage);
    }

    [Fact]
    public async Task Refusal_IsReported_WhenItsBodyIsTruncated()
    {
        using var server = new RawServer(_ =>
            "HTTP/1.1 409 Conflict\r\nContent-Length: 500\r\nConnection: close\r\n\r\n{\"conflictingRequest\": {\"mess");
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"));

        Assert.Equal(NovaErrorId.NovaServerInvalidState, (await Clients.FailsAsync(client.StartAsync())).ErrorId);
    }

    [Theory]
    [InlineData("{\"server\": {\"id\": \"x\", \"na", "Content-Length: 500\r\nConnection: close\r\n")]
    [InlineData("{\"server\": {\"id\": \"x\", \"na", "Content-Length: 25\r\n")]
    [InlineData("<html>Please log in</html>", "Content-Length: 26\r\n")]
    [InlineData("[]", "Content-Length: 2\r\n")]
    [InlineData("{}", "Content-Length: 2\r\n")]
    [InlineData("", "Content-Length: 0\r\n")]
    public async Task Read_ReportsProtocolError_WhenTheResponseIsNotNovas(string body, string headers)
    {
        using var server = new RawServer(_ => "HTTP/1.1 200 OK\r\n" + headers + "\r\n" + body);
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"));

        var error = await Clients.FailsAsync(client.GetAsync());

        Assert.Equal(NovaErrorId.NovaProtocolError, error.ErrorId);
        Assert.Equal(200, error.StatusCode);
    }

    [Fact]
    public async Task Start_ReportsConnectionFailed_WhenTheConnectionIsReset()
    {
        using var server = new RawServer(_ => (string?)null);
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"));

        Assert.Equal(NovaErrorId.NovaConnectionFailed, (await Clients.FailsAsync(client.StartAsync())).ErrorId);
    }

    [Fact]
    public async Task Start_ReportsConnectionFailed_WhenTheConnectionIsRefused()
    {
        using var port = new SilentPort();
        using var client = Clients.Connect(new Uri("http://127.0.0.1:" + port.Number + "/v2.1"));

        var error = await Clients.FailsAsync(client.StartAsync());

        Assert.Equal(NovaErrorId.NovaConnectionFailed, error.ErrorId);
        Assert.Null(error.StatusCode);
    }

    [Fact]
    public async Task Start_ReportsRequestTimeout_WhenThereIsNoResponse()
    {
        var clock = new TestClock();
        using var server = new RawServer(async _ =>
        {
            clock.Expire(TimeSpan.FromSeconds(30));
            await Task.Delay(Timeout.Infinite);
            return null;
        });
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"), clock, TimeSpan.FromSeconds(30));

        var error = await Clients.FailsAsync(client.StartAsync());

        Assert.Equal(NovaErrorId.NovaRequestTimeout, error.ErrorId);
        Assert.Contains("No response from " + server.Url.Authority + " within 30 s", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_ReportsRequestTimeout_WhenTheBodyIsNotCompleted()
    {
        using var server = new RawServer(_ => "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"server\": {");
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"), timeout: TimeSpan.FromMilliseconds(300));

        Assert.Equal(NovaErrorId.NovaRequestTimeout, (await Clients.FailsAsync(client.GetAsync())).ErrorId);
    }

    [Fact]
    public async Task Start_ReportsTlsFailure_WhenTheServerDoesNotUseTls()
    {
        using var raw = new TcpListener(IPAddress.Loopback, 0);
        raw.Start();
        _ = Task.Run(async () =>
        {
            using var peer = await raw.AcceptTcpClientAsync();
            await peer.GetStream().WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray());
        });
        using var other = Clients.Connect(new Uri("https://127.0.0.1:" + ((IPEndPoint)raw.LocalEndpoint).Port + "/v2.1"));
        Assert.Equal(NovaErrorId.NovaTlsFailure, (await Clients.FailsAsync(other.StartAsync())).ErrorId);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Start_ReportsTlsFailureAndNothingSent_WhenTheHandshakeBreaksOff(bool isReset)
    {
        using var raw = new TcpListener(IPAddress.Loopback, 0);
        raw.Start();
        _ = Task.Run(async () =>
        {
            using var peer = await raw.AcceptTcpClientAsync();
            // Reading the client hello first means that closing does not reset the connection.
            Assert.NotEqual(0, await peer.GetStream().ReadAsync(new byte[4096]));
            if (isReset)
                peer.LingerState = new LingerOption(true, 0);
        });
        using var client = Clients.Connect(new Uri("https://127.0.0.1:" + ((IPEndPoint)raw.LocalEndpoint).Port + "/v2.1"));

        var error = await Clients.FailsAsync(client.StartAsync());

        Assert.Equal(NovaErrorId.NovaTlsFailure, error.ErrorId);
        Assert.True(error.WasNeverSent);
        Assert.False(error.IsOutcomeUnknown);
    }

    [Fact]
    public async Task Start_IsCanceled_WhenTheCallerCancels()
    {
        using var server = new RawServer(async _ =>
        {
            await Task.Delay(Timeout.Infinite);
            return null;
        });
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"));
        using var cancellation = new CancellationTokenSource();

        var start = ServerApi.ActAsync(client, ServerAction.Start, Clients.Id, null, NoLog.Instance, cancellation.Token);
        await TestWait.UntilAsync(() => server.Requests.Count > 0, "the request");
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => start.WaitAsync(TestWait.Bound));
    }

    [Fact]
    public async Task Start_ReportsNotConnected_WhenTheConnectionIsClosed()
    {
        using var server = new RawServer(_ => RawServer.Respond(202));
        var client = Clients.Connect(new Uri(server.Url, "/v2.1"));
        client.Dispose();

        Assert.Equal(NovaErrorId.NovaNotConnected, (await Clients.FailsAsync(client.StartAsync())).ErrorId);
        Assert.Empty(server.Requests);
    }
}
