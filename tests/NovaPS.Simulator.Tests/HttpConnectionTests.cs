using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Simulator.Http;
using NovaPS.Simulator.Tests.Support;
using Xunit;

namespace NovaPS.Simulator.Tests;

/// <summary>Tests connections: kept and closed ones, many at once, the request log, and stopping the simulator.</summary>
public class HttpConnectionTests : SimulatorTest
{
    [Fact]
    public void RequestLog_HasTheExactBytes()
    {
        var id = Simulator.AddServer("a", "SHUTOFF").Id!;
        var token = Simulator.CreateToken();
        var head = $"POST /v2.1/servers/{id}/action?x=1 HTTP/1.1\r\nHost: x\r\nx-AUTH-token:{token}\r\nX-Odd:  a \r\nX-Odd: b\r\n"
            + "Content-Type: application/json\r\nContent-Length: 18\r\n\r\n";
        Assert.Equal(202, WireClient.Exchange(Address, head + Start).Status);

        var request = Assert.Single(Simulator.GetRequests());
        Assert.Equal(head, request.WireHead);
        Assert.Equal("POST", request.Method);
        Assert.Equal($"/v2.1/servers/{id}/action", request.Path);
        Assert.Equal("x=1", request.Query);
        Assert.Equal(Start, request.Body);
        Assert.Equal(Encoding.UTF8.GetBytes(Start), request.BodyBytes);
        Assert.Equal(token, request.WireHeaders["X-Auth-Token"]);
        Assert.Equal("a,b", request.Headers["x-odd"]);
        Assert.Equal(["Host: x", $"x-AUTH-token:{token}", "X-Odd:  a ", "X-Odd: b"], request.WireHeaderLines.Take(4));
        Assert.Equal(202, request.StatusCode);
        Assert.Equal((Now, DateTimeKind.Local), (request.ReceivedAt.ToUniversalTime(), request.ReceivedAt.Kind));
        Assert.Equal(1, request.ConnectionNumber);
        Assert.Equal($"POST /v2.1/servers/{id}/action 202", request.ToString());
        Simulator.ClearRequests();
        Assert.Empty(Simulator.GetRequests());
    }

    [Fact]
    public void RequestLog_DropsTheOldestRequests_WhenItIsFull()
    {
        var log = new RequestLog();
        for (var i = 0; i < 3; i++)
        {
            var request = new NovaSimulatorRequest("", "GET", "/" + i, "HTTP/1.1") { WireBodyBytes = new byte[RequestLog.MaxSize / 2] };
            log.Add(request);
        }

        Assert.Equal(["/1", "/2"], log.ToArray().Select(request => request.Path));
    }

    [Fact]
    public void RequestLog_RedactsSecrets()
    {
        Log("/v3/auth/tokens", """{"auth": {"identity": {"methods": ["password"], "password": {"user": {"name": "demo", "password": "s3cret"}}}}}""");
        Log("/v3/auth/tokens", """{"auth": {"identity": {"token": {"id": "s3cret"}, "application_credential": {"id": "kept", "secret": ["s3cret", 5]}}}}""");
        Log("/v3/auth/tokens", """{"auth": {"password": "s3cret", "password": "s3cret"}}""");
        Log("/identity/v3/auth/tokens", "{\"auth\": {\"pass\\u0077ord\": \"s3cret\"}}");
        Log("/v3/auth/tokens", """{"auth": {"password": "s3cret" """);
        Log("/v2.1/servers", """{"server": {"adminPass": "s3cret", "name": "kept"}}""");
        Log("/v2.1/servers/x/action", """{"os-start":  null}""");

        var requests = Simulator.GetRequests();
        Assert.All(requests, r => Assert.DoesNotContain("s3cret", r.Body + Encoding.UTF8.GetString(r.BodyBytes) + r.RawHead,
            StringComparison.Ordinal));
        Assert.All(requests, r => Assert.Equal(("***", "X-Subject-TOKEN: ***"),
            (r.Headers["x-auth-token"], r.RawHeaders.Last(h => h.StartsWith("X-Sub", StringComparison.Ordinal)))));
        Assert.Equal(
            """{"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"demo","password":"***"}}}}}""", requests[0].Body);
        Assert.Equal(
            """{"auth":{"identity":{"token":{"id":"***"},"application_credential":{"id":"kept","secret":["***","***"]}}}}""", requests[1].Body);
        Assert.Equal("""{"server":{"adminPass":"***","name":"kept"}}""", requests[5].Body);
        Assert.Equal("""{"os-start":  null}""", requests[6].Body);

        void Log(string path, string body) =>
            WireClient.Exchange(Address, Request("POST", path, body, token: "s3cret", more: "X-Subject-TOKEN: s3cret\r\n"));
    }

