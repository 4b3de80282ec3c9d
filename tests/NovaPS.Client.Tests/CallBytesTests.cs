using System;
using System.Linq;
using System.Threading.Tasks;
using NovaPS.Client.Operations;
using NovaPS.Client.Tests.Support;
using Xunit;

namespace NovaPS.Client.Tests;

/// <summary>Tests the exact bytes of an action request.</summary>
public sealed class CallBytesTests
{
    private const string Accepted =
        "HTTP/1.1 202 Accepted\r\nContent-Type: text/html; charset=UTF-8\r\nContent-Length: 0\r\nX-Compute-Request-Id: req-1\r\n\r\n";

    [Theory]
    [InlineData("/v2/{0}")]
    [InlineData("/v2.1/{0}")]
    [InlineData("/v2.1")]
    [InlineData("/v2.1/")]
    public async Task Start_SendsOneRequestWithExactBytes_WhenTheEndpointHasAVersion(string path)
    {
        using var server = new RawServer(_ => Accepted);
        using var client = Clients.Connect(new Uri(server.Url, string.Format(null, path, Clients.Project)));

        await client.StartAsync();

        var request = Assert.Single(server.Requests);
        Assert.Equal("POST " + string.Format(null, path, Clients.Project).TrimEnd('/') + "/servers/" + Clients.Id + "/action HTTP/1.1",
            request.Line);
        Assert.Equal("{\"os-start\": null}", request.Body);
        Assert.Equal(
            new[]
            {
                "Accept-Encoding: gzip",
                "Accept: application/json",
                "Content-Length: 18",
                "Content-Type: application/json",
                "Host: " + server.Url.Authority,
                "User-Agent: NovaPS/" + Version,
                "X-Auth-Token: " + Clients.Token,
            },
            request.Headers.OrderBy(h => h, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Endpoint_IsCompletedWithVersionAndProject_WhenItHasNoPath()
    {
        using var server = new RawServer(_ => Accepted);
        using var client = Clients.Connect(server.Url);

        await client.StartAsync();

        Assert.Equal("/v2/" + Clients.Project + "/servers/" + Clients.Id + "/action", Assert.Single(server.Requests).Target);
    }

    [Fact]
    public async Task Stop_SendsOsStop()
    {
        using var server = new RawServer(_ => Accepted);
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"));

        await client.BeginAsync(ServerAction.Stop);

        Assert.Equal("{\"os-stop\": null}", Assert.Single(server.Requests).Body);
    }

    [Theory]
    [InlineData("Content-Type: text/html; charset=UTF-8\r\nContent-Length: 0\r\n")]
    [InlineData("Content-Type: application/json\r\nContent-Length: 0\r\n")]
    [InlineData("Content-Length: 0\r\n")]
    [InlineData("Connection: close\r\n")]
    // A response without a length on a connection that stays open is complete.
    [InlineData("Content-Type: application/json\r\n")]
    public async Task Action_IsAccepted_WhateverTheHeadersOfThe202(string headers)
    {
        using var server = new RawServer(_ => "HTTP/1.1 202 Accepted\r\n" + headers
            + "X-Openstack-Request-Id: req-2\r\nDate: Thu, 31 Jul 2014 08:55:30 GMT\r\n\r\n");
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"), new TestClock());

        var action = await client.BeginAsync(ServerAction.Start);

        Assert.Equal("start", action.Action);
        Assert.Equal(Clients.Id, action.ServerId);
        Assert.Equal("req-2", action.RequestId);
        Assert.Equal(new DateTime(2014, 7, 31, 8, 55, 30, DateTimeKind.Utc), action.StartTime?.ToUniversalTime());
        Assert.Null(action.ServerName);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task StartTime_IsNotLaterThanTheRecord_WhenTheResponseIsDelayed()
    {
        // Nova creates the record before it sends the response, whose Date is later: 55 s, where the record has 53 s.
        var clock = new TestClock();
        using var server = new RawServer(_ =>
        {
            clock.Move(TimeSpan.FromSeconds(2.4));
            return "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\nDate: Thu, 31 Jul 2014 08:55:55 GMT\r\n\r\n";
        });
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"), clock);

        Assert.Equal(new DateTime(2014, 7, 31, 8, 55, 52, DateTimeKind.Utc),
            (await client.BeginAsync(ServerAction.Start)).StartTime?.ToUniversalTime());
    }

    private static string Version => typeof(NovaServer).Assembly.GetName().Version!.ToString(3);
}
