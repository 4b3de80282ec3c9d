using System;
using System.Collections;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using NovaPS.Simulator.Tests.Support;
using Xunit;

namespace NovaPS.Simulator.Tests;

/// <summary>Tests fault injection.</summary>
public class FaultTests : SimulatorTest
{
    [Theory]
    [InlineData(400, "badRequest")]
    [InlineData(403, "forbidden")]
    [InlineData(404, "itemNotFound")]
    [InlineData(409, "conflictingRequest")]
    [InlineData(500, "computeFault")]
    [InlineData(501, "notImplemented")]
    [InlineData(502, "computeFault")]
    [InlineData(503, "serviceUnavailable")]
    public void Fault_HasTheBodyAndHeadersOfNova(int status, string kind)
    {
        Simulator.AddFault(status);
        var response = Get("/v2.1/servers", "2.30");
        Assert.Equal(status, response.Status);
        Assert.Equal(kind, response.Json.Properties().Single().Name);
        Assert.Equal(status, (int)response.Json[kind]!["code"]!);
        Assert.StartsWith("req-", response.Header("X-Compute-Request-Id"), StringComparison.Ordinal);
        Assert.Equal("compute 2.30", response.Header("OpenStack-API-Version"));
        Assert.Equal(200, Get("/v2.1/servers").Status);
    }

    [Theory]
    [InlineData(413)]
    [InlineData(429)]
    public void RateLimit_HasRetryAfterInHeaderAndBody(int status)
    {
        Simulator.AddFault(new NovaSimulatorFault { StatusCode = status, Headers = new Hashtable { ["Retry-After"] = 7 } });
        var response = Get("/v2.1/servers");
        Assert.Equal("7", response.Header("Retry-After"));
        Assert.Equal(
            $$$"""{"overLimit": {"code": {{{status}}}, "message": "This request was rate-limited.", "retryAfter": "7"}}""", response.Body);
    }

    [Fact]
    public void Unauthorized_IsOfTheMiddlewareOrOfKeystone_DependingOnThePath()
    {
        Simulator.AddFault(401, 2);
        Assert.Equal("Keystone uri=\"http://nova.example:8774/\"", Get("/v2.1/servers").Header("WWW-Authenticate"));
        var response = Get("/v3/auth/projects");
        Assert.Equal("Keystone uri=\"http://nova.example:8774/v3\"", response.Header("WWW-Authenticate"));
        Assert.StartsWith("{\"error\":{\"code\":401,", response.Body, StringComparison.Ordinal);
    }

    [Fact]
    public void Fault_HasTheGivenBody_WithoutNovaHeadersWhenItIsHtml()
    {
        Simulator.AddFault(new NovaSimulatorFault { StatusCode = 502, Body = "<html>Bad gateway</html>" });
        Simulator.AddFault(new NovaSimulatorFault { StatusCode = 409, Body = """{"conflictingRequest": {"message": "odd"}}""" });
        Simulator.AddFault(new NovaSimulatorFault { StatusCode = 200, Body = "x", ContentType = "application/json" });
        var html = Get("/v2.1/servers");
        Assert.Equal("<html>Bad gateway</html>", html.Body);
        Assert.Equal(["Content-Type", "Content-Length", "Date"], html.HeaderNames);
        Assert.Equal("text/html; charset=UTF-8", html.Header("Content-Type"));
        var json = Get("/v2.1/servers");
        Assert.Equal("odd", json.Message);
        Assert.NotNull(json.Header("X-Compute-Request-Id"));
        Assert.Equal("application/json", Get("/v2.1/servers").Header("Content-Type"));
    }

    [Fact]
    public void Redirect_HasItsLocation()
    {
        Simulator.AddFault(new NovaSimulatorFault { StatusCode = 301, Headers = new Hashtable { ["Location"] = "http://elsewhere/" } });
        var response = Get("/v2.1/servers");
        Assert.Equal(301, response.Status);
        Assert.Equal("http://elsewhere/", response.Header("location"));
    }

    [Fact]
    public void Fault_AffectsOnlyMatchingRequests_AndOnlyItsCount()
    {
        var a = Simulator.AddServer("a", "SHUTOFF").Id!;
        var b = Simulator.AddServer("b", "SHUTOFF").Id!;
        var fault = new NovaSimulatorFault { StatusCode = 503, Method = "post", ServerName = "a", Action = "os-start", Count = 2 };
        Simulator.AddFault(fault);
        Assert.Equal(202, Act(b, Start).Status);
        Assert.Equal(409, Act(a, Stop).Status);
        Assert.Equal(200, Get("/v2.1/servers/" + a).Status);
        Assert.Equal([503, 503, 202], Enumerable.Range(0, 3).Select(_ => Act(a, Start).Status));
        Assert.Equal(2, fault.Hits);
    }

    [Fact]
    public void Fault_LastsUntilItIsCleared_WhenItsCountIsUnlimited()
    {
        Simulator.AddFault(new NovaSimulatorFault { StatusCode = 503, PathContains = "SERVERS?limit=1", Count = -1 });
        Assert.Equal([503, 503, 200], new[] { "limit=1", "limit=10", "limit=2" }.Select(q => Get("/v2.1/servers?" + q).Status));
        Simulator.ClearFaults();
        Assert.Equal(200, Get("/v2.1/servers?limit=1").Status);
    }