    [Fact]
    public void RequestLog_HasActionAndServer()
    {
        var id = Simulator.AddServer("a", "SHUTOFF").Id!;
        Act(id, Start);
        Act("nosuch", Start);
        Get("/v2.1/servers/detail");
        Send("POST", "/v3/auth/tokens", Start);
        Assert.Equal(
            [("os-start", id, "a"), ("os-start", "nosuch", null), (null, null, null), (null, null, null)],
            Simulator.GetRequests().Select(r => (r.Action, r.ServerId, r.ServerName)));
    }

    [Fact]
    public void Connection_IsKept_AfterRefusalsAndChunkedBodies()
    {
        var token = Simulator.CreateToken();
        using var client = new WireClient(Address);
        client.Send(Request("POST", "/v2.1/servers/x/action", null, token: token, more: "Transfer-Encoding: chunked\r\n")
            + "12;x=y\r\n{\"os-start\": null}\r\n0\r\nTrailer: t\r\n\r\n");
        Assert.Equal("Malformed request body", client.Read().Message);
        client.Send(Request("GET", "/v2.1/servers/x", null, token: token) + Request("GET", "/v2.1/servers", null, token: token));
        Assert.Equal(404, client.Read().Status);
        Assert.Equal("{\"servers\": []}", client.Read().Body);
        Assert.Equal([1, 1, 1], Simulator.GetRequests().Select(request => request.ConnectionNumber));
        Assert.Equal("""{"os-start": null}""", Simulator.GetRequests()[0].Body);
    }

    [Fact]
    public void Request_IsRead_WhenItIsReceivedInPieces()
    {
        var text = Request("POST", "/v2.1/servers/x/action", Start, token: Simulator.CreateToken());
        using var client = new WireClient(Address);
        foreach (var piece in text)
            client.Send(piece.ToString());
        Assert.Equal("Instance x has no mapping to a cell.", client.Read().Message);
    }

