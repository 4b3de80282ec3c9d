using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Compute;
using NovaPS.Client.Operations;
using NovaPS.Client.Tests.Support;
using Xunit;

namespace NovaPS.Client.Tests;

/// <summary>Tests that a response has the requested id, and that an id cannot change the path.</summary>
public sealed class ResponseIdentityTests
{
    private const string Other = "11111111-2222-3333-4444-555555555555";

    public static TheoryData<string> BadIds => new(".", "..", "../..", "a/b", "a?b", "a%2fb", "%2e%2e", "a#b", "a b", " a", "a\\b",
        "a\r\nb", "a\n", "\u202ea", "\u00e4", "a\u0000", "-a", "@", "a;b", new string('a', 65), new string('a', 100_000));

    public static TheoryData<string> GoodIds => new("0199340e-0f3e-4612-96be-6f1861b192b5", "0199340E-0F3E-4612-96BE-6F1861B192B5", "5",
        "s0", "req-0199340e-0f3e-4612-96be-6f1861b192b5", "a.b_c:d");

    [Theory]
    [MemberData(nameof(GoodIds))]
    public void Id_IsUnchangedInThePath(string id) => Assert.Equal("/servers/" + id + "/action", ApiPath.Action(id));

    [Theory]
    [MemberData(nameof(BadIds))]
    [InlineData("")]
    public async Task Request_IsNotSent_WhenItsIdIsNotAnId(string id)
    {
        using var server = new RawServer(_ => RawServer.Respond(202));
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"));

        Assert.Equal(NovaErrorId.NovaServerInputInvalid, (await Clients.FailsAsync(Run(() => client.StartAsync(id: id)))).ErrorId);
        Assert.Equal(NovaErrorId.NovaServerInputInvalid, (await Clients.FailsAsync(Run(() => client.GetAsync(id: id)))).ErrorId);
        Assert.Equal(NovaErrorId.NovaServerInputInvalid, (await Clients.FailsAsync(Run(() =>
            ServerApi.GetActionAsync(client, Clients.Id, id, NoLog.Instance, CancellationToken.None)))).ErrorId);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [MemberData(nameof(BadIds))]
    public async Task Row_IsRefused_WhenItsIdIsNotAnId(string id)
    {
        using var server = new RawServer(_ => RawServer.Respond(200,
            "{\"servers\": [{\"id\": " + Newtonsoft.Json.JsonConvert.ToString(id) + "}]}"));
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"));

        var error = await Clients.FailsAsync(ServerApi.ListAsync(client, string.Empty, NoLog.Instance, CancellationToken.None));

        Assert.Equal(NovaErrorId.NovaProtocolError, error.ErrorId);
        Assert.EndsWith("not valid: a server with an id that is not valid (HTTP 200).", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"server\": {\"id\": \"" + Other + "\", \"status\": \"ACTIVE\"}}")]
    [InlineData("{\"server\": {\"id\": \"" + Clients.Id + "\", \"id\": \"" + Other + "\"}}")]
    [InlineData("{\"server\": {\"id\": \"" + Clients.Id + "\"}, \"server\": {\"id\": \"" + Clients.Id + "\"}}")]
    [InlineData("{\"server\": {\"id\": null}}")]
    [InlineData("{\"server\": {\"id\": \"\"}}")]
    [InlineData("{\"server\": null}")]
    [InlineData("{\"server\": [{\"id\": \"" + Clients.Id + "\"}]}")]
    public async Task Server_IsRefused_WhenItsIdIsNotTheRequestedOne(string body)
    {
        using var server = new RawServer(_ => RawServer.Respond(200, body));
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"));

        Assert.Equal(NovaErrorId.NovaProtocolError, (await Clients.FailsAsync(client.GetAsync())).ErrorId);
    }

    [Fact]
    public async Task Server_IsAccepted_WhenItsIdDiffersOnlyInCase()
    {
        using var server = new RawServer(_ => RawServer.Respond(200, "{\"server\": {\"id\": \"" + Clients.Id.ToUpperInvariant() + "\"}}"));
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"));

        Assert.Equal(Clients.Id, (await client.GetAsync()).Id, ignoreCase: true);
    }

    [Theory]
    [InlineData("\"request_id\": \"req-2\"")]
    [InlineData("\"request_id\": null")]
    [InlineData("\"instance_uuid\": \"" + Clients.Id + "\"")]
    [InlineData("\"request_id\": \"req-1\", \"instance_uuid\": \"" + Other + "\"")]
    public async Task Record_IsRefused_WhenItsIdIsNotTheRequestedOne(string members)
    {
        using var server = new RawServer(_ => RawServer.Respond(200, "{\"instanceAction\": {\"action\": \"start\", " + members + "}}"));
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"));

        var error = await Clients.FailsAsync(ServerApi.GetActionAsync(client, Clients.Id, "req-1", NoLog.Instance, CancellationToken.None));

        Assert.Equal(NovaErrorId.NovaProtocolError, error.ErrorId);
    }

    [Theory]
    [InlineData("{\"action\": \"start\", \"request_id\": \"req-1\", \"instance_uuid\": \"" + Other + "\"}")]
    [InlineData("{\"action\": \"start\", \"request_id\": \"..\"}")]
    [InlineData("{\"request_id\": \"req-1\"}")]
    [InlineData("null")]
    [InlineData("5")]
    public async Task Records_AreRefused_WhenOneIsOfAnotherServer(string row)
    {
        using var server = new RawServer(_ => RawServer.Respond(200, "{\"instanceActions\": [" + row + "]}"));
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"));

        var error = await Clients.FailsAsync(ActionHistory.ListAsync(client, Clients.Id, new ActionFilter(), NoLog.Instance, default));

        Assert.Equal(NovaErrorId.NovaProtocolError, error.ErrorId);
    }

    [Theory]
    [InlineData("..", null)]
    [InlineData("req-1/..", null)]
    [InlineData("req-1", "req-1")]
    public async Task RequestId_IsUsed_OnlyWhenItIsAnId(string header, string? expected)
    {
        using var server = new RawServer(_ => RawServer.Respond(202, "", "X-Compute-Request-Id: " + header + "\r\n"));
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"));

        Assert.Equal(expected, (await client.StartAsync()).RequestId);
    }

    [Theory]
    [InlineData(201)]
    [InlineData(203)]
    [InlineData(206)]
    [InlineData(299)]
    public async Task List_IsRead_WithAnySuccess(int status)
    {
        using var server = new RawServer(_ => RawServer.Respond(status, "{\"servers\": [{\"id\": \"a\"}]}"));
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"));

        Assert.Single((await ServerApi.ListAsync(client, string.Empty, NoLog.Instance, CancellationToken.None)).Rows);
    }

    [Theory]
    [InlineData(200, "")]
    [InlineData(200, "{\"adminPass\": \"x\"}")]
    [InlineData(201, "")]
    [InlineData(204, "")]
    [InlineData(202, "anything")]
    public async Task Action_IsAccepted_WithAnySuccessOfTheCloud(int status, string body)
    {
        using var server = new RawServer(_ => RawServer.Respond(status, body, "X-Compute-Request-Id: req-1\r\n"));
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"));

        Assert.Equal("req-1", (await client.BeginAsync(ServerAction.Start)).RequestId);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:59Z")]
    [InlineData("99999-01-01T00:00:00Z")]
    [InlineData("soon")]
    public async Task Time_IsNull_WhenItIsOutOfRange(string time)
    {
        using var server = new RawServer(_ => RawServer.Respond(200,
            "{\"server\": {\"id\": \"" + Clients.Id + "\", \"updated\": \"" + time + "\"}}",
            "Date: Mon, 01 Jan 0001 00:00:00 GMT\r\n"));
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"));

        Assert.Null((await client.GetAsync()).Updated);
        Assert.Null(client.CloudTime.At(TimeSpan.Zero));
    }

    [Fact]
    public async Task Server_IsReadToItsEnd_WhenAValueHasTheWrongType()
    {
        string[] names = ["image", "fault", "flavor", "addresses", "metadata", "tags", "status", "locked", "progress", "created"];
        var members = string.Join(", ", names.Select(name => "\"" + name + "\": [[{\"a\": 1}]], \"x" + name + "\": {\"a\": [1]}"));
        using var server = new RawServer(_ => RawServer.Respond(200,
            "{\"server\": {\"id\": \"" + Clients.Id + "\", " + members + ", \"name\": \"n\"}}"));
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"));

        Assert.Equal("n", (await client.GetAsync()).Name);
    }

    private static async Task<T> Run<T>(Func<Task<T>> send) => await send();
}