    [Fact]
    public void Fault_AffectsTheNamedAction()
    {
        var id = Simulator.AddServer("a", "SHUTOFF").Id!;
        Simulator.AddFault("os-start", 500);
        Assert.Equal(500, Act(id, Start).Status);
        Assert.Null(Simulator.GetServer(id)!.TaskState);
    }

    [Fact]
    public void Reset_ClosesTheConnection_WithoutProcessingTheRequest()
    {
        var id = Simulator.AddServer("a", "SHUTOFF").Id!;
        Simulator.AddFault(new NovaSimulatorFault { Reset = true });
        AssertReset(id);
        Assert.Null(Simulator.GetServer(id)!.TaskState);
    }

    [Fact]
    public void LostResponse_IsOfAProcessedRequest()
    {
        var id = Simulator.AddServer("a", "SHUTOFF").Id!;
        Simulator.AddFault(new NovaSimulatorFault { ResetAfterProcessing = true });
        AssertReset(id);
        Assert.Equal("powering-on", Simulator.GetServer(id)!.TaskState);
    }

    [Fact]
    public void TruncatedResponse_HasTheFullContentLength()
    {
        Simulator.AddServer("a", "SHUTOFF");
        Simulator.AddFault(new NovaSimulatorFault { Truncate = 10 });
        using var client = new WireClient(Address);
        client.Send(Request("GET", "/v2.1/servers", null, token: Simulator.CreateToken()));
        var text = Encoding.UTF8.GetString(client.ReadToEnd());
        var whole = Get("/v2.1/servers");
        Assert.Contains("Content-Length: " + whole.Header("Content-Length"), text, StringComparison.Ordinal);
        Assert.Equal(whole.Body[..10], text[(text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]);
    }

    [Fact]
    public async Task RequestWithoutResponse_Ends_WhenTheClientCloses()
    {
        var id = Simulator.AddServer("a", "SHUTOFF").Id!;
        Simulator.AddFault(new NovaSimulatorFault { NoResponse = true, Method = "POST" });
        using var client = new WireClient(Address);
        client.Send(Request("POST", $"/v2.1/servers/{id}/action", Start, token: Simulator.CreateToken()));
        var response = Task.Run(client.ReadToEnd);
        while (Simulator.GetRequests().All(request => request.Method != "POST"))
            Assert.Equal(200, Get("/v2.1/servers").Status);
        Assert.False(response.IsCompleted);
        Assert.Null(Simulator.GetServer(id)!.TaskState);
        client.CloseSending();
        Assert.Empty(await response);
    }

    [Fact]
    public void DelayedRequest_IsProcessedAtOnce()
    {
        var id = Simulator.AddServer("a", "SHUTOFF").Id!;
        Simulator.AddFault(new NovaSimulatorFault { Action = "os-start", Delay = TimeSpan.FromDays(1) });
        using var client = new WireClient(Address);
        client.Send(Request("POST", $"/v2.1/servers/{id}/action", Start, token: Simulator.CreateToken()));
        while (Simulator.GetServer(id)!.TaskState is null)
            Assert.Equal(200, Get("/v2.1/servers").Status);
        Assert.Equal(0, Simulator.GetRequests().Single(request => request.Method == "POST").StatusCode);
        Simulator.Stop();
        Assert.Empty(ReadAfterStop(client));
    }

    private static byte[] ReadAfterStop(WireClient client)
    {
        try
        {
            return client.ReadToEnd();
        }
        catch (IOException)
        {
            return [];
        }
    }

    private void AssertReset(string id)
    {
        using var client = new WireClient(Address);
        client.Send(Request("POST", $"/v2.1/servers/{id}/action", Start, token: Simulator.CreateToken()));
        var error = Assert.Throws<IOException>(client.ReadToEnd);
        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(error.InnerException).SocketErrorCode);
        Assert.Equal(0, Simulator.GetRequests().Last().StatusCode);
    }

    [Theory]
    [InlineData("web*", true)]
    [InlineData("web-?1", true)]
    [InlineData("web-[0-4]1", true)]
    [InlineData("web-[a^]1", false)]
    [InlineData("web-`[0]1", false)]
    [InlineData("we", false)]
    [InlineData("WEB*", true)]
    [InlineData("web-[z-a]1", false)]
    [InlineData("w.*", false)]
    public void Fault_MatchesTheServerName_ByPattern(string pattern, bool isHit)
    {
        var id = Simulator.AddServer("web-01", "ACTIVE").Id;
        Simulator.AddFault(new NovaSimulatorFault { ServerName = pattern, StatusCode = 500 });
        Assert.Equal(isHit ? 500 : 200, Get("/v2.1/servers/" + id).Status);
    }

    [Theory]
    [InlineData("servers/DETAIL?limit=1", true)]
    [InlineData("/v*/detail", true)]
    [InlineData("limit=2", false)]
    public void Fault_MatchesThePath_ByAPartOfIt(string part, bool isHit)
    {
        Simulator.AddFault(new NovaSimulatorFault { PathContains = part, StatusCode = 500 });
        Assert.Equal(isHit ? 500 : 200, Get("/v2.1/servers/detail?limit=1").Status);
    }
}