    [Fact]
    public void Continue_IsSent_BeforeTheBodyIsReceived()
    {
        using var client = new WireClient(Address);
        client.Send(Request("POST", "/v2.1/servers/x/action", null, token: Simulator.CreateToken(),
            more: "Content-Length: 18\r\nContent-Type: application/json\r\nExpect: 100-continue\r\n"));
        Assert.Empty(Simulator.GetRequests());
        client.Send(Start);
        var response = client.Read();
        Assert.Equal(404, response.Status);
        Assert.Contains("(after 100 Continue)", response.Head, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Connection: close\r\n")]
    [InlineData("Connection: Close\r\n")]
    public void Connection_IsClosed_WhenTheClientRequestsIt(string header)
    {
        using var client = new WireClient(Address);
        client.Send(Request("GET", "/v2.1/servers", null, token: Simulator.CreateToken(), more: header));
        Assert.Contains("\r\nConnection: close\r\n", Encoding.UTF8.GetString(client.ReadToEnd()), StringComparison.Ordinal);
    }

    [Fact]
    public void Body_EndsWithTheConnection_WhenConnectionsAreNotKept()
    {
        Options.KeepsConnections = false;
        Simulator.AddServer("a", "SHUTOFF");
        using var client = new WireClient(Address);
        client.Send(Request("GET", "/v2.1/servers", null, token: Simulator.CreateToken()));
        var text = Encoding.UTF8.GetString(client.ReadToEnd());
        var response = new WireResponse(text[..text.IndexOf("\r\n\r\n", StringComparison.Ordinal)], "");
        Assert.Equal(
            ["Content-Type", "OpenStack-API-Version", "X-OpenStack-Nova-API-Version", "Vary", "Vary", "x-openstack-request-id",
                "x-compute-request-id"],
            response.HeaderNames);
        Assert.EndsWith("]}", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Request_IsRefused_WhenItIsNotHttp()
    {
        using var client = new WireClient(Address);
        client.Send("HELO example\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 400 ", Encoding.UTF8.GetString(client.ReadToEnd()), StringComparison.Ordinal);
        Assert.Empty(Simulator.GetRequests());
    }

    [Fact]
    public async Task Connections_AreServed_WhenThereAreAHundredAtOnce()
    {
        var id = Simulator.AddServer("a", "SHUTOFF").Id!;
        var token = Simulator.CreateToken();
        var clients = Enumerable.Range(0, 120).Select(_ => new WireClient(Address)).ToList();
        try
        {
            // Each gets a response while all the others are open. Nova accepts only one of the starts.
            for (var round = 0; round < 3; round++)
            {
                clients.ForEach(client => client.Send(Request("POST", $"/v2.1/servers/{id}/action", Start, token: token)));
                var statuses = await Task.WhenAll(clients.Select(ReadStatusAsync));
                Assert.Equal(round == 0 ? 1 : 0, statuses.Count(status => status == 202));
                Assert.Equal(round == 0 ? 119 : 120, statuses.Count(status => status == 409));
            }

            Assert.Equal(120, Simulator.GetRequests().Select(request => request.ConnectionNumber).Distinct().Count());
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }
    }

    /// <summary>Runs on its own thread, because readers that block would take the pool's threads from the simulator.</summary>
    private static Task<int> ReadStatusAsync(WireClient client) => Task.Factory.StartNew(
        () => client.Read().Status, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    [Fact]
    public async Task HttpClient_StartsAThousandServersInParallel()
    {
        foreach (var number in Enumerable.Range(0, 1000))
            Simulator.AddServer("s" + number, "SHUTOFF");
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = 64 };
        using var http = new HttpClient(handler);
        http.DefaultRequestHeaders.Add("X-Auth-Token", Simulator.CreateToken());
        var statuses = await Task.WhenAll(Simulator.GetServers().Select(async server =>
        {
            using var body = new StringContent(Start, Encoding.UTF8, "application/json");
            using var response = await http.PostAsync(new Uri($"{Simulator.Endpoint}/servers/{server.Id}/action"), body);
            return (int)response.StatusCode;
        }));
        Assert.All(statuses, status => Assert.Equal(202, status));
        Simulator.Advance(TimeSpan.FromSeconds(2));
        Assert.All(Simulator.GetServers(), server => Assert.Equal("ACTIVE", server.Status));
        Assert.Equal(1000, Simulator.GetRequests().Length);
    }

    [Fact]
    public void Stop_ClosesConnectionsAndPort()
    {
        Simulator.AddFault(new NovaSimulatorFault { NoResponse = true, PathContains = "hold" });
        Simulator.AddFault(new NovaSimulatorFault { Delay = TimeSpan.FromDays(1), PathContains = "late" });
        var clients = new List<WireClient> { new(Address), new(Address), new(Address) };
        clients[0].Send(Request("GET", "/hold", null));
        clients[1].Send(Request("GET", "/late", null));
        while (Simulator.GetRequests().Length < 2)
            Assert.Equal(200, WireClient.Exchange(new Uri(Simulator.AuthUrl), Request("GET", "/", null)).Status);
        var address = Address;
        Assert.True(Simulator.IsRunning);

        Simulator.Stop();
        Assert.False(Simulator.IsRunning);
        foreach (var client in clients)
        {
            Assert.Equal(0, BytesUntilTheEnd(client));
            client.Dispose();
        }

        Assert.Throws<SocketException>(() => new WireClient(address));
        Simulator.Stop();
        Assert.Contains("servers)", Simulator.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Port_CanBeChosen_AndIsReleasedOnDispose()
    {
        using var second = Restart(attempts: 10);

        Assert.Equal($"http://127.0.0.1:{second.Port}/v3", second.AuthUrl);
        Assert.Throws<SocketException>(() => new NovaSimulator(new NovaSimulatorOptions { Port = second.Port }));
    }

    /// <summary>
    /// Starts a simulator on the port of one that has ended. If another program uses the port meanwhile, it tries another port.
    /// </summary>
    private static NovaSimulator Restart(int attempts)
    {
        int port;
        using (var first = new NovaSimulator())
            port = first.Port;
        try
        {
            var second = new NovaSimulator(new NovaSimulatorOptions { Port = port });
            Assert.Equal(port, second.Port);
            return second;
        }
        catch (SocketException) when (attempts > 1)
        {
            return Restart(attempts - 1);
        }
    }

    private static int BytesUntilTheEnd(WireClient client)
    {
        try
        {
            return client.ReadToEnd().Length;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
